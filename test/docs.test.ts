import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { passTime, startApp } from '../src/app.ts'
import { readConfig } from '../src/base/config.ts'
import { makeLog } from '../src/base/log.ts'
import { run } from '../src/cli/run.ts'
import { runDemo } from '../src/demo/run.ts'
import type { RosterPerson } from '../src/life/people/roster.ts'
import { rosterSheet } from '../src/records/workbook/roster-sheet.ts'
import { type SheetToWrite, writeSheets } from '../src/records/workbook/write-sheet.ts'
import { commandHelp, commandTable, readCommand } from '../src/talk/commands/read.ts'
import type { Context } from '../src/talk/meaning.ts'
import { MovableClock, systemClock } from '../src/time/clock.ts'
import { addDays } from '../src/time/days.ts'
import { publishedCalendar, readHolidayYear } from '../src/time/holidays.ts'
import { instant, setting } from './support/town.ts'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'bin/zhibu.mjs')
const documents = ['README.md', 'CHANGELOG.md', ...markdownIn('docs')]
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const handbook = 'docs/部署与运维.md'
const manual = 'docs/使用手册.md'

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`)
}

/** The blocks of one language, without their fences. */
const blocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text ?? '')

describe('what the documents point at', () => {
  const anchor = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
  const anchors = (file: string) => [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading ?? ''))

  test.each(documents)('%s: every link leads somewhere', (file) => {
    const targets = [...read(file).matchAll(/\]\(([^)]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '')
    const lost = targets
      .filter((target) => !/^(?:https?|mailto):/.test(target))
      .filter((target) => {
        const [path = '', hash] = decodeURI(target).split('#')
        const there = path === '' ? file : join(dirname(file), path)
        return !existsSync(join(root, there)) || (hash !== undefined && !anchors(there).includes(hash))
      })
    expect(lost).toEqual([])
  })

  test('every path named in the design exists', () => {
    const paths = [...read('docs/design.md').matchAll(/`((?:src|test|scripts|prisma)\/[^`\s]*)`/g)].map(
      ([, path]) => path,
    )
    expect(paths.length).toBeGreaterThan(30)
    expect(paths.filter((path) => path === undefined || !existsSync(join(root, path)))).toEqual([])
  })

  test('pictures are small', () => {
    for (const name of readdirSync(join(root, 'docs/pictures')))
      expect(readFileSync(join(root, 'docs/pictures', name)).length, name).toBeLessThan(200 * 1024)
  })
})

describe('the manual', () => {
  const whoWords = { member: '每个人', officer: '支委', committee: '上级' }
  const context: Context = {
    now: instant('2026-12-02 10:00'),
    zone: setting.zone,
    calendar: setting.calendar,
    sender: null,
    officer: true,
    people: [],
    matters: [],
    asked: null,
    checkInOpen: false,
    priors: new Map(),
    pendingLeave: [],
    guides: setting.guides ?? [],
  }

  test('has the table of commands as the program has it', () => {
    const rows = commandTable.map((row) => `| ${row.title} | ${whoWords[row.who]} | ${row.example} | ${row.help} |`)
    const table = ['| 名称 | 谁能用 | 这样说 | 做什么 |', '| --- | --- | --- | --- |', ...rows].join('\n')
    const [, written] = /<!-- commands -->\n+([\s\S]*?)\n+<!-- \/commands -->/.exec(read(manual)) ?? []
    expect(written).toBe(table)
  })

  test.each(commandTable)(
    '「$example」 is read as $name, and 帮助 tells of it',
    ({ name, title, who, topic, example }) => {
      expect(readCommand(example, context)?.name).toBe(name)
      expect(commandHelp(who, topic)).toContain(title === example ? `· ${title}` : `· ${title}：「${example}」`)
      expect(readCommand(`帮助 ${title}`, context)).toEqual({ name: 'help', about: name })
    },
  )

  test('quotes only what is really said', { timeout: 60_000 }, async () => {
    let played = ''
    await runDemo((line) => {
      played += `${line}\n`
    }, false)
    const bare = (text: string) => text.replace(/\s/g, '')
    const said = bare(played)
    const quotes = [...read(manual).matchAll(/^> \*\*(.+)\n((?:> (?!\*\*).+\n)*)/gm)].map(([, first = '', more = '']) =>
      `${first.replace('**', '')}\n${more.replace(/^> /gm, '')}`.trim(),
    )
    expect(quotes.length).toBeGreaterThan(50)
    expect(quotes.filter((quote) => !said.includes(bare(quote)))).toEqual([])
  })
})

describe('the handbook', () => {
  test('says what each setting is when nothing is said', () => {
    const defaults: Record<string, unknown> = {
      ...readConfig({}),
      DATA_DIR: 'data',
      DEMO: '0',
      HOLIDAYS_FILE: undefined,
    }
    const rows = [...read(handbook).matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`|空) \|/gm)]
    expect(rows.length).toBeGreaterThan(8)
    for (const [, name = '', value] of rows) expect(value, name).toBe(defaults[name]?.toString())
  })

  test('shows a holiday file that reads as what the program knows of that year', () => {
    const [text = ''] = blocks(handbook, 'json')
    const year = readHolidayYear(JSON.parse(text))
    const [written, builtIn] = [publishedCalendar([year]), publishedCalendar()]
    for (let day = `${year.year}-01-01`; day <= `${year.year}-12-31`; day = addDays(day, 1)) {
      expect([day, written.isWorkday(day), written.holiday(day)]).toEqual([
        day,
        builtIn.isWorkday(day),
        builtIn.holiday(day),
      ])
    }
  })
})

/** Commands of the documents that this test does not run, and why. */
const notRun: [pattern: RegExp, reason: string][] = [
  [/^npm ci\b/, 'installs the very packages that this test runs with'],
  [/^npm test\b/, 'would run this test again'],
  [/^npm run\b/, 'works on the program itself, not with it; benchmarks take minutes'],
  [/^sudo systemctl\b/, 'changes the machine'],
  [/^docker\b/, 'needs a Docker daemon and the network'],
  [/^ssh\b/, 'needs another machine'],
  [
    /^(createuser|createdb|pg_dump|pg_restore|npx zhibu move)\b/,
    'needs a PostgreSQL server; tried by test/database/move.test.ts',
  ],
]
/** It looks at the machine and the calendar, which may have something to put in order. */
const mayComplain = /zhibu doctor/
/** These run until they are stopped. */
const runsOn = /(?:zhibu|npm) start$/

describe.skipIf(process.platform === 'win32')('the commands in the documents', () => {
  // The first start may have to build the program.
  beforeAll(() => {
    spawnSync(process.execPath, [bin, '--version'])
  }, 180_000)

  test.each(documents)('%s hides none of them in a list, where they would not be tried', (file) => {
    expect(read(file).match(/^[ \t>]+```(?:sh|json)$/gm)).toBe(null)
  })

  const withCommands = documents.filter((file) => blocks(file, 'sh').length > 0)

  test.each(withCommands)('%s', { timeout: 300_000 }, async (file) => {
    const reader = new Reader()
    onTestFinished(() => reader.leaves())
    const lines = blocks(file, 'sh').flatMap((block) => block.trim().split('\n'))
    for (const line of lines) await reader.types(line)
    expect(reader.typed).toBeGreaterThan(0)
  })
})

async function* nothing(): AsyncGenerator<string> {}

/** As a shell splits them: by spaces, but not within quotes. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''))

/** Somebody who types what the documents say, in a folder of their own. */
class Reader {
  readonly home = mkdtempSync(join(tmpdir(), 'zhibu-docs-'))
  readonly #shims = mkdtempSync(join(tmpdir(), 'zhibu-shims-'))
  typed = 0
  #held = false

  constructor() {
    // In the program's folder npx finds the program itself, and `npm start` starts it; here they stand in other folders.
    this.#shim('npx', `shift\nexec "${process.execPath}" "${bin}" "$@"`)
    this.#shim('npm', `exec "${process.execPath}" "${bin}" start`)
  }

  #shim(name: string, script: string): void {
    const file = join(this.#shims, name)
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o755)
  }

  leaves(): void {
    for (const folder of [this.home, this.#shims]) rmSync(folder, { recursive: true, force: true })
  }

  async types(line: string): Promise<void> {
    for (const part of line.split(' && ')) {
      if (notRun.some(([pattern]) => pattern.test(part))) continue
      if (/\bsqlite3\b/.test(part) && spawnSync('sqlite3', ['--version']).error) continue
      if (/zhibu export (?:attendance|dues|record)/.test(part)) await this.#holdMeeting()
      this.typed++
      if (runsOn.test(part)) await this.#startsAndStops(part)
      else await this.#runs(part)
      const [, list] = /zhibu tree template (\S+)/.exec(part) ?? []
      if (list) writeFileSync(join(this.home, list), await writeSheets([organizations]))
      const [, form] = /zhibu template (\S+)/.exec(part) ?? []
      if (form) writeFileSync(join(this.home, form), await writeSheets([rosterSheet(people)]))
    }
  }

  get #env(): NodeJS.ProcessEnv {
    const { DATA_DIR: _, DEMO: __, ...env } = process.env
    return { ...env, PORT: '0', LOG_LEVEL: 'silent', PATH: `${this.#shims}${delimiter}${process.env.PATH}` }
  }

  async #runs(line: string): Promise<void> {
    const words = /^npx zhibu ([^|<>&;$`]+)$/.exec(line)?.[1]
    const { status, said } = words === undefined ? this.#shell(line) : await this.#program(wordsOf(words))
    const fine = status === 0 || (mayComplain.test(line) && said.includes('处要处理'))
    expect(fine ? '' : `${line}\n${said}`).toBe('')
  }

  /** What stands alone on a line is given to the program here: a process of its own for each would take minutes. */
  async #program(argv: string[]): Promise<{ status: number; said: string }> {
    const before = process.cwd()
    process.chdir(this.home)
    let said = ''
    const tell = (text: string) => {
      said += `${text}\n`
    }
    try {
      const status = await run(argv, {
        out: tell,
        err: tell,
        input: nothing(),
        env: this.#env,
        clock: systemClock,
        stopped: () => Promise.resolve(),
      })
      return { status, said }
    } finally {
      process.chdir(before)
    }
  }

  #shell(line: string): { status: number | null; said: string } {
    const done = spawnSync('sh', ['-c', line], { cwd: this.home, env: this.#env, encoding: 'utf8', timeout: 120_000 })
    return { status: done.status, said: done.stdout + done.stderr }
  }

  /** Starts it on a free port, opens the page, and stops it as Ctrl+C does. */
  async #startsAndStops(line: string): Promise<void> {
    const anyPort = line.replace(/PORT=\d+/, 'PORT=0')
    const child = spawn('sh', ['-c', `exec env ${anyPort}`], { cwd: this.home, env: this.#env })
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
    let said = ''
    const address = new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const [found] = /http:\S+/.exec(said) ?? []
        if (found && said.includes('Ctrl+C')) resolve(found)
      })
      child.once('close', () => reject(new Error(`${line} ended: ${said}`)))
    })
    try {
      expect((await fetch(await address)).status).toBe(200)
    } finally {
      child.kill('SIGINT')
    }
    expect(await ended).toBe(0)
    expect(said).toContain('已经停下')
  }

  /** Time passes until the branch has held a meeting: only then is there something to export. */
  async #holdMeeting(): Promise<void> {
    if (this.#held) return
    this.#held = true
    const clock = new MovableClock()
    const app = await startApp({
      dir: join(this.home, 'data'),
      setting,
      clock,
      ports: [],
      log: makeLog({ level: 'silent' }),
    })
    try {
      await app.beat()
      const next = await app.db.activity.findFirstOrThrow({
        where: { state: { not: 'cancelled' }, organization: { kind: 'branch' } },
        orderBy: { startsAt: 'asc' },
      })
      await passTime(app, clock, setting, new Date(next.startsAt.getTime() + 3_600_000))
      await app.db.setting.upsert({
        where: { key: 'sandboxClock' },
        update: { value: clock.offsetMs },
        create: { key: 'sandboxClock', value: clock.offsetMs },
      })
    } finally {
      await app.stop()
    }
  }
}

const person = (row: number, name: string, more: Partial<RosterPerson> = {}): RosterPerson => ({
  row,
  name,
  label: '',
  staffNo: null,
  branch: null,
  group: null,
  category: 'full',
  posts: [],
  phone: null,
  joinedOn: null,
  fullOn: null,
  duesFen: 1000,
  aliases: [],
  floating: false,
  floatingPlace: null,
  exempt: false,
  ...more,
})

/** The organizations that the reader fills in. */
const organizations: SheetToWrite = {
  name: '组织名单',
  columns: ['名称', '上级组织'].map((heading) => ({ heading, kind: 'text' })),
  rows: [
    ['机关党委', null],
    ['机关二支部', '机关党委'],
    ['机关三支部', '机关党委'],
  ],
}

/** What the reader fills in. */
const people = [
  person(2, '李建国', { posts: ['secretary'] }),
  person(3, '王秀英', { posts: ['organization_officer'] }),
  person(4, '张三'),
  person(5, '刘芳', { branch: '机关一支部', leader: true }),
]
