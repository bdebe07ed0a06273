import type { MakeUp, MakeUpHint } from '../../life/tree/tree.ts'
import { addMonths } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import { fullDay } from '../say/term.ts'

/** What to look at, with what the regulation says; what is to be done is for people to decide. */
export function hintWords(hint: MakeUpHint, { members, full, committee }: Omit<MakeUp, 'hasCommittee'>): string {
  switch (hint) {
    case 'too_many':
      return `党员 ${members} 人（支部一般不超过 50 人）`
    case 'too_few':
      return `正式党员 ${full} 人（成立支部要 3 人以上）`
    case 'no_committee':
      return `正式党员 ${full} 人，名册上没有支委（7 人以上设支委会）`
    case 'needless_committee':
      return `正式党员 ${full} 人，名册上有支委（不足 7 人的设书记，必要时设副书记）`
    case 'large_committee':
      return `支委 ${committee} 人（一般 3 到 5 人，不超过 7 人）`
  }
}

/** Of a branch it is said too that nobody told the day of the election. */
export function termHints(end: Day | null, of: { today: Day; pending: boolean; branch: boolean }): string[] {
  if (end === null) return of.branch ? ['没有登记当选日期，不提醒换届'] : []
  return [
    ...(end <= of.today
      ? [`任期 ${fullDay(end)}已届满`]
      : end <= addMonths(of.today, 6)
        ? [`任期 ${fullDay(end)}届满`]
        : []),
    ...(of.pending ? ['换届报告等上级批准'] : []),
  ]
}
