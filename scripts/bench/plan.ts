import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/plan.ts'
import { databaseFile, openDatabase, write } from '../../src/records/database.ts'
import { branches, copyOf, county, inserter, openBare, type Rows, rowsOf, setting } from './county.ts'
import { type Benchmark, type Measure, repeat, timed } from './harness.ts'

const tables = ['Activity', 'DuesMonth', 'Notice'] as const
const runs = 7

/** Plans at a day; returns the milliseconds of it, without opening the database. */
async function planAt(dir: string, day: string): Promise<number> {
  const { prisma, close } = await openDatabase(databaseFile(dir))
  try {
    await prisma.organization.count()
    const now = setting.zone.at(day, '00:01')
    return await timed(() => write(prisma, (tx) => planAhead(beginAct(tx, setting, { now, actor: { kind: 'clock' } }))))
  } finally {
    await close()
  }
}

/** What the planning of that day added, written by the bare driver: prepared inserts in one transaction. */
async function bare(before: string, after: string): Promise<{ ms: number; count: number }> {
  const planned = openBare(databaseFile(after))
  const earlier = openBare(databaseFile(before))
  const added: [string, Rows][] = tables.map((table) => {
    const [row] = rowsOf(earlier, `SELECT coalesce(max("id"), 0) AS "id" FROM "${table}"`)
    return [table, rowsOf(planned, `SELECT * FROM "${table}" WHERE "id" > ? ORDER BY "id"`, row?.id ?? 0)]
  })
  planned.close()
  earlier.close()
  const ms = await repeat(
    runs,
    async () => openBare(databaseFile(copyOf(before))),
    (database) =>
      timed(() => {
        database.exec('BEGIN IMMEDIATE')
        for (const [table, rows] of added) {
          const insert = inserter(database, table, rows)
          for (const row of rows) insert(row)
        }
        database.exec('COMMIT')
      }),
    async (database) => database.close(),
  )
  return { ms, count: added.reduce((sum, [, rows]) => sum + rows.length, 0) }
}

async function measure(what: string, before: string, day: string): Promise<Measure> {
  let after = before
  const ms = await repeat(
    runs,
    async () => {
      after = copyOf(before)
      return after
    },
    (dir) => planAt(dir, day),
    async () => {},
  )
  const written = await bare(before, after)
  return written.count === 0 ? { what, ms, count: branches } : { what, ms, count: written.count, bareMs: written.ms }
}

export const plan: Benchmark = {
  name: 'plan',
  about: `Planning for ${branches} branches: activities, what each member owes, and everything that will be said; compared with prepared inserts of the same rows in one transaction.`,
  run: async () => {
    const fresh = await county()
    const november = copyOf(fresh)
    await planAt(november, '2026-11-01')
    const december = copyOf(november)
    await planAt(december, '2026-12-01')
    return [
      await measure('rows of the first time: this month and the next', fresh, '2026-11-01'),
      await measure('rows of one month more', november, '2026-12-01'),
      await measure('branches again, with nothing to add', december, '2026-12-02'),
    ]
  },
}
