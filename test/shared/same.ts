import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dropDatabase, makeDatabase, urlOf } from '../../scripts/postgres.ts'
import { beginAct, type Setting } from '../../src/actions/act.ts'
import { importRoster } from '../../src/actions/tree/import-roster.ts'
import { type App, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort, Receive } from '../../src/chat/port.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { MemoryPace } from '../../src/jobs/pace.ts'
import { openRedis } from '../../src/jobs/redis.ts'
import type { Role } from '../../src/life/people/roles.ts'
import { startPart } from '../../src/parts.ts'
import { tellConnected } from '../../src/records/connected.ts'
import { type Db, openDatabase, write } from '../../src/records/database.ts'
import { furnish } from '../../src/sandbox.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { addDays } from '../../src/time/days.ts'
import { emptied, newPrefix, redisUrl } from '../support/redis.ts'
import { setting as usual } from '../support/town.ts'

/** `one` process does everything; `many`: two schedulers, three workers and a gateway. */
export type Crew = 'one' | 'many'

/** What was there in the end, and what the platform received, both as lines in an order of their own. */
export interface Played {
  rows: string[]
  sends: string[]
}

const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })
const setting: Setting = { ...usual, signInCode: () => '4711' }
const first = '2026-11-30'

/** Several branches for so many days, with what people say in them, by the hands of one crew. The same seed, the same story. */
export async function playSame(crew: Crew, chance: () => number, days: number, branches: number): Promise<Played> {
  const undo: (() => Promise<unknown>)[] = []
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-same-'))
  undo.push(async () => rmSync(dir, { recursive: true, force: true }))
  try {
    const name = await makeDatabase()
    undo.push(() => dropDatabase(name))
    const database = urlOf(name)
    const { prisma: db, close } = await openDatabase(database)
    undo.push(close)
    const clock = new MovableClock(setting.zone.at(first, '09:00'))
    await seed(db, clock, branches)
    const platform = new Platform()
    const apps = await startCrew(crew, { dir, database, clock, platform, undo })
    await new Story({ db, clock, apps, platform, chance }).play(days)
    return { rows: await rowsOf(db), sends: platform.sends.toSorted() }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

/** Takes everything at once, and remembers it. */
class Platform implements ChatPort {
  readonly platform = 'sandbox'
  readonly account = 'zhibu'
  readonly capabilities = capabilitiesOf.wechat
  readonly sends: string[] = []
  receive: Receive = async () => {}

  async start(receive: Receive) {
    this.receive = receive
  }

  async stop() {}

  async send(...[to, { text, mentions, buttons, file }]: Parameters<ChatPort['send']>) {
    const what = { text, mentions: mentions.map(({ name }) => name).toSorted(), buttons, file: file?.name }
    this.sends.push(JSON.stringify({ to, ...what }))
    return { kind: 'accepted' } as const
  }
}

interface Stage {
  dir: string
  database: string
  clock: MovableClock
  platform: Platform
  undo: (() => Promise<unknown>)[]
}

async function startCrew(crew: Crew, { dir, database, clock, platform, undo }: Stage): Promise<App[]> {
  const common = { dir, database, setting, clock, log }
  const apps: App[] = []
  const keep = (app: App) => {
    apps.push(app)
    undo.push(() => app.stop())
  }
  if (crew === 'one') {
    keep(await startApp({ ...common, ports: [platform] }))
    return apps
  }
  const door = await openRedis(redisUrl, log, newPrefix())
  undo.push(() => door.close())
  undo.push(() => emptied(door))
  const gateway = { port: platform, pace: new MemoryPace(), mine: async () => true }
  for (const role of [{ schedules: true }, { schedules: true }, { works: true }, { works: true }, { works: true }])
    keep(await startPart({ ...common, door, ...role }))
  keep(await startPart({ ...common, door, gateway }))
  return apps
}

/** Branches of one committee, each with a secretary and a few others. */
async function seed(db: Db, clock: MovableClock, branches: number): Promise<void> {
  const posts: Role[][] = [['secretary'], ['organization_officer'], [], [], [], []]
  const people = Array.from({ length: branches }, (_, b) =>
    posts.map((held, i) => ({
      row: b * posts.length + i + 1,
      name: `${'赵钱孙李周吴'[i]}${'一二三四五六七八九十'[b]}`,
      label: '',
      staffNo: null,
      branch: `第${'一二三四五六七八九十'[b]}党支部`,
      group: null,
      category: 'full' as const,
      posts: held,
      phone: null,
      joinedOn: null,
      fullOn: null,
      aliases: [],
      floating: false,
      floatingPlace: null,
      exempt: false,
      duesFen: 5_000 + i * 100,
    })),
  ).flat()
  await write(db, async (tx) => {
    const act = beginAct(tx, setting, { now: clock.now(), actor: { kind: 'operator' } })
    await importRoster(act, people, { branch: null, committee: '机关党委' })
    await tx.organization.updateMany({ where: { kind: 'branch' }, data: { place: '会议室' } })
  })
  await furnish(db)
  await write(db, (tx) => tellConnected(tx, 'sandbox', capabilitiesOf.wechat, clock.now()), 'rows')
}

/** What members say of themselves: in whatever order several are heard, the same comes of it. */
const ofThemselves = ['参加', '请假 出差去西安', '线上参加', '收到', '党费已交50', '我的记录', '帮助', '1']
const ofOfficers = ['1', '谁没回', '谁没交党费', '同意', '2', '本月安排']

interface Playing {
  db: Db
  clock: MovableClock
  apps: App[]
  platform: Platform
  chance: () => number
}

class Story {
  readonly #of: Playing
  #said = 0

  constructor(of: Playing) {
    this.#of = of
  }

  async play(days: number): Promise<void> {
    const { db } = this.#of
    const members = await db.member.findMany({ include: { positions: true }, orderBy: { id: 'asc' } })
    const [officers, others] = [
      members.filter((one) => one.positions.length > 0),
      members.filter((one) => one.positions.length === 0),
    ]
    for (let day = first, i = 0; i < days; day = addDays(day, 1), i++) {
      for (const hour of ['10:05', '12:20', '18:40', '20:20']) {
        await this.#pass(setting.zone.at(day, hour))
        await this.#speak(others, ofThemselves, 0.5)
        for (const one of officers) if (this.#of.chance() < 0.4) await this.#speak([one], ofOfficers, 1)
      }
    }
    await this.#pass(setting.zone.at(addDays(first, days), '09:00'))
  }

  /** Some of these say something, all at once. */
  async #speak(people: { id: number; branchId: number; name: string }[], words: string[], share: number) {
    const { chance, platform, clock } = this.#of
    const saying = people.filter(() => chance() < share)
    const said = saying.map(({ id, branchId, name }) => {
      const inGroup = chance() < 0.4
      return platform.receive({
        id: `m-${++this.#said}`,
        conversation: inGroup ? { kind: 'room', id: `branch-${branchId}` } : { kind: 'private', id: `m${id}` },
        sender: { id: `m${id}`, name },
        text: words[Math.floor(chance() * words.length)] ?? '',
        addressed: !inGroup,
        files: [],
        at: clock.now(),
      })
    })
    await Promise.all(said)
    await this.#quiet()
  }

  /** Lets the time pass, stopping wherever something is due or a day begins. */
  async #pass(until: Date): Promise<void> {
    const { db, clock, apps } = this.#of
    for (;;) {
      // The minute is the same for all: both schedulers tick at once.
      await Promise.all(apps.map((app) => app.tick()))
      await this.#quiet()
      const now = clock.now()
      if (now >= until) return
      const next = await db.notice.findFirst({ where: { state: 'due' }, orderBy: { dueAt: 'asc' } })
      const midnight = setting.zone.at(addDays(setting.zone.day(now), 1), '00:00')
      const due = Math.max(next?.dueAt.getTime() ?? until.getTime(), now.getTime() + 1)
      clock.moveTo(new Date(Math.min(until.getTime(), midnight.getTime(), due)))
    }
  }

  /** Resolves when nothing is left that could be done now. */
  async #quiet(): Promise<void> {
    const { db, clock } = this.#of
    for (;;) {
      const open = await db.notice.count({
        where: { OR: [{ state: { in: ['claimed', 'sending'] } }, { state: 'due', dueAt: { lte: clock.now() } }] },
      })
      if (open + (await db.arrival.count()) === 0) return
      await sleep(5)
    }
  }
}

type Row = Record<string, unknown>

/** Numbers that are given in the order in which things are written down; everything else stands for itself. */
async function rowsOf(db: Db): Promise<string[]> {
  const names = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS "name" FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' ORDER BY 1`
  const tables = new Map<string, Row[]>()
  for (const { name } of names) tables.set(name, await db.$queryRawUnsafe<Row[]>(`SELECT * FROM "${name}"`))
  const named = new Map<string, string>()
  const callAll = (table: string, call: (row: Row) => string) => {
    for (const row of tables.get(table) ?? []) named.set(`${table} ${row.id}`, call(row))
  }
  const of = (table: string, id: unknown) => named.get(`${table} ${id}`) ?? id
  callAll('Activity', (row) => `activity ${row.organizationId} ${row.kind} ${row.period} ${row.sequence} ${row.title}`)
  callAll('Inbound', (row) => String(row.messageId))
  callAll('DuesMonth', (row) => `dues ${row.memberId} ${row.month}`)
  const cause = (row: Row) => {
    const table = { activity: 'Activity', inbound: 'Inbound', dues_month: 'DuesMonth', notice: 'Notice' }[
      String(row.causeKind)
    ]
    return table ? String(of(table, row.causeId)) : String(row.causeId)
  }
  callAll('Notice', (row) =>
    [row.kind, cause(row), row.revision, row.stage, row.recipientKind, row.recipientId, row.ordinal].join(' '),
  )
  const tableOf: Record<string, string> = {
    activityId: 'Activity',
    inboundId: 'Inbound',
    duesMonthId: 'DuesMonth',
    noticeId: 'Notice',
  }
  const plain = (value: unknown, key: string): unknown => {
    if (value instanceof Date || value === null || typeof value !== 'object')
      return tableOf[key] ? of(tableOf[key], value) : value
    if (Array.isArray(value)) return value.map((one) => plain(one, key.replace(/Ids$/, 'Id')))
    return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, plain(one, inner)]))
  }
  return [...tables].flatMap(([name, rows]) =>
    rows
      .map(({ id: _, ...row }) => {
        const more = 'causeKind' in row ? { causeId: cause(row) } : {}
        return `${name} ${JSON.stringify(plain({ ...row, ...more }, ''))}`
      })
      .toSorted(),
  )
}
