import type { Day } from '../time/zone.ts'
import { minPresent, minYesToBeElected, minYesToPass } from './meeting/quorum.ts'
import { mostExcellent, type Policies, policyInWords } from './programs/policies.ts'
import { type Term, termEnd } from './tree/term.ts'

/** The numbers that a guide may name, as {{votingBase}}. */
export const placeholders = [
  'branch',
  'members',
  'full',
  'probationary',
  'floating',
  'excluded',
  'votingBase',
  'minPresent',
  'exactHalf',
  'minYes',
  'admissionPresent',
  'electionPresent',
  'electedMin',
  'committeeSize',
  'committeePresent',
  'committeeHalf',
  'excellentMax',
  'electedOn',
  'termYears',
  'termEnd',
  'videoRule',
  'writtenRule',
] as const
export type Placeholder = (typeof placeholders)[number]

export const isPlaceholder = (name: string): name is Placeholder => placeholders.some((one) => one === name)

/** As they are written; null where this branch has none: what speaks of it is left out. */
export type GuideNumbers = Record<Placeholder, string | null>

/** What is counted on a branch's roster. */
export interface BranchCounts {
  name: string
  full: number
  probationary: number
  floating: number
  /** Full members who by decision are not counted in 应到会有表决权. */
  excluded: number
  /** Members of the branch committee. */
  committee: number
  /** Null where nobody said when the committee was elected. */
  term: Term | null
  policies: Policies
}

/** From so many full members on a branch has a committee (2018 regulation on branches, chapter 6). */
const withCommittee = 7

const nothing = { full: 0, probationary: 0, excluded: 0, term: null }

/** This branch's numbers; of no branch, none. The rules are those of `quorum.ts`, `term.ts` and `policies.ts`. */
export function guideNumbers(branch: BranchCounts | null): GuideNumbers {
  const { full, probationary, excluded, term } = branch ?? nothing
  const policies = branch?.policies
  const base = full - excluded
  const committee = full >= withCommittee ? (branch?.committee ?? 0) : 0
  const atElection = minPresent('election', base)
  const ofBase = (value: number) => (base > 0 ? String(value) : null)
  const ofCommittee = (value: number) => (committee > 0 ? String(value) : null)
  const some = (value: number) => (value > 0 ? String(value) : null)
  return {
    branch: branch?.name ?? null,
    members: some(full + probationary),
    full: some(full),
    probationary: some(probationary),
    floating: some(branch?.floating ?? 0),
    excluded: some(excluded),
    votingBase: ofBase(base),
    minPresent: ofBase(minPresent('general', base)),
    exactHalf: base % 2 === 0 ? ofBase(base / 2) : null,
    minYes: ofBase(minYesToPass(base)),
    admissionPresent: ofBase(minPresent('admission', base)),
    electionPresent: ofBase(atElection),
    electedMin: ofBase(minYesToBeElected(atElection)),
    committeeSize: ofCommittee(committee),
    committeePresent: ofCommittee(minPresent('committee', committee)),
    committeeHalf: committee % 2 === 0 ? ofCommittee(committee / 2) : null,
    excellentMax: policies ? some(mostExcellent(policies, full)) : null,
    electedOn: term && written(term.electedOn),
    termYears: term && String(term.years),
    termEnd: term && written(termEnd(term)),
    videoRule: policies ? policyInWords('countVideo', policies.countVideo).means : null,
    writtenRule: policies ? policyInWords('writtenOpinions', policies.writtenOpinions).means : null,
  }
}

/** 2024年3月15日 */
const written = (day: Day): string => {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}
