import type { DatabaseSyncInstance } from '@photostructure/sqlite'
import pg from 'pg'
import { beginAct } from '../../src/actions/act.ts'
import { planAhead } from '../../src/actions/planning/plan.ts'
import { openDatabase, type Tx, write } from '../../src/records/database.ts'
import { type Benchmark, type Measure, median, type Run, timed } from './harness.ts'
import {
  copyOf,
  inserter,
  openBare,
  openBarePostgres,
  type Place,
  type Rows,
  rowsOf,
  setting,
  sizes,
  world,
} from './world.ts'

const tables = ['Activity', 'DuesMonth', 'Notice'] as const
type Added = [table: string, rows: Rows][]

/** Plans at a day as the scheduler does; returns the milliseconds of it, without opening the database. */
async function planAt({ address }: Place, day: string): Promise<number> {
  const { prisma, close } = await openDatabase(address)
  try {
    await prisma.organization.count()
    const now = setting.zone.at(day, '00:01')
    const work = (tx: Tx) => planAhead(beginAct(tx, setting, { now, actor: { kind: 'clock' } }))
    return await timed(() => write(prisma, work, 'all', 15 * 60_000))
  } finally {
    await close()
  }
}

const newest = (table: string) => `SELECT coalesce(max("id"), 0) AS "id" FROM "${table}"`
const since = (table: string, id: number) => `SELECT * FROM "${table}" WHERE "id" > ${id} ORDER BY "id"`

/** What planning added. */
async function added(before: Place, after: Place): Promise<Added> {
  const found: Added = []
  if (before.kind === 'sqlite') {
    const [earlier, planned] = [openBare(before.address), openBare(after.address)]
    for (const table of tables)
      found.push([table, rowsOf(planned, since(table, Number(rowsOf(earlier, newest(table))[0]?.id)))])
    planned.close()
    earlier.close()
    return found
  }
  const [earlier, planned] = [await openBarePostgres(before.address), await openBarePostgres(after.address)]
  // Instants and JSON stay the text they are, as a driver takes them.
  const types = {
    getTypeParser: (oid: number) => (oid === 1114 || oid === 3802 ? String : pg.types.getTypeParser(oid)),
  }
  for (const table of tables) {
    const { rows } = await earlier.query<{ id: number }>(newest(table))
    found.push([table, (await planned.query({ text: since(table, rows[0]?.id ?? 0), types })).rows])
  }
  await planned.end()
  await earlier.end()
  return found
}

/** SQLite: a prepared statement for each table, in one transaction. */
const inFile = (before: Place, rows: Added): Run<DatabaseSyncInstance> => ({
  prepare: async () => openBare((await copyOf(before)).address),
  work: (database) =>
    timed(() => {
      database.exec('BEGIN IMMEDIATE')
      for (const [table, some] of rows) {
        const insert = inserter(database, table, some)
        for (const row of some) insert(row)
      }
      database.exec('COMMIT')
    }),
  clear: async (database) => database.close(),
})

/** So many rows go to the server at once. */
const portion = 5_000

/** PostgreSQL: INSERT … SELECT FROM unnest, an array for each column, in portions and one transaction. */
const onServer = (before: Place, rows: Added): Run<{ client: pg.Client; inserts: Map<string, string> }> => ({
  prepare: async () => {
    const client = await openBarePostgres((await copyOf(before)).address)
    const inserts = new Map<string, string>()
    for (const [table, some] of rows) {
      const { rows: columns } = await client.query<{ name: string; type: string }>(
        `SELECT attname AS "name", format_type(atttypid, NULL) AS "type" FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0`,
        [`"${table}"`],
      )
      const names = Object.keys(some[0] ?? {})
      const arrays = names.map((name, i) => `$${i + 1}::${columns.find((one) => one.name === name)?.type}[]`)
      const list = names.map((name) => `"${name}"`).join(', ')
      inserts.set(table, `INSERT INTO "${table}" (${list}) SELECT * FROM unnest(${arrays.join(', ')})`)
    }
    return { client, inserts }
  },
  work: ({ client, inserts }) =>
    timed(async () => {
      await client.query('BEGIN')
      for (const [table, some] of rows) {
        const names = Object.keys(some[0] ?? {})
        const text = inserts.get(table) ?? ''
        for (let from = 0; from < some.length; from += portion) {
          const part = some.slice(from, from + portion)
          await client.query({ name: table, text, values: names.map((name) => part.map((row) => row[name])) })
        }
      }
      await client.query('COMMIT')
    }),
  clear: ({ client }) => client.end(),
})

async function once<T>({ prepare, work, clear }: Run<T>): Promise<number> {
  const given = await prepare()
  const ms = await work(given)
  await clear(given)
  return ms
}

interface Beside {
  count: number
  ms: number
  bareMs: number
}

/** Plans at a day on a copy, and right after it the bare driver inserts the same rows on another. */
async function beside(before: Place, day: string): Promise<Beside & { after: Place }> {
  const after = await copyOf(before)
  const ms = await planAt(after, day)
  const rows = await added(before, after)
  const count = rows.reduce((sum, [, some]) => sum + some.length, 0)
  const bareMs = before.kind === 'sqlite' ? await once(inFile(before, rows)) : await once(onServer(before, rows))
  return { count, ms, bareMs, after }
}

type SizeName = keyof typeof sizes

/** So many times each, and once before to warm up; of a city, where that makes no difference, once. */
const timesOf = (size: Place['size']) => (size.branches > 5_000 ? 1 : 6)

async function ofSize(kind: Place['kind'], name: SizeName): Promise<Measure[]> {
  const size = sizes[name]
  const fresh = await world(kind, size)
  const rounds: { first: Beside; month: Beside; again: number }[] = []
  for (let n = timesOf(size); n > 0; n--) {
    const first = await beside(fresh, '2026-11-01')
    const month = await beside(first.after, '2026-12-01')
    rounds.push({ first, month, again: await planAt(month.after, '2026-12-02') })
  }
  const counted = rounds.length > 1 ? rounds.slice(1) : rounds
  const of = `${kind}, ${size.branches} branches`
  const compared = (what: string, runs: Beside[]): Measure => ({
    what: `${of}: ${what}`,
    count: runs[0]?.count ?? 0,
    ms: median(runs.map(({ ms }) => ms)),
    bareMs: median(runs.map(({ bareMs }) => bareMs)),
    ratio: median(runs.map(({ ms, bareMs }) => ms / bareMs)),
  })
  const share = median(counted.map(({ again, month }) => again / month.ms))
  return [
    compared(
      'this month and the next',
      counted.map(({ first }) => first),
    ),
    compared(
      'one month more',
      counted.map(({ month }) => month),
    ),
    {
      what: `${of}: the next day, nothing to add`,
      count: size.branches,
      ms: median(counted.map(({ again }) => again)),
      note: `${(share * 100).toFixed(1)} % of one month`,
    },
  ]
}

/** How much longer it takes for one branch than in the smallest organization. */
function growth(measures: Measure[], branches: number, [smallest, few]: [Measure[], number]): void {
  for (const [i, measure] of measures.entries()) {
    const before = smallest[i]
    if (!before || measure === before) continue
    const times = `${(measure.ms / branches / (before.ms / few)).toFixed(2)} times as long for each branch`
    measure.note = measure.note ? `${measure.note}; ${times}` : times
  }
}

export const plan: Benchmark = {
  name: 'plan',
  about:
    'Planning for organizations of several sizes: activities, what each member owes, and everything that will be said; compared with the bare driver inserting the same rows in one transaction.',
  run: async ({ size, database }) => {
    const names = (Object.keys(sizes) as SizeName[]).filter((name) => size === 'all' || name === size)
    const kinds = (['sqlite', 'postgres'] as const).filter((kind) => database === 'both' || kind === database)
    const found: Measure[] = []
    for (const kind of kinds) {
      let smallest: [Measure[], number] | null = null
      for (const name of names) {
        const measures = await ofSize(kind, name)
        smallest ??= [measures, sizes[name].branches]
        growth(measures, sizes[name].branches, smallest)
        found.push(...measures)
      }
    }
    return found
  },
}
