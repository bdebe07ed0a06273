import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { settingNames } from '../src/base/config.ts'

// Plain JavaScript, because it also runs by itself: the types are told here.
interface House {
  readHouse(src: string): { file: string }[]
  complaints(house: { file: string }[]): string[]
  codeComplaints(root: string, house: { file: string }[]): string[]
}
const script = '../scripts/house.mjs'
const { readHouse, complaints, codeComplaints }: House = await import(script)

const root = join(import.meta.dirname, '..')

/** What the rules say of sources that are written down here. */
function sayOf(files: Record<string, string>): string[] {
  const src = mkdtempSync(join(tmpdir(), 'zhibu-house-'))
  onTestFinished(() => rmSync(src, { recursive: true }))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(src, file)), { recursive: true })
    writeFileSync(join(src, file), text)
  }
  return complaints(readHouse(src))
}

test('the sources keep the rules of the house', () => {
  expect(complaints(readHouse(join(root, 'src')))).toEqual([])
})

test('every error code is used and explained, and nothing else is explained', () => {
  expect(codeComplaints(root, readHouse(join(root, 'src')))).toEqual([])
})

test('whoever climbs is found', () => {
  expect(sayOf({ 'life/a.ts': `import { b } from '../records/b.ts'`, 'records/b.ts': '' })).toHaveLength(1)
  expect(sayOf({ 'life/a.ts': `import { b } from '../chat/b.ts'`, 'chat/b.ts': '' })).toHaveLength(1)
  expect(sayOf({ 'base/a.ts': `export * from '../time/b.ts'`, 'time/b.ts': '' })).toHaveLength(1)
  expect(sayOf({ 'talk/a.ts': `const b = await import('../bot/b.ts')`, 'bot/b.ts': '' })).toHaveLength(1)
  expect(sayOf({ 'attic/a.ts': '' })).toHaveLength(1)
})

test('whoever goes down, or stays in the room, is not', () => {
  const files = {
    'app.ts': `import {\n  a,\n} from './bot/a.ts'`,
    'bot/a.ts': `import '../life/b.ts'\nimport type { C } from './c.ts'`,
    'bot/c.ts': `// import { x } from '../app.ts'`,
    'life/b.ts': `import { d } from '../time/d.ts'`,
    'time/d.ts': `import { e } from '../base/e.ts'\nimport dayjs from 'dayjs'\nexport const now = Date.now()`,
    'base/e.ts': `export const at = new Date(0)`,
  }
  expect(sayOf(files)).toEqual([])
})

test('a cycle is found', () => {
  const files = {
    'life/a.ts': `import './b.ts'`,
    'life/b.ts': `import './c.ts'`,
    'life/c.ts': `import './a.ts'`,
  }
  expect(sayOf(files)).toEqual(['cycle: life/a.ts → life/b.ts → life/c.ts → life/a.ts'])
})

test('the clock and the date libraries are for one room only', () => {
  expect(sayOf({ 'life/a.ts': 'const now = new Date()' })).toHaveLength(1)
  expect(sayOf({ 'jobs/a.ts': 'const now = Date.now()' })).toHaveLength(1)
  expect(sayOf({ 'web/a.tsx': `import dayjs from 'dayjs'` })).toHaveLength(1)
  expect(sayOf({ 'life/a.ts': `import days from 'chinese-days'` })).toHaveLength(1)
})

test('the settings of the program, .env.example and the handbook are the same', () => {
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const example = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map((match) => match[1])
  expect(example).toEqual(settingNames)
  const handbook = [...read('docs/部署与运维.md').matchAll(/^\| ?`([A-Z_]+)` ?\|/gm)].map((match) => match[1])
  expect(handbook.sort()).toEqual([...settingNames].sort())
})
