import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { checkedDuesRule, checkedRule, ruleInvalid } from '../life/check-rule.ts'
import { occurrenceIn, plannedMonths } from '../life/planning.ts'
import { type ActivityRule, activityRule, type DuesRule, duesRule, type ProgramKind } from '../life/programs.ts'
import { activityStages, duesStages } from '../life/stages.ts'
import { type ActivityRow, findActivity } from '../records/activities.ts'
import type { Prisma } from '../records/client/client.ts'
import { insertNotices } from '../records/notices.ts'
import { writeSetting } from '../records/settings.ts'
import { type Month, monthOf, monthsOf, nextMonth, type Period } from '../time/days.ts'
import type { Act } from './act.ts'
import { cancel, move } from './arrange.ts'
import { kindOfStage, stageNotice } from './plan.ts'
import { restage } from './restage.ts'
import { titleOf } from './subject.ts'

const withOrganization = {
  organization: { select: { id: true, name: true, kind: true, place: true } },
} satisfies Prisma.ProgramInclude
export type ProgramRow = Prisma.ProgramGetPayload<{ include: typeof withOrganization }>

/** A coming activity whose day or hour changes with its program. */
export interface Redated {
  title: string
  from: Date
  to: Date
  /** Why it stands on the new day, where it was shifted. */
  reason: string | null
}

export interface ProgramEffect {
  program: ProgramRow
  moved: Redated[]
  /** Coming activities that stay as they are, and why. */
  kept: { title: string; startsAt: Date; why: string }[]
  /** Those that are called off or taken up again with the program. */
  stopped: { title: string; startsAt: Date }[]
  resumed: { title: string; startsAt: Date }[]
}

/**
 * The program of that name; the organization's, where one is given.
 * @throws ZhibuError PROGRAM_UNKNOWN with the names that come near, BRANCH_NEEDED where several organizations have one
 */
export async function findProgram(act: Act, name: string, organizationId: number | null): Promise<ProgramRow> {
  const where = organizationId === null ? {} : { organizationId }
  const found = await act.tx.program.findMany({
    where: { ...where, name },
    include: withOrganization,
    orderBy: { id: 'asc' },
  })
  const [first] = found
  if (!first) {
    const known = await act.tx.program.findMany({ where, distinct: ['name'], select: { name: true } })
    const near = nearest(
      name,
      known.map((one) => one.name),
    )
    throw new ZhibuError(
      'PROGRAM_UNKNOWN',
      `没有「${name}」这项活动安排。`,
      near.length > 0 ? `是不是${quoted(near)}？zhibu programs 列出全部。` : 'zhibu programs 列出全部，照着名称写。',
    )
  }
  if (found.length > 1) {
    const names = found.slice(0, 5).map((one) => one.organization.name)
    const more = found.length > names.length ? `等 ${found.length} 个组织` : ''
    throw new ZhibuError(
      'BRANCH_NEEDED',
      `${quoted(names)}${more}都有「${name}」，不知道说的是哪一个。`,
      '请加上 --branch 支部名称（上级组织用 --committee 名称）。',
    )
  }
  return first
}

/**
 * Lays a new rule over a program. Coming activities that follow the rule, are still planned and were not announced get
 * the day that it now names; what is past, approved, announced or dated by a person stays. Unsent reminders follow.
 * @throws ZhibuError RULE_INVALID
 */
export async function changeProgram(act: Act, program: ProgramRow, patch: object): Promise<ProgramEffect> {
  const rule = program.kind === 'dues' ? checkedDuesRule(patch, program.rule) : checkedRule(patch, program.rule)
  const effect = unchanged({ ...program, rule })
  await act.tx.program.update({ where: { id: program.id }, data: { rule } })
  await act.audit({
    action: 'change_program',
    subject: { kind: 'program', id: program.id },
    organizationId: program.organizationId,
    before: { rule: program.rule },
    after: { rule },
  })
  if (!program.enabled) return effect
  if (program.kind === 'dues') await restageDues(act, program, duesRule.parse(program.rule), duesRule.parse(rule))
  else await redate(act, program, activityRule.parse(rule), effect)
  await planAnew(act)
  return effect
}

const unchanged = (program: ProgramRow): ProgramEffect => ({ program, moved: [], kept: [], stopped: [], resumed: [] })

/** The next tick plans at once, not only tomorrow. */
const planAnew = (act: Act): Promise<void> => writeSetting(act.tx, 'planned', '')

async function redate(act: Act, program: ProgramRow, rule: ActivityRule, effect: ProgramEffect): Promise<void> {
  const old = activityRule.parse(program.rule)
  const coming = await act.tx.activity.findMany({
    where: { programId: program.id, startsAt: { gt: act.now }, state: { in: ['planned', 'approved'] } },
    select: { id: true },
    orderBy: { startsAt: 'asc' },
  })
  for (const { id } of coming) {
    const activity = await findActivity(act.tx, id)
    if (!activity) continue
    const title = titleOf(activity)
    const next = occurrenceOf(rule, activity.period, act)
    const due = occurrenceOf(old, activity.period, act)
    const settled =
      next === null
        ? '按新的安排这一期没有'
        : next.startsAt <= act.now
          ? '新的日子已经过了'
          : settledBecause(activity, due?.startsAt ?? null)
    const same =
      next?.startsAt.getTime() === activity.startsAt.getTime() && next.endsAt.getTime() === activity.endsAt?.getTime()
    if (next !== null && settled === null && !same) {
      await moveByRule(act, activity, next)
      effect.moved.push({ title, from: activity.startsAt, to: next.startsAt, reason: next.reason })
      continue
    }
    if (!same && settled !== null) effect.kept.push({ title, startsAt: activity.startsAt, why: settled })
    const from = new Date(0)
    const stages = (of: ActivityRule) =>
      activityStages(of, activity, { ...act, from }).filter(
        (one) => activity.state === 'planned' || !draftStages.includes(one.stage),
      )
    await restage(
      act,
      { causeKind: 'activity', causeId: id, revision: activity.revision, organizationId: activity.organizationId },
      stages(old),
      stages(rule),
    )
  }
}

/** The nod comes with these. */
const draftStages = ['draft', 'second_ask']

/** Why a coming activity does not follow its program any more; null where it does. */
function settledBecause(activity: ActivityRow, due: Date | null): string | null {
  if (activity.announcedRevision > 0) return '已经通知过'
  if (activity.state === 'approved') return '书记已经确认'
  if (activity.sequence > 1) return '另外加开的一次'
  return activity.provisional || due === null || due.getTime() === activity.startsAt.getTime() ? null : '书记另定了日子'
}

function occurrenceOf(rule: ActivityRule, period: Period, act: Act) {
  const { first, last } = monthsOf(period)
  for (let month: Month = first; month <= last; month = nextMonth(month)) {
    const found = occurrenceIn(rule, month, act)
    if (found?.period === period) return found
  }
  return null
}

/** As `move`, but nobody in the branch decided it: the secretary gets the draft with the new day. */
async function moveByRule(
  act: Act,
  activity: ActivityRow,
  to: NonNullable<ReturnType<typeof occurrenceIn>>,
): Promise<void> {
  await move(act, activity, { startsAt: to.startsAt, endsAt: to.endsAt, keepAnswers: false })
  const moved = await act.tx.activity.update({
    where: { id: activity.id },
    data: { provisional: to.provisional, dateReason: to.reason },
    include: { program: { select: { rule: true } } },
  })
  const drafts = activityStages(activityRule.parse(moved.program?.rule), moved, { ...act, from: act.now }).filter(
    (one) => draftStages.includes(one.stage),
  )
  const of = {
    causeKind: 'activity',
    causeId: moved.id,
    revision: moved.revision,
    organizationId: moved.organizationId,
  } as const
  await insertNotices(
    act.tx,
    drafts.map((stage) => stageNotice(stage, { kind: kindOfStage(stage.stage), ...of })),
    act.now,
  )
}

/** The months of which the dues may already be planned get the reminders of the new rule; null: none. */
async function restageDues(
  act: Act,
  program: ProgramRow,
  before: DuesRule | null,
  after: DuesRule | null,
): Promise<void> {
  for (const month of plannedMonths(monthOf(act.today()))) {
    const stages = (rule: DuesRule | null) =>
      rule === null ? [] : duesStages(rule, month, { zone: act.zone, from: program.createdAt })
    const of = {
      causeKind: 'dues',
      causeId: `${program.organizationId}:${month}`,
      revision: 1,
      organizationId: program.organizationId,
    } as const
    // A month that is not planned yet gets its reminders with the rest of its plan.
    const planned = await act.tx.notice.count({ where: { causeKind: 'dues', causeId: of.causeId } })
    if (planned > 0) await restage(act, of, stages(before), stages(after))
  }
}

const switchedOff = '这项活动安排已经停用'

/** Switches a program off: what is planned and not yet approved or announced is called off. Or on again. */
export async function switchProgram(act: Act, program: ProgramRow, enabled: boolean): Promise<ProgramEffect> {
  const effect = unchanged({ ...program, enabled })
  if (program.enabled === enabled) return effect
  await act.tx.program.update({ where: { id: program.id }, data: { enabled } })
  await act.audit({
    action: enabled ? 'switch_on_program' : 'switch_off_program',
    subject: { kind: 'program', id: program.id },
    organizationId: program.organizationId,
    before: { enabled: !enabled },
    after: { enabled },
  })
  await planAnew(act)
  if (program.kind === 'dues') {
    const rule = duesRule.parse(program.rule)
    await restageDues(act, program, enabled ? null : rule, enabled ? rule : null)
    return effect
  }
  const coming = await act.tx.activity.findMany({
    where: {
      programId: program.id,
      startsAt: { gt: act.now },
      ...(enabled ? { state: 'cancelled', cancelReason: switchedOff } : { state: { in: ['planned', 'approved'] } }),
    },
    select: { id: true },
    orderBy: { startsAt: 'asc' },
  })
  for (const { id } of coming) {
    const activity = await findActivity(act.tx, id)
    if (!activity) continue
    const one = { title: titleOf(activity), startsAt: activity.startsAt }
    if (enabled) {
      const again = occurrenceOf(activityRule.parse(program.rule), activity.period, act)
      if (!again || again.startsAt <= act.now) continue
      await act.tx.activity.update({ where: { id }, data: { state: 'planned', cancelReason: null } })
      await moveByRule(act, { ...activity, state: 'planned' }, again)
      effect.resumed.push({ ...one, startsAt: again.startsAt })
    } else if (activity.state === 'approved' || activity.announcedRevision > 0) {
      effect.kept.push({ ...one, why: activity.announcedRevision > 0 ? '已经通知过' : '书记已经确认' })
    } else {
      await cancel(act, activity, switchedOff)
      effect.stopped.push(one)
    }
  }
  return effect
}

const kindByName: [RegExp, ProgramKind][] = [
  [/主题党日/, 'theme_day'],
  [/党员大会/, 'general_meeting'],
  [/支委会|支部委员会/, 'committee_meeting'],
  [/小组会/, 'group_meeting'],
  [/讲堂|党课/, 'lecture_series'],
]

/**
 * Sets up a dated program. A committee's is held for the branches below it.
 * @throws ZhibuError RULE_INVALID, also where there is one of that name already
 */
export async function addProgram(
  act: Act,
  organization: { id: number; name: string; kind: string },
  name: string,
  patch: object,
): Promise<ProgramRow> {
  if (name.trim() === '' || [...name].length > 30) throw ruleInvalid('名称应当有 1 到 30 个字')
  const key = { organizationId: organization.id, name }
  if (await act.tx.program.findUnique({ where: { organizationId_name: key } }))
    throw ruleInvalid(`${organization.name}已经有「${name}」`, '要改它请用 zhibu programs set。')
  const kind = kindByName.find(([pattern]) => pattern.test(name))?.[1] ?? 'custom'
  const above = organization.kind !== 'branch' && organization.kind !== 'group'
  const audience = above ? 'below' : kind === 'committee_meeting' ? 'committee' : 'members'
  const rule = checkedRule(patch, { audience })
  const made = await act.tx.program.create({
    data: { ...key, kind, rule, startsOn: monthOf(act.today()), createdAt: act.now },
    include: withOrganization,
  })
  await act.audit({
    action: 'add_program',
    subject: { kind: 'program', id: made.id },
    organizationId: organization.id,
    after: { name, rule },
  })
  await planAnew(act)
  return made
}
