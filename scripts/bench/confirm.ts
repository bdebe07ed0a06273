import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { type Benchmark, compare, type Measure, median, timed } from './harness.ts'
import { latency } from './latency.ts'
import { openPort } from './port.ts'
import { type Bare, bareAt, type Script, scriptsOf } from './replay.ts'
import { before, type Door, door, each, everybody, groups, now, size, words } from './said.ts'
import { copyOf, type Place, remove, setting, world } from './world.ts'

const runs = 3

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
