import { occurrencesIn, plannedSpan } from '../../life/planning/planning.ts'
import { activityStages } from '../../life/planning/stages.ts'
import { isDated } from '../../life/programs/catalogue.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { heldBy, titleInGroup } from '../../life/programs/structure.ts'
import { type Alike, programsAlike } from '../../records/alike.ts'
import { living } from '../../records/held.ts'
import { insertNotices } from '../../records/notices.ts'
import { planPrograms, type ToPlan } from '../../records/planning.ts'
import { committeesOf, followGroups, groupNames } from '../../records/structure.ts'
import type { Act } from '../act.ts'
import { once } from '../once.ts'
import { planContacts } from '../people/contacts.ts'
import { followStructure } from './follow-structure.ts'
import { remindersOf } from './plan-arranging.ts'
import { planDevelopment } from './plan-development.ts'
import { duesOf } from './plan-dues.ts'
import { planFilings } from './plan-filing.ts'
import { talksOf } from './plan-talks.ts'
import { planTerms } from './plan-terms.ts'
import { type At, plannedNotice } from './staged.ts'

/** What follows from a rule, for all that have it. */
type Following = Pick<ToPlan, 'days' | 'ofActivities' | 'ofPeriods' | 'owed' | 'stamp'>
const nothing: Following = { days: [], ofActivities: [], ofPeriods: [], owed: [], stamp: null }

/**
 * Plans what comes next for the whole tree (see plannedSpan): activities, dues months and all that will be said about
 * them. Set-based and idempotent: what is there stays as it is.
 */
export async function planAhead(act: Act): Promise<void> {
  const { tx, now } = act
  await followGroups(tx, now)
  const today = act.today()
  const { alike, keyOfProgram } = await programsAlike(tx, living(today))
  const tree = { today, committees: await committeesOf(tx), keyOfProgram }
  const following = once((kind: string, rule: string) => followingFrom(kind, rule, act))
  const titles = await titlesIn(act, alike)
  const all = alike.map((one) => ({
    ...one,
    ...following(one.kind, one.rule),
    by: heldBy(one, one.of),
    titles: titles(one),
  }))
  await followStructure(act, tree, all)
  await planPrograms(tx, tree, all, now)
  const notices = alike.some(({ kind }) => kind === 'development') ? await planDevelopment(act) : []
  notices.push(...(await planFilings(act)), ...(await planContacts(act)), ...(await planTerms(act)))
  await insertNotices(tx, notices, now)
}

function followingFrom(kind: string, rule: string, act: Act): Following {
  if (kind === 'dues') return { ...nothing, ...duesOf(rule, act) }
  if (kind === 'talk') return { ...nothing, ofPeriods: talksOf(rule, act) }
  return isDated(kind) ? { ...nothing, ...activitiesOf(rule, act) } : nothing
}

function activitiesOf(json: string, at: Omit<At, 'tx'>): Pick<ToPlan, 'days' | 'ofActivities' | 'ofPeriods'> {
  const rule = activityRule.parse(JSON.parse(json))
  const days = occurrencesIn(rule, plannedSpan(rule.every, at.zone.day(at.now)), at).filter(
    ({ startsAt }) => startsAt > at.now,
  )
  return {
    days: days.map(({ reason, ...day }) => ({ ...day, dateReason: reason })),
    ofActivities: days.flatMap(({ startsAt }) =>
      activityStages(rule, { startsAt }, { ...at, from: at.now }).map((stage) => ({
        ...plannedNotice(stage),
        startsAt,
      })),
    ),
    ofPeriods: remindersOf(rule, at).flatMap(({ period, startsAt, stages }) =>
      stages.map((stage) => ({
        ...plannedNotice(stage),
        causeKind: 'program' as const,
        period,
        setUpBefore: startsAt,
      })),
    ),
  }
}

/** How what groups hold is called in each group. */
async function titlesIn({ tx }: Act, alike: readonly Alike[]) {
  const concerned = ({ of, ...one }: Alike) => of === 'group' || heldBy(one, of) === 'groups'
  const groups = alike.some(concerned) ? await groupNames(tx) : []
  return (one: Alike) => new Map(concerned(one) ? groups.map((name) => [name, titleInGroup(one.name, name)]) : [])
}
