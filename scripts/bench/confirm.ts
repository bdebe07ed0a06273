import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import { receiver } from '../../src/bot/receive.ts'
import type { Receive } from '../../src/chat/port.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { type Benchmark, compare, type Measure, median, timed } from './harness.ts'
import { openPort } from './port.ts'
import { type Bare, bareAt, type Script, scriptsOf } from './replay.ts'
import { branchId, copyOf, folder, memberId, type Place, remove, setting, sizes, world } from './world.ts'

const size = sizes.prefecture
/** So many conversations at once, and so many messages in each, one after the other. */
const groups = 1_000
const each = 3
/** What each says before, so that everybody's roster has been read. */
const before = 1
const runs = 3
const now = setting.zone.at('2026-12-01', '10:30')

/** The morning of the announcement; nothing else is due. */
async function morning(kind: Place['kind']): Promise<Place> {
  const place = await world(kind, size)
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

const said = ['参加', '请假 出差', '收到，准时参加', '线上参加']

/** What member `n` of branch `b` says, in the group or in private. */
export function words(b: number, n: number, inGroup: boolean) {
  const member = memberId(size, b, 3 + n)
  return {
    id: `b-${b}-${n}`,
    conversation: inGroup
      ? { kind: 'room' as const, id: `r${branchId(size, b)}` }
      : { kind: 'private' as const, id: `m${member}` },
    sender: { id: `m${member}`, name: '' },
    text: said[(b + n) % said.length] ?? '参加',
    addressed: !inGroup,
    files: [],
    at: now,
  }
}

/** Everybody says what they have to say, from turn `from`: all groups at once, each person after the one before. */
const everybody = (receive: Receive, from: number, count: number, inGroup: boolean) =>
  Promise.all(
    Array.from({ length: groups }, async (_, b) => {
      for (let n = from; n < from + count; n++) await receive(words(b, n, inGroup))
    }),
  )

/** The chat door alone, without what sends the answers. When it is closed, its data are gone. */
async function door(place: Place) {
  const { prisma, close } = await openDatabase(place.address)
  const port = { platform: 'bench', account: 'bench' }
  const receive = receiver(
    { db: prisma, clock: new MovableClock(now), setting, wake: () => {}, filesDir: folder() },
    port,
  )
  return { receive, prisma, close: () => close().then(() => remove(place)) }
}
type Door = Awaited<ReturnType<typeof door>>
/** The same messages for another program, and how many of them this one commits in a second. */
export const saidInGroups = () =>
  Array.from({ length: groups * each }, (_, i) => words(i % groups, before + Math.floor(i / groups), true))
export async function perSecondInGroups(kind: Place['kind']): Promise<number> {
  const { receive, close } = await door(await morning(kind))
  await everybody(receive, 0, before, true)
  const ms = await timed(() => everybody(receive, before, each, true))
  await close()
  return (groups * each * 1_000) / ms
}
const silent = makeLog({ level: 'silent' })

async function againstBare(start: Place, inGroup: boolean): Promise<Measure> {
  const { kind } = start
  const count = groups * each
  // One run to warm up, which also shows what is said to the driver.
  const first = await door(await copyOf(start))
  await everybody(first.receive, 0, before, inGroup)
  const scripts = await scriptsOf(kind, async () => {
    await everybody(first.receive, before, each, inGroup)
  })
  const written = await first.prisma.participation.count()
  await first.close()
  if (written !== groups * (before + each) || scripts.length < count)
    throw new Error(`${written} answers and ${scripts.length} transactions of ${groups * (before + each)}`)
  const ours = {
    prepare: async () => {
      const opened = await door(await copyOf(start))
      await everybody(opened.receive, 0, before, inGroup)
      return opened
    },
    work: ({ receive }: Door) => timed(() => everybody(receive, before, each, inGroup)),
    clear: ({ close }: Door) => close(),
  }
  const replayed = scripts.slice(0, count)
  const bare = {
    prepare: async () => {
      const place = await copyOf(start)
      return { database: await bareAt(place), place }
    },
    work: ({ database }: { database: Bare }) => timed(() => database.replay(replayed)),
    clear: async ({ database, place }: { database: Bare; place: Place }) => {
      await database.close()
      await remove(place)
    },
  }
  const statements = replayed.reduce((sum: number, script: Script) => sum + script.length, 0) / count
  const what = `${kind}: ${inGroup ? 'in groups' : 'in private'}, ${statements.toFixed(1)} statements each`
  return { what, count, ...(await compare(runs, ours, bare)) }
}

/** Comes at half the speed that was measured, whatever the answers take; milliseconds until each was committed. */
async function latency(start: Place, perSecond: number): Promise<Measure[]> {
  const { receive, close } = await door(await copyOf(start))
  await everybody(receive, 0, before, true)
  const waits: number[] = []
  const all: Promise<void>[] = []
  const began = performance.now()
  const count = groups * each
  for (let i = 0; i < count; ) {
    const until = ((performance.now() - began) / 1_000) * perSecond
    for (; i < until && i < count; i++) {
      const due = began + (i / perSecond) * 1_000
      const [b, n] = [i % groups, before + Math.floor(i / groups)]
      all.push(receive(words(b, n, true)).then(() => void waits.push(performance.now() - due)))
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(all)
  await close()
  const sorted = waits.sort((a, b) => a - b)
  const p50 = median(sorted)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? p50
  const at = `${start.kind}: message to committed answer at ${Math.round(perSecond)} a second`
  return [
    { what: `${at}, p50`, count: 1, ms: p50 },
    { what: `${at}, p99 (ratio: to p50)`, count: 1, ms: p99, ratio: p99 / p50 },
  ]
}

/** The whole bot on the embedded database, each answer said back: milliseconds until the last is out. */
async function answered(start: Place): Promise<Measure> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const place = await copyOf(start)
    const { port, say } = openPort()
    const app = await startApp({ dir: place.dir, setting, clock: new MovableClock(now), ports: [port], log: silent })
    await everybody(say, 0, before, false)
    await app.beat()
    times.push(
      await timed(async () => {
        await everybody(say, before, each, false)
        await app.beat()
      }),
    )
    await app.stop()
    await remove(place)
  }
  return { what: 'sqlite: the whole bot, in private, every answer out', count: groups * each, ms: median(times) }
}

export const confirm: Benchmark = {
  name: 'confirm',
  about: `${groups * each} confirmations in ${groups} conversations at once, until each is committed with its audit entry and its reply; compared with the same statements by the bare driver, one transaction for each message.`,
  run: async () => {
    const measures: Measure[] = []
    for (const kind of ['sqlite', 'postgres'] as const) {
      const start = await morning(kind)
      const inGroups = await againstBare(start, true)
      measures.push(inGroups, await againstBare(start, false))
      measures.push(...(await latency(start, (inGroups.count / inGroups.ms) * 500)))
      if (kind === 'sqlite') measures.push(await answered(start))
    }
    return measures
  },
}
