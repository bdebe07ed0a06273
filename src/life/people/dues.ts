import { ZhibuError } from '../../base/errors.ts'
import { type Month, nextMonth } from '../../time/days.ts'

/** 2008 regulation on dues (中组发〔2008〕3号), articles 1–7, and the 2017 notice (组电明字〔2017〕5号). */
export type DuesInput =
  | { kind: 'salaried' | 'annual' | 'self_employed' | 'retired'; baseFen: number }
  | { kind: 'farmer'; fixedFen: number }
  | { kind: 'student' | 'unemployed' | 'relief' | 'dibao' }
  /** `normalFen` is what would be due without the reduction; `approval` is the reference of the approval (article 7). */
  | { kind: 'reduced'; fixedFen: number; normalFen: number; approval: string }
  | { kind: 'exempt'; approval: string }

export interface Assessment {
  /** Basis points of the base (50 = 0.5%); null where the amount is fixed. */
  rateBp: number | null
  feeFen: number
  capped: boolean
  /** What a person should look at, in plain Chinese. */
  note: string | null
}

/** No central rule says how to round: half up to this many fen, as the higher committee decides. */
export type RoundUnit = 1 | 10 | 100

/** 2017 notice: generally not more than 1000 yuan a month; more only if the member wishes so. */
export const monthlyCapFen = 100_000

const salaryBands = [
  { upTo: 300_000, rateBp: 50 },
  { upTo: 500_000, rateBp: 100 },
  { upTo: 1_000_000, rateBp: 150 },
  { upTo: Number.POSITIVE_INFINITY, rateBp: 200 },
] as const
const pensionBands = [
  { upTo: 500_000, rateBp: 50 },
  { upTo: Number.POSITIVE_INFINITY, rateBp: 100 },
] as const

/**
 * The monthly dues of a member. The whole base takes the rate of its band (not a marginal rate), bounds belong to the
 * lower band, and the band is fixed before rounding.
 * @throws ZhibuError RULE_INVALID where an amount is outside what the regulation allows
 */
export function assess(input: DuesInput, unit: RoundUnit = 1): Assessment {
  switch (input.kind) {
    case 'salaried':
    case 'annual':
    case 'self_employed':
      return byRate(input.baseFen, salaryBands, unit)
    case 'retired':
      return byRate(input.baseFen, pensionBands, unit)
    case 'farmer':
      if (!isFen(input.fixedFen) || input.fixedFen < 20 || input.fixedFen > 100)
        throw invalid('农民党员党费应在每月 0.20 元到 1.00 元之间')
      return fixed(input.fixedFen)
    case 'student':
    case 'unemployed':
    case 'relief':
    case 'dibao':
      return fixed(20)
    case 'reduced':
      needsApproval(input.approval)
      if (!isFen(input.fixedFen) || !isFen(input.normalFen) || input.fixedFen >= input.normalFen)
        throw invalid('少交的数额应低于正常应交数额，且不为负数')
      return fixed(input.fixedFen)
    case 'exempt':
      needsApproval(input.approval)
      return fixed(0)
  }
}

/** Base of those who are not paid by the month: mean net income of the last quarter, half up to the fen (article 4). */
export function quarterBase(monthlyFen: readonly [number, number, number]): number {
  if (!monthlyFen.every(isFen)) throw invalid('收入应是不为负数的整数（分）')
  return divideHalfUp(
    monthlyFen.reduce((sum, fen) => sum + BigInt(fen), 0n),
    3n,
  )
}

function byRate(baseFen: number, bands: readonly { upTo: number; rateBp: number }[], unit: RoundUnit): Assessment {
  if (!isFen(baseFen)) throw invalid('党费基数应是不为负数的整数（分）')
  const rateBp = bands.find((band) => baseFen <= band.upTo)?.rateBp ?? 0
  const feeFen = divideHalfUp(BigInt(baseFen) * BigInt(rateBp), 10_000n * BigInt(unit)) * unit
  const notes = []
  // One fen more at a bound means a jump of the whole fee: the rule itself jumps, so a person checks the base.
  if (bands.some((band) => baseFen === band.upTo || baseFen === band.upTo + 1)) notes.push('已到档位边界，请核对基数')
  const capped = feeFen > monthlyCapFen
  if (capped) notes.push('已超过每月 1000 元，按 1000 元计；愿意多交须本人说明')
  return { rateBp, feeFen: capped ? monthlyCapFen : feeFen, capped, note: notes.length > 0 ? notes.join('；') : null }
}

const fixed = (feeFen: number): Assessment => ({ rateBp: null, feeFen, capped: false, note: null })
const isFen = (value: number) => Number.isSafeInteger(value) && value >= 0
const divideHalfUp = (value: bigint, by: bigint) => Number((value * 2n + by) / (by * 2n))

function needsApproval(approval: string) {
  if (approval.trim() === '') throw invalid('少交、免交要有批准文号或批准日期')
}

function invalid(message: string) {
  return new ZhibuError('RULE_INVALID', message, '请核对这位党员的党费类别和数额')
}

/** What a member owes for one month; `paidFen` counts only what was verified. */
export interface MonthDue {
  month: Month
  dueFen: number
  paidFen: number
  state: 'due' | 'claimed' | 'paid' | 'exempt' | 'waived'
}

/**
 * Spreads a payment over months: those the member named first, then the oldest unpaid. What is left over is never
 * booked by itself: the member must choose between giving more and paying ahead (article 11).
 */
export function allocate(
  payment: { fen: number; months?: readonly Month[] },
  months: readonly MonthDue[],
): { parts: { month: Month; fen: number }[]; remainderFen: number } {
  const named = new Set(payment.months)
  const byAge = months.filter(owes).sort((a, b) => (a.month < b.month ? -1 : 1))
  const inTurn = [...byAge.filter((m) => named.has(m.month)), ...byAge.filter((m) => !named.has(m.month))]
  let remainderFen = payment.fen
  const parts = []
  for (const { month, dueFen, paidFen } of inTurn) {
    const fen = Math.min(remainderFen, dueFen - paidFen)
    if (fen <= 0) break
    parts.push({ month, fen })
    remainderFen -= fen
  }
  return { parts, remainderFen }
}

const owes = (m: MonthDue) => (m.state === 'due' || m.state === 'claimed') && m.dueFen > m.paidFen

/** Who is told, always privately: 4 months the dues officer, 5 the secretary, from 6 on only the list of what to look at. */
export type UnpaidLevel = 'dues_officer' | 'secretary' | 'to_check'

/**
 * Months in a row without any payment up to the last closed month, which is the one before `asOfMonth`
 * (January to June unpaid, asked in July: 6). A claim that waits to be checked, a part payment or a month without
 * dues ends the run. Whether there was good reason is for the branch to find out (article 13): nothing is concluded.
 */
export function unpaidRun(
  months: readonly MonthDue[],
  asOfMonth: Month,
): { count: number; since: Month | null; level: UnpaidLevel | null } {
  const unpaid = new Set(months.filter((m) => m.state === 'due' && m.dueFen > 0 && m.paidFen === 0).map((m) => m.month))
  let since: Month | null = null
  let count = 0
  for (let month = nextMonth(asOfMonth, -1); unpaid.has(month); month = nextMonth(month, -1)) {
    since = month
    count += 1
  }
  return {
    count,
    since,
    level: count >= 6 ? 'to_check' : count === 5 ? 'secretary' : count === 4 ? 'dues_officer' : null,
  }
}
