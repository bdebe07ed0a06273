import type { MemberCategory } from '../people/roster.ts'
import {
  canMeet,
  countPresent,
  type Meeting,
  minPresent,
  minYesToBeElected,
  minYesToPass,
  type VideoPolicy,
} from './quorum.ts'

/**
 * Why a full member may be left out of 应到会有表决权: only these six, only after the committee above consented and the
 * general meeting agreed (explanations of the Central Organization Department to the rules on elections).
 */
export const exclusions = ['mental', 'abroad', 'sentence', 'bedridden', 'unmoved', 'hometown'] as const
export type Exclusion = (typeof exclusions)[number]

export const exclusionWords: Record<Exclusion, string> = {
  mental: '患精神病或其他疾病，不能表达本人意志',
  abroad: '自费出国半年以上',
  sentence: '正在服刑，或在留党察看期间',
  bedridden: '年老体弱卧床，或长期生病生活不能自理',
  unmoved: '工作调动、下派、外出学习或工作半年以上，应转未转组织关系',
  hometown: '回原籍长期居住的离退休党员，没有转组织关系',
}

/** How people put each; the first that fits counts. */
const spellings: readonly (readonly [Exclusion, RegExp])[] = [
  ['mental', /精神(?:病|疾病|障碍)|表达(?:本人)?意志|痴呆|昏迷|植物人/],
  ['abroad', /出国|国外|境外|海外/],
  ['sentence', /服刑|坐牢|判刑|留党察看/],
  ['hometown', /原籍|(?:回|在)老家/],
  ['bedridden', /卧床|自理|年老体弱|长期(?:生|患)?病|重病|瘫痪|失能/],
  ['unmoved', /调动|调走|下派|挂职|外出|在外|务工|打工|外地|转(?:组织)?关系/],
]

export const readExclusion = (text: string): Exclusion | null =>
  spellings.find(([, spelling]) => spelling.test(text))?.[0] ?? null

export const isExclusion = (text: string | null): text is Exclusion => exclusions.some((one) => one === text)

/** Whether a member counts in 应到会有表决权: full members alone vote (2020 regulation on elections, article 5). */
export const isVoter = (member: { category: MemberCategory; votingExcluded: string | null }): boolean =>
  member.category === 'full' && member.votingExcluded === null

/** What is voted on decides how many must be there and what carries. */
export type VoteKind = 'general' | 'admission' | 'election'

/** How one kind of meeting stands. */
export interface Standing {
  meeting: Meeting
  need: number
  counted: number
  short: number
  /** "Half or more" (半数以上): whether that includes the half is for the secretary to decide. */
  exactlyHalf: boolean
}

export function standingOf(
  meeting: Meeting,
  base: number,
  came: { inPerson: number; byVideo: number },
  video: VideoPolicy,
): Standing {
  const need = minPresent(meeting, base)
  const counted = countPresent(meeting, came, video)
  const { exactlyHalf } = canMeet(meeting, base, counted)
  return { meeting, need, counted, short: Math.max(0, need - counted), exactlyHalf }
}

/** The kinds of meeting that the same people may hold: a committee has one, the members three. */
export const meetingsOf = (committee: boolean): readonly Meeting[] =>
  committee ? ['committee'] : ['general', 'admission', 'election']

/** The meeting that needs most people, of those that are to be held in one. */
export const strictest = (meetings: readonly Meeting[], base: number): Meeting | null =>
  meetings.reduce<Meeting | null>(
    (most, one) => (most === null || minPresent(one, base) > minPresent(most, base) ? one : most),
    null,
  )

/** What the numbers of a vote are measured against. Null for a committee, whose way of deciding no rule lays down. */
export interface Measure {
  /** 应到会 for votes, 实到会 in elections. */
  of: 'expected' | 'present'
  number: number
  need: number
  over: boolean
}

export function measure(
  vote: { kind: VoteKind; votingBase: number; present: number; inFavour: number },
  committee = false,
): Measure | null {
  if (committee) return null
  const election = vote.kind === 'election'
  const number = election ? vote.present : vote.votingBase
  const need = election ? minYesToBeElected(number) : minYesToPass(number)
  return { of: election ? 'present' : 'expected', number, need, over: vote.inFavour >= need }
}

/** The numbers of one vote, or of one who stood in an election, with what they share. */
export interface Count {
  kind: VoteKind
  subject: string
  votingBase: number
  present: number
  inFavour: number
  against: number
  abstained: number
  written: number
  issued: number | null
  returned: number | null
  valid: number | null
}

/** Numbers that cannot be: what is more than what it is part of. */
export interface Excess {
  what: 'present' | 'sum' | 'issued' | 'returned' | 'valid'
  subject: string
  number: number
  limit: number
  of: 'base' | 'present' | 'written' | 'issued' | 'returned' | 'valid'
}

/**
 * The first thing in the numbers that cannot be. Nobody votes who is not there, except in writing where the secretary
 * counted that in; more ballots taken back than handed out make an election void.
 */
export function excessOf(count: Count): Excess | null {
  const { subject, votingBase, present, written, issued, returned, valid } = count
  const sum = count.inFavour + count.against + count.abstained
  const over = (what: Excess['what'], number: number | null, limit: number | null, of: Excess['of']): Excess | null =>
    number !== null && limit !== null && number > limit ? { what, subject, number, limit, of } : null
  const ballots = valid ?? returned ?? issued
  return (
    over('present', present, votingBase, 'base') ??
    over('issued', issued, present, 'present') ??
    over('returned', returned, issued ?? present, issued === null ? 'present' : 'issued') ??
    over('valid', valid, returned ?? issued ?? present, returned === null ? 'issued' : 'returned') ??
    (ballots === null
      ? over('sum', sum, present + written, written > 0 ? 'written' : 'present')
      : over('sum', sum, ballots + written, valid === null ? (returned === null ? 'issued' : 'returned') : 'valid'))
  )
}

/**
 * Whether the host stands in for the secretary: 支部党员大会 and 支委会 are called and hosted by the secretary, who may ask
 * the deputy or another officer to (2018 regulation on branches, article 14). Somebody from above is no stand-in.
 */
export const standsIn = (host: string, people: readonly { name: string; secretary: boolean }[]): boolean => {
  const name = host.replace(/[(（].*$/, '').trim()
  const fits = people.filter((one) => one.name === name)
  return fits.length > 0 && !fits.some((one) => one.secretary) && people.some((one) => one.secretary)
}
