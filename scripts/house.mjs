// The rules of the house, each checked on the text of the sources. `node scripts/house.mjs` prints what breaks them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** From the ground up; a file imports only from its own room and from lower floors. */
export const floors = [
  ['base', 'time'],
  ['life', 'chat'],
  ['records', 'talk'],
  ['actions'],
  ['bot', 'web', 'jobs'],
  // The files that stand in src/ itself (main, cli, app), and the rooms that belong to them.
  ['.'],
]
const roomsOfTop = ['cli', 'demo']
/** On one floor, and yet one of them stands on the other. */
const also = [['time', 'base']]

/** What only one room may touch. */
const bans = [
  { what: 'imports a date library', pattern: /from '(dayjs|chinese-days)\b/, only: ['time'] },
  { what: 'reads the clock', pattern: /\bDate\.now\b|\bnew Date\(\s*\)|(?<![.\w])Date\(\s*\)/, only: ['time'] },
]

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s*'([^']+)'/g

/** Comments speak about things without doing them. Strings stay, for imports are strings. */
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return /records\/client(-postgres)?$/.test(path) ? [] : sourceFiles(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** Every source file with its room, its text and the files of ours that it imports. */
export function readHouse(src) {
  return sourceFiles(src).map((path) => {
    const code = withoutComments(readFileSync(path, 'utf8'))
    const imports = [...code.matchAll(importPattern)]
      .map((match) => match[1] ?? match[2] ?? match[3])
      .filter((target) => target.startsWith('.'))
      .map((target) => relative(src, resolve(dirname(path), target)))
    const file = relative(src, path)
    return { file, room: roomOf(file), code, imports }
  })
}

function roomOf(file) {
  const room = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.'
  return roomsOfTop.includes(room) ? '.' : room
}
const floorOf = (room) => floors.findIndex((rooms) => rooms.includes(room))

/** Every broken rule, one sentence each. */
export function complaints(house) {
  return [...house.flatMap(climbs), ...house.flatMap(breaksBan), ...cycles(house)]
}

function climbs({ file, room, imports }) {
  if (floorOf(room) < 0) return [`${file}: there is no room "${room}"; name it in scripts/house.mjs`]
  return imports
    .map((target) => ({ target, to: roomOf(target) }))
    .filter(({ to }) => to !== room && !also.some(([above, below]) => above === room && below === to))
    .filter(({ to }) => floorOf(to) < 0 || floorOf(to) >= floorOf(room))
    .map(({ target }) => `${file} (floor ${floorOf(room) + 1}) imports ${target}, which is not below it`)
}

function breaksBan({ file, room, code }) {
  return bans
    .filter(({ only }) => !only.includes(room))
    .flatMap(({ what, pattern }) =>
      code
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${file} ${what}: ${line.trim()}`),
    )
}

function cycles(house) {
  const imports = new Map(house.map(({ file, imports }) => [file, imports]))
  const found = []
  const done = new Set()
  const visit = (file, path) => {
    if (path.includes(file)) found.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`)
    else if (!done.has(file)) {
      for (const next of imports.get(file) ?? []) visit(next, [...path, file])
      done.add(file)
    }
  }
  for (const file of imports.keys()) visit(file, [])
  return found
}

/** Error codes that are not used, not explained, or explained though there is no such code. */
export function codeComplaints(root, house) {
  const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '')
  const list = /errorCodes = \[([\s\S]*?)\]/.exec(read('src/base/errors.ts'))?.[1] ?? ''
  const codes = [...list.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code)
  const explained = [...read('docs/错误码.md').matchAll(/^#+ `?([A-Z][A-Z_]+)`?/gm)].map(([, code]) => code)
  const all = house.filter(({ file }) => file !== 'base/errors.ts').map(({ code }) => code)
  const used = `${all.join('\n')}\n${read('bin/zhibu.mjs')}`
  return [
    ...codes.filter((code) => !explained.includes(code)).map((code) => `docs/错误码.md does not explain ${code}`),
    ...explained
      .filter((code) => !codes.includes(code))
      .map((code) => `docs/错误码.md explains ${code}, which does not exist`),
    ...codes.filter((code) => !used.includes(code)).map((code) => `nothing uses the error code ${code}`),
    ...(codes.length === 0 ? ['no error codes found in src/base/errors.ts'] : []),
  ]
}

const root = fileURLToPath(new URL('..', import.meta.url))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const house = readHouse(join(root, 'src'))
  const all = [...complaints(house), ...codeComplaints(root, house)]
  for (const line of all) console.error(`✗ ${line}`)
  if (all.length === 0) console.log(`The house stands: ${house.length} files.`)
  process.exitCode = all.length === 0 ? 0 : 1
}
