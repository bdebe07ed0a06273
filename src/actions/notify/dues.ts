import { calledName } from '../../life/people/roster.ts'
import { duesWindow } from '../../life/planning/stages.ts'
import { duesRule } from '../../life/programs/programs.ts'
import { type DuesRow, duesAskedIn } from '../../records/dues.ts'
import { loader } from '../../records/loader.ts'
import type { Notice } from '../../records/notices.ts'
import { officersIn, rolesFor } from '../../records/organizations.ts'
import { rulesOf } from '../../records/programs.ts'
import type { DuesFacts } from '../../talk/say/dues.ts'
import type { Act } from '../act.ts'
import type { Refreshers } from './scheduled.ts'

/** What every message about a branch's dues month says, and the rows it rests on. */
export async function duesFacts({ tx }: Pick<Act, 'tx'>, branchId: number, month: string): Promise<DuesMonthFacts> {
  const found = await factsOf(tx, `${branchId}:${month}`)
  if (!found) throw new Error('no dues facts were read')
  return found
}

interface DuesMonthFacts {
  facts: DuesFacts
  rows: DuesRow[]
  officerId: number | null
}

/** Every member of a branch is told of the same month, and many branches at the same hour. */
const factsOf = loader<string, DuesMonthFacts>(async (tx, keys) => {
  const asked = keys.map(branchAndMonth).map(([branchId, month]) => ({ branchId, month }))
  const ids = [...new Set(asked.map(({ branchId }) => branchId))]
  const rules = await rulesOf(tx, 'dues', ids)
  const officers = await officersIn(tx, ids, rolesFor.dues_officer)
  const rows = new Map<string, DuesRow[]>(keys.map((key) => [key, []]))
  for (const row of await duesAskedIn(tx, asked)) rows.get(`${row.branchId}:${row.month}`)?.push(row)
  const found = new Map<string, DuesMonthFacts>()
  for (const [i, { branchId, month }] of asked.entries()) {
    const [officer] = officers.get(branchId) ?? []
    const { last } = duesWindow(duesRule.parse(rules.get(branchId) ?? {}), month)
    const post = officer?.role === 'organization_officer' ? '组织委员' : ''
    const key = keys[i] ?? ''
    found.set(key, {
      facts: { month, lastDay: last, officer: officer ? `${post}${officer.name}` : null },
      rows: rows.get(key) ?? [],
      officerId: officer?.memberId ?? null,
    })
  }
  return found
})

/** "12:2026-12" */
const branchAndMonth = (key: string): [number, string] => {
  const [branchId = '0', month = ''] = key.split(':')
  return [Number(branchId), month]
}

const causeOf = (notice: Notice): [number, string] => branchAndMonth(notice.causeId)

/** What a member is told who still owes the month. */
export const owedFacts = (facts: DuesFacts, row: DuesRow, officerId: number | null) => ({
  ...facts,
  name: row.member.name,
  dueFen: row.dueFen,
  paidFen: row.paidFen,
  self: officerId === row.memberId,
})

/** Who has to pay anything at all. */
export const isExpected = ({ state }: DuesRow): boolean => state !== 'exempt' && state !== 'waived'

const claimOf = (row: DuesRow) => row.payments.find((payment) => payment.state === 'claimed')

/** How a month stands for the officer who confirms it. */
export const checkFacts = (facts: DuesFacts, rows: DuesRow[]) => ({
  ...facts,
  expected: rows.filter(isExpected).length,
  verified: rows.filter((row) => row.state === 'paid').length,
  claimed: rows
    .filter((row) => row.state === 'claimed')
    .map((row) => ({ name: calledName(row.member), fen: claimOf(row)?.claimedFen ?? row.dueFen - row.paidFen })),
  owing: rows.filter((row) => row.state === 'due').length,
})

export const duesRefreshers: Refreshers = {
  dues_open: async (act, notice) => {
    const { facts, rows } = await duesFacts(act, ...causeOf(notice))
    if (rows.every((row) => row.state !== 'due')) return { silent: '没有应交的' }
    return { facts }
  },

  dues_owed: async (act, notice) => {
    const { facts, rows, officerId } = await duesFacts(act, ...causeOf(notice))
    const row = rows.find((one) => one.memberId === notice.recipientId)
    if (row?.state !== 'due') return { silent: '已交或已报' }
    return {
      facts: owedFacts(facts, row, officerId),
      ask: { kind: 'dues_owed', facts: { month: facts.month } },
    }
  },

  dues_count: async (act, notice) => {
    const { facts, rows } = await duesFacts(act, ...causeOf(notice))
    const owing = rows.filter((row) => row.state === 'due').length
    if (owing === 0) return { silent: '都交了' }
    return {
      facts: { ...facts, paid: rows.filter((row) => row.state === 'paid' || row.state === 'claimed').length, owing },
    }
  },

  dues_check: async (act, notice) => {
    const [branchId, month] = causeOf(notice)
    const { facts, rows } = await duesFacts(act, branchId, month)
    const claimed = rows.filter((row) => row.state === 'claimed')
    if (claimed.length === 0) return { silent: '没有待核的' }
    return {
      facts: checkFacts(facts, rows),
      ask: { kind: 'dues_check', facts: { branchId, month } },
    }
  },

  dues_overdue: async (act, notice) => {
    const [branchId, month] = causeOf(notice)
    const { facts, rows } = await duesFacts(act, branchId, month)
    const unpaid = rows.filter((row) => row.state === 'due')
    if (unpaid.length === 0) return { silent: '都交了' }
    return {
      facts: {
        ...facts,
        unpaid: unpaid.map((row) => ({ name: calledName(row.member), fen: row.dueFen - row.paidFen })),
        claimed: rows.filter((row) => row.state === 'claimed').length,
      },
      ask: { kind: 'dues_check', facts: { branchId, month } },
    }
  },
}
