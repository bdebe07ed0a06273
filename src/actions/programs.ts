import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { checkedDuesRule, checkedRule, ruleInvalid } from '../life/check-rule.ts'
import { activityRule, duesRule } from '../life/programs.ts'
import { findActivity } from '../records/activities.ts'
import { writeSetting } from '../records/settings.ts'
import { monthOf } from '../time/days.ts'
import type { Act } from './act.ts'
import { cancel } from './arrange.ts'
import {
  moveByRule,
  occurrenceOf,
  type ProgramEffect,
  type ProgramRow,
  redate,
  restageDues,
  withOrganization,
} from './redate.ts'
import { titleOf } from './subject.ts'

export type { ProgramEffect, ProgramRow, Redated } from './redate.ts'

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

const kindByName: [RegExp, string][] = [
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
