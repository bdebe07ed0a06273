import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort, Receive } from '../../src/chat/port.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { type Benchmark, compare, type Measure, timed } from './harness.ts'
import {
  branchId,
  copyOf,
  inserter,
  memberId,
  openBare,
  type Place,
  type Rows,
  rowsOf,
  setting,
  sizes,
  world,
} from './world.ts'

const messages = 2_000
const runs = 3
/** So many people write at the same moment. */
const atOnce = 8
const now = setting.zone.at('2026-12-01', '10:30')

/** The county on the morning of the announcement; nothing else is due. */
async function morning(): Promise<Place> {
  const place = await world('sqlite', sizes.county)
  const { prisma, close } = await openDatabase(place.address)
  await write(prisma, async (tx) => {
    await planAhead(beginAct(tx, setting, { now, actor: { kind: 'clock' } }))
    await tx.notice.updateMany({
      where: { state: 'due', dueAt: { lte: now } },
      data: { state: 'expired', outcome: '-' },
    })
    await tx.activity.updateMany({ where: { kind: 'theme_day', period: '2026-12' }, data: { announcedRevision: 1 } })
  })
  await close()
  return place
}

/** Message i: another branch each time, in a group or in private by turns. */
function words(i: number, inGroup: boolean) {
  const branch = i % sizes.county.branches
  const member = memberId(sizes.county, branch, 3 + Math.floor(i / sizes.county.branches))
  return {
    id: `b-${i}`,
    conversation: inGroup
      ? { kind: 'room' as const, id: `r${branchId(sizes.county, branch)}` }
      : { kind: 'private' as const, id: `m${member}` },
    sender: { id: `m${member}`, name: '' },
    text: ['参加', '请假 出差', '收到，准时参加', '线上参加'][i % 4] ?? '参加',
    addressed: !inGroup,
    files: [],
    at: now,
  }
}

/** Opens the bot on a data folder; `say` gives it all messages and resolves when everything is answered. */
async function open({ dir }: Place, inGroup: boolean) {
  let receive: Receive = async () => {}
  const port: ChatPort = {
    platform: 'bench',
    account: 'bench',
    capabilities: capabilitiesOf.wechat,
    start: async (into) => {
      receive = into
    },
    stop: async () => {},
    send: async () => ({ kind: 'accepted' }),
  }
  const app = await startApp({
    dir,
    setting,
    clock: new MovableClock(now),
    ports: [port],
    log: makeLog({ level: 'silent' }),
  })
  await app.beat()
  return {
    app,
    async say() {
      let next = 0
      const speak = async () => {
        while (next < messages) await receive(words(next++, inGroup))
      }
      await Promise.all(Array.from({ length: atOnce }, speak))
      await app.beat()
    },
  }
}

type Bot = Awaited<ReturnType<typeof open>>

/** What one message left behind. */
interface Trace {
  inbound: Rows[number]
  account: Rows[number]
  participations: Rows
  audits: Rows
  notices: Rows
}

function traces({ address }: Place): Trace[] {
  const database = openBare(address)
  const all = (table: string) => rowsOf(database, `SELECT * FROM "${table}" ORDER BY "id"`)
  const accounts = new Map(all('Account').map((row) => [row.userId, row]))
  const participations = all('Participation')
  const audits = all('AuditEntry')
  const notices = all('Notice').filter((row) => row.causeKind === 'inbound')
  const found = all('Inbound').map((inbound) => ({
    inbound,
    account: accounts.get(inbound.userId ?? '') ?? {},
    participations: participations.filter((row) => row.memberId === inbound.memberId),
    audits: audits.filter((row) => row.inboundId === inbound.id),
    notices: notices.filter((row) => row.causeId === String(inbound.id)),
  }))
  database.close()
  return found
}

/**
 * The same rows by the bare driver: one transaction per message, and for what is answered the three steps of every
 * notice (claimed, sending, sent) as transactions of their own, as durable as the program's.
 */
function writeBare(database: DatabaseSyncInstance, all: Trace[]): void {
  const flat = (of: (trace: Trace) => Rows) => all.flatMap(of)
  const see = database.prepare(`UPDATE "Account" SET "name" = ?, "reachable" = ?, "lastSeenAt" = ? WHERE "id" = ?`)
  const inbound = inserter(
    database,
    'Inbound',
    flat((one) => [one.inbound]),
  )
  const participation = inserter(
    database,
    'Participation',
    flat((one) => one.participations),
  )
  const audit = inserter(
    database,
    'AuditEntry',
    flat((one) => one.audits),
  )
  const notice = inserter(
    database,
    'Notice',
    flat((one) => one.notices),
  )
  const step = database.prepare(`UPDATE "Notice" SET "state" = ?, "sentAt" = ? WHERE "id" = ?`)
  const commit = (work: () => void) => {
    database.exec('BEGIN IMMEDIATE')
    work()
    database.exec('COMMIT')
  }
  for (const one of all) {
    commit(() => {
      const { name, reachable, lastSeenAt, id } = one.account
      inbound(one.inbound)
      see.run(name ?? '', reachable ?? 0, lastSeenAt ?? null, id ?? 0)
      for (const row of one.participations) participation(row)
      for (const row of one.audits) audit(row)
      for (const row of one.notices) notice(row)
    })
    for (const { id, sentAt } of one.notices)
      for (const state of ['claimed', 'sending', 'sent']) commit(() => step.run(state, sentAt ?? null, id ?? 0))
  }
}

async function measure(before: Place, inGroup: boolean): Promise<Measure> {
  const ours = {
    prepare: async () => open(await copyOf(before), inGroup),
    work: ({ say }: Bot) => timed(say),
    clear: ({ app }: Bot) => app.stop(),
  }
  // One run to warm up, which also shows what is written.
  const first = await copyOf(before)
  const bot = await open(first, inGroup)
  await bot.say()
  await bot.app.stop()
  const all = traces(first)
  const answered = all.filter((one) => one.participations.length === 1).length
  if (answered !== messages) throw new Error(`${answered} of ${messages} confirmations were written`)
  const bare = {
    prepare: async () => openBare((await copyOf(before)).address),
    work: (database: DatabaseSyncInstance) => timed(() => writeBare(database, all)),
    clear: async (database: DatabaseSyncInstance) => database.close(),
  }
  const what = inGroup ? 'in the group, summed up later' : 'in private, each answered'
  return { what, count: messages, ...(await compare(runs, ours, bare)) }
}

export const confirm: Benchmark = {
  name: 'confirm',
  about: `${messages} confirmations through the chat port, ${atOnce} at a time, until every answer is out; compared with the same rows by the bare driver, one transaction per message.`,
  run: async () => {
    const before = await morning()
    return [await measure(before, true), await measure(before, false)]
  },
}
