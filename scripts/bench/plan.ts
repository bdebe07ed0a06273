import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { type Benchmark, compare, type Measure, repeat, timed } from './harness.ts'
import { copyOf, inserter, openBare, type Place, type Rows, rowsOf, setting, sizes, world } from './world.ts'

const tables = ['Activity', 'DuesMonth', 'Notice'] as const
const runs = 7

/** Plans at a day; returns the milliseconds of it, without opening the database. */
async function planAt({ address }: Place, day: string): Promise<number> {
  const { prisma, close } = await openDatabase(address)
  try {
    await prisma.organization.count()
    const now = setting.zone.at(day, '00:01')
    return await timed(() => write(prisma, (tx) => planAhead(beginAct(tx, setting, { now, actor: { kind: 'clock' } }))))
  } finally {
    await close()
  }
}

/** What the planning of that day added. */
function added(before: Place, after: Place): [string, Rows][] {
  const planned = openBare(after.address)
  const earlier = openBare(before.address)
  const found = tables.map((table): [string, Rows] => {
    const [row] = rowsOf(earlier, `SELECT coalesce(max("id"), 0) AS "id" FROM "${table}"`)
    return [table, rowsOf(planned, `SELECT * FROM "${table}" WHERE "id" > ? ORDER BY "id"`, row?.id ?? 0)]
  })
  planned.close()
  earlier.close()
  return found
}

async function measure(what: string, before: Place, day: string): Promise<Measure> {
  const ours = {
    prepare: () => copyOf(before),
    work: (place: Place) => planAt(place, day),
    clear: async () => {},
  }
  const after = await copyOf(before)
  await planAt(after, day)
  const tablesAdded = added(before, after)
  const count = tablesAdded.reduce((sum, [, rows]) => sum + rows.length, 0)
  if (count === 0) return { what, count: before.size.branches, ms: await repeat(runs, ours) }
  const bare = {
    prepare: async () => openBare((await copyOf(before)).address),
    work: (database: DatabaseSyncInstance) =>
      timed(() => {
        database.exec('BEGIN IMMEDIATE')
        for (const [table, rows] of tablesAdded) {
          const insert = inserter(database, table, rows)
          for (const row of rows) insert(row)
        }
        database.exec('COMMIT')
      }),
    clear: async (database: DatabaseSyncInstance) => database.close(),
  }
  return { what, count, ...(await compare(runs, ours, bare)) }
}

export const plan: Benchmark = {
  name: 'plan',
  about: `Planning for ${sizes.county.branches} branches: activities, what each member owes, and everything that will be said; compared with prepared inserts of the same rows in one transaction.`,
  run: async () => {
    const fresh = await world('sqlite', sizes.county)
    const november = await copyOf(fresh)
    await planAt(november, '2026-11-01')
    const december = await copyOf(november)
    await planAt(december, '2026-12-01')
    return [
      await measure('rows of the first time: this month and the next', fresh, '2026-11-01'),
      await measure('rows of one month more', november, '2026-12-01'),
      await measure('branches again, with nothing to add', december, '2026-12-02'),
    ]
  },
}
