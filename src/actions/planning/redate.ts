import { slotOf } from '../../life/planning/planning.ts'
import { activityStages, type Stage } from '../../life/planning/stages.ts'
import { isDated } from '../../life/programs/catalogue.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { insertNotices, type NoticeRow } from '../../records/notices.ts'
import {
  type Coming,
  callOff,
  changeNotices,
  comingOf,
  lengthenActivities,
  type NewDate,
  type NoticeChange,
  redateActivities,
  restartPrograms,
  silence,
} from '../../records/redating.ts'
import { monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { once } from '../once.ts'
import { titleOf } from '../subject.ts'
import { type PlannedNotice, restage } from './restage.ts'
import { type ProgramChange, plannedBy, restagePeriods } from './restage-periods.ts'
import { stageNotices } from './staged.ts'

export type { ProgramChange } from './restage-periods.ts'

/** A coming activity, and of which program. */
interface Of {
  programId: number
  title: string
}
/** One whose day or hour changes with its program, and why it stands on the new day, where it was shifted. */
export type Redated = Of & { from: Date; to: Date; reason: string | null }

/** What a change does to the coming activities. */
export interface Redating {
  moved: Redated[]
  /** Those that stay as they are, and why. */
  kept: (Of & { startsAt: Date; why: string })[]
  /** Those that are called off or taken up again with the program. */
  stopped: (Of & { startsAt: Date })[]
  resumed: (Of & { startsAt: Date })[]
}

/** The same, with what has to be written for it. */
export interface Foreseen extends Redating {
  dates: NewDate[]
  lengths: { id: number; endsAt: Date }[]
  off: number[]
  /** Those to which the new rule gives no day. */
  replaced: number[]
  /** Programs with another rhythm from now on. */
  restarted: number[]
  notices: NoticeChange[]
  added: NoticeRow[]
  before: ReadonlyMap<number, Coming>
}

const switchedOff = '这项活动安排已经停用'
const replaced = '活动安排已改，不再按原来的日子办'
/** The nod comes with these. */
const draftStages = ['draft', 'second_ask']

/**
 * What changed programs do to what is already planned. Coming activities that follow the rule, are still planned and
 * were not announced get the day that it now names; what is past, approved, announced or dated by a person stays.
 * Unsent reminders follow. Nothing is written; a handful of questions to the database, however many branches.
 */
export async function foreseeDates(act: Act, changes: readonly ProgramChange[]): Promise<Foreseen> {
  const found: Foreseen = {
    moved: [],
    kept: [],
    stopped: [],
    resumed: [],
    dates: [],
    lengths: [],
    off: [],
    replaced: [],
    restarted: [],
    notices: [],
    added: [],
    before: new Map(),
  }
  const dated = new Map(changes.filter(({ kind }) => isDated(kind)).map((change) => [change.id, change]))
  const coming = await comingOf(act.tx, [...dated.keys()], act.now, [switchedOff, replaced])
  const by = calculator(act)
  const staying = coming.flatMap((activity) => {
    const change = dated.get(activity.programId ?? 0)
    return (change && foreseeOne(found, activity, change, by, act)) ?? []
  })
  // The reminders of what moves fall silent all together: only those of what stays are looked at one by one.
  const rows = await plannedBy(
    act,
    'activity',
    staying.map(({ activity }) => String(activity.id)),
  )
  for (const { activity, before, after } of staying) {
    const { id, revision, organizationId } = activity
    const planned: PlannedNotice[] = (rows.get(String(id)) ?? []).filter((row) => row.revision === revision)
    const again = restage(planned, { causeKind: 'activity', causeId: id, revision, organizationId }, before, after, act)
    found.notices.push(...again.changes)
    found.added.push(...again.added)
  }
  for (const { id, before, after } of dated.values())
    if (by.every(JSON.stringify(before.rule)) !== by.every(JSON.stringify(after.rule))) found.restarted.push(id)
  for (const again of await restagePeriods(act, changes)) {
    found.notices.push(...again.changes)
    found.added.push(...again.added)
  }
  return { ...found, before: new Map(coming.map((one) => [one.id, one])) }
}

/** Most branches share a rule: what follows from it is worked out once. */
function calculator(act: Act) {
  const rule = once((json: string) => activityRule.parse(JSON.parse(json)))
  return {
    every: (json: string) => rule(json).every,
    slot: once((json: string, period: string) => slotOf(rule(json), period, act)),
    stages: once((json: string, startsAt: number, from: number) =>
      activityStages(rule(json), { startsAt: new Date(startsAt) }, { ...act, from: new Date(from) }),
    ),
  }
}
type Calculator = ReturnType<typeof calculator>

/** An activity that stays on its day, and its reminders by the old rule and by the new one. */
interface Staying {
  activity: Coming
  before: Stage[]
  after: Stage[]
}

function foreseeOne(
  found: Foreseen,
  activity: Coming,
  change: ProgramChange,
  by: Calculator,
  act: Act,
): Staying | null {
  const { id } = activity
  const of = { programId: change.id, title: titleOf(activity) }
  const [before, after] = [JSON.stringify(change.before.rule), JSON.stringify(change.after.rule)]
  const next = by.slot(after, activity.period)
  const moveTo = (to: Extract<typeof next, { startsAt: Date }>) => {
    const { startsAt, endsAt, provisional, reason } = to
    const revision = activity.revision + 1
    found.dates.push({ id, startsAt, endsAt, revision, provisional, dateReason: reason })
    const stages = by.stages(after, startsAt.getTime(), act.now.getTime())
    const { organizationId } = activity
    found.added.push(...stageNotices(stages, { causeKind: 'activity', causeId: id, revision, organizationId }))
  }
  if (activity.state === 'cancelled') {
    if (!change.after.enabled || next.startsAt === null || next.startsAt <= act.now) return null
    moveTo(next)
    found.resumed.push({ ...of, startsAt: next.startsAt })
    return null
  }
  if (!change.after.enabled) {
    const why = activity.announcedRevision > 0 ? '已经通知过' : activity.state === 'approved' ? '书记已经确认' : null
    if (why !== null) found.kept.push({ ...of, startsAt: activity.startsAt, why })
    else {
      found.off.push(id)
      found.stopped.push({ ...of, startsAt: activity.startsAt })
    }
    return null
  }
  const stays = settledBecause(activity, by.slot(before, activity.period).startsAt)
  // Its day came from the rule alone: now people arrange it, or it comes more or less often.
  if (next.startsAt === null && stays === null) {
    found.replaced.push(id)
    found.stopped.push({ ...of, startsAt: activity.startsAt })
    return null
  }
  const settled = next.startsAt !== null && next.startsAt <= act.now ? '新的日子已经过了' : stays
  const same = next.startsAt?.getTime() === activity.startsAt.getTime()
  if (next.startsAt !== null && settled === null && !same) {
    moveTo(next)
    found.moved.push({ ...of, from: activity.startsAt, to: next.startsAt, reason: next.reason })
    return null
  }
  if (next.startsAt !== null && settled === null && next.endsAt.getTime() !== activity.endsAt?.getTime())
    found.lengths.push({ id, endsAt: next.endsAt })
  if (!same && settled !== null) found.kept.push({ ...of, startsAt: activity.startsAt, why: settled })
  const stagesOf = (json: string): Stage[] =>
    by
      .stages(json, activity.startsAt.getTime(), 0)
      .filter((one) => activity.state === 'planned' || !draftStages.includes(one.stage))
  return { activity, before: stagesOf(before), after: stagesOf(after) }
}

/** Why a coming activity does not follow its program any more; null where it does. */
function settledBecause(activity: Coming, due: Date | null): string | null {
  if (activity.announcedRevision > 0) return '已经通知过'
  if (activity.state === 'approved') return '书记已经确认'
  if (activity.sequence > 1) return '另外加开的一次'
  return activity.provisional || due === null || due.getTime() === activity.startsAt.getTime() ? null : '书记另定了日子'
}

/** Writes what was foreseen: a handful of statements, however many branches. */
export async function carryOutDates(act: Act, found: Foreseen): Promise<void> {
  const { tx, now } = act
  await silence(
    tx,
    found.dates.map(({ id }) => id),
    '活动已改期',
    now,
  )
  await silence(tx, found.off, '活动已取消', now)
  await redateActivities(tx, found.dates)
  await lengthenActivities(tx, found.lengths)
  await silence(tx, found.replaced, '活动已取消', now)
  await callOff(tx, found.off, switchedOff)
  await callOff(tx, found.replaced, replaced)
  await restartPrograms(tx, found.restarted, monthOf(act.today()))
  await changeNotices(tx, found.notices)
  await insertNotices(tx, found.added, now)
  const audited = (id: number, action: string, after: object) => {
    const was = found.before.get(id)
    return {
      action,
      subject: { kind: 'activity', id },
      ...(was
        ? {
            organizationId: was.organizationId,
            before: { startsAt: was.startsAt.toISOString(), revision: was.revision, state: was.state },
          }
        : {}),
      after,
    }
  }
  await act.audit(
    ...found.dates.map(({ id, startsAt, revision }) =>
      audited(id, 'move', { startsAt: startsAt.toISOString(), revision, byRule: true }),
    ),
    ...found.off.map((id) => audited(id, 'cancel', { state: 'cancelled', reason: switchedOff })),
    ...found.replaced.map((id) => audited(id, 'cancel', { state: 'cancelled', reason: replaced })),
  )
}
