import { strict as assert } from 'node:assert'
import { type Act, beginAct } from '../../src/actions/act.ts'
import { showOverdue } from '../../src/actions/activity/overdue.ts'
import { showMonth } from '../../src/actions/committee/month-overview.ts'
import type { OverdueRef } from '../../src/actions/questions.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import type { OverdueFigures } from '../../src/talk/say/overdue.ts'
import { type Benchmark, compare, type Measure, repeat, timed } from './harness.ts'
import { branchOfList, figuresBelow, listOfBranch } from './lists-bare.ts'
import { lived, now } from './lived.ts'
import { branchesOfCounty, branchId, openBare, openBarePostgres, type Place, setting, sizes } from './world.ts'

const months = 3
const runs = 5

/** Who asks: the secretary of a branch, the officer of a county, the officer of the city. */
const askers = [
  { whose: 'one branch', branches: 1, id: branchId(sizes.city, branchOfList), role: 'secretary', times: 20 },
  {
    whose: `a county of ${branchesOfCounty} branches`,
    branches: branchesOfCounty,
    id: 2,
    role: 'committee_officer',
    times: 3,
  },
  {
    whose: `the city of ${sizes.city.branches} branches`,
    branches: sizes.city.branches,
    id: 1,
    role: 'committee_officer',
    times: 1,
  },
] as const
type Asker = (typeof askers)[number]

const home = branchId(sizes.city, branchOfList)
const pathOf = (id: number) => (id === 1 ? '/1/' : id === 2 ? '/1/2/' : `/1/2/${id}/`)

/** What was answered, in facts, and what it refers to. */
interface Answer {
  facts: unknown
  refs: OverdueRef[]
}

/** The program, asked within a transaction as in a message; what it would say is kept instead. */
async function openProgram({ address }: Place) {
  const { prisma, close } = await openDatabase(address)
  const ask = (asker: Asker, question: (act: Act) => Promise<unknown>, times = asker.times) =>
    write(
      prisma,
      async (tx) => {
        const answer: Answer = { facts: null, refs: [] }
        const held = [{ role: asker.role, path: pathOf(asker.id) }]
        const actor = {
          kind: 'member' as const,
          id: 1,
          name: '',
          branchId: home,
          branchPath: pathOf(home),
          groupId: null,
          held,
        }
        const act: Act = {
          ...beginAct(tx, setting, { now, actor }),
          whisper: async (_kind, facts) => {
            answer.facts = facts
          },
          ask: async (_kind, facts) => {
            if ('items' in facts) answer.refs = facts.items
          },
        }
        const ms = await timed(async () => {
          for (let i = 0; i < times; i++) await question(act)
        })
        return { answer, ms: ms / times }
      },
      'rows',
    )
  return { ask, close }
}

type Row = Record<string, string | number | bigint | Date | null>

/** The bare driver: `ask` prepares a statement and returns what runs it. */
async function openDriver({ kind, address }: Place) {
  if (kind === 'sqlite') {
    const database = openBare(address)
    return {
      ask: (sql: string) => {
        const statement = database.prepare(sql)
        return async (): Promise<Row[]> => statement.all()
      },
      close: async () => database.close(),
    }
  }
  const client = await openBarePostgres(address)
  let prepared = 0
  return {
    ask: (text: string) => {
      const name = `bare${prepared++}`
      return async (): Promise<Row[]> => (await client.query<Row>({ name, text })).rows
    },
    close: () => client.end(),
  }
}

/** Both must tell the same, or the comparison is none. */
function same(answer: Answer, rows: Row[], asker: Asker): void {
  const number = (value: Row[string] | undefined) => Number(value ?? 0)
  if (asker.branches === 1) {
    const key = (ref: OverdueRef) =>
      ref.kind === 'missing'
        ? `missing ${ref.programId} ${ref.period}`
        : ref.kind === 'dues'
          ? `dues ${ref.branchId} ${ref.month}`
          : ref.kind === 'activity'
            ? `activity ${ref.activityId}`
            : ref.kind
    const bare = rows.map((row) =>
      row.what === 'activity' ? `activity ${row.id}` : `${row.what} ${row.id} ${row.period}`,
    )
    assert.deepEqual(answer.refs.map(key).sort(), bare.sort())
    return
  }
  const facts = answer.facts as OverdueFigures
  const of = (part: string) => rows.filter((row) => row.part === part)
  const line = (what: unknown, name: unknown, items: number, branches: number, first: unknown[]) =>
    [what, name, items, branches, ...first].join(' ')
  assert.deepEqual(
    facts.lines.map((one) => line(one.what, one.name, one.items, one.branches.count, one.branches.first)).sort(),
    of('line')
      .map((row) =>
        line(row.what, row.name, number(row.items), number(row.branches), [row.first, row.second, row.third]),
      )
      .sort(),
  )
  assert.deepEqual(
    facts.worst,
    of('worst').map((row) => ({ name: row.name, items: number(row.items) })),
  )
  assert.deepEqual(
    facts.children.map((one) => line('', one.name, one.items, one.branches, [])).sort(),
    of('child')
      .map((row) => line('', row.name, number(row.items), number(row.branches), []))
      .sort(),
  )
}

async function measure(place: Place): Promise<Measure[]> {
  const program = await openProgram(place)
  const driver = await openDriver(place)
  const measures: Measure[] = []
  try {
    for (const asker of askers) {
      const bare = driver.ask(
        asker.branches === 1
          ? listOfBranch(place.kind)
          : figuresBelow(place.kind, { id: asker.id, path: pathOf(asker.id) }),
      )
      const { answer } = await program.ask(asker, showOverdue, 1)
      same(answer, await bare(), asker)
      const nothing = { prepare: async () => {}, clear: async () => {} }
      const ours = { ...nothing, work: async () => (await program.ask(asker, showOverdue)).ms }
      const theirs = {
        ...nothing,
        work: async () =>
          (await timed(async () => {
            for (let i = 0; i < asker.times; i++) await bare()
          })) / asker.times,
      }
      const found = await compare(runs, ours, theirs)
      measures.push({ what: `${place.kind}: what is overdue, ${asker.whose}`, count: 1, ...found })
      if (asker.branches === 1) continue
      const month = { ...nothing, work: async () => (await program.ask(asker, (act) => showMonth(act, null), 1)).ms }
      measures.push({ what: `${place.kind}: 本月情况, ${asker.whose}`, count: 1, ms: await repeat(3, month) })
    }
  } finally {
    await program.close()
    await driver.close()
  }
  return measures
}

export const lists: Benchmark = {
  name: 'lists',
  about: `What is overdue, as the program answers 逾期 in a city of ${sizes.city.branches} branches with ${months} months behind them, compared with the best SQL of the same facts by the bare driver; and how long 本月情况 takes.`,
  run: async () => {
    const measures: Measure[] = []
    for (const kind of ['sqlite', 'postgres'] as const) {
      const place = await lived(kind, sizes.city, months)
      measures.push(...(await measure(place)))
    }
    return measures
  },
}
