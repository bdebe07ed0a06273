import { type ActivityRow, findActivity } from '../../records/activities.ts'
import { expireNotices } from '../../records/notices.ts'
import { secretaryOf } from '../../records/organizations.ts'
import { policiesOf } from '../../records/policies.ts'
import { officersAbove } from '../../records/terms.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { activityFacts } from '../subject.ts'
import { approve } from './arrange.ts'

/**
 * Whether a nod does not count by itself, as the committees decided (通知确认): only the secretary's counts, or the
 * committee above has to agree, and is asked. Says so to whoever nodded. What the committee holds itself is its own.
 */
export async function heldBack(act: Act, activity: ActivityRow): Promise<boolean> {
  const { actor, tx } = act
  const { organization } = activity
  if (actor.kind !== 'member' || organization.kind !== 'branch') return false
  const { path } = organization
  // Whoever oversees the branch decides for it.
  if (actor.held.some((one) => one.path !== path && path.startsWith(one.path))) return false
  const policy = (await policiesOf(tx, path)).approve
  if (policy === 'secretary') {
    const secretary = await secretaryOf(tx, organization.id)
    if (secretary === null || secretary.memberId === actor.id) return false
    if (actor.held.some((one) => one.role === 'secretary' && one.path === path)) return false
    await act.reply('secretary_only', { secretary: secretary.name })
    return true
  }
  if (policy !== 'committee') return false
  const officers = await officersAbove(tx, path)
  // Nobody is there to agree: the branch's own word is the last one.
  if (officers.length === 0) return false
  await expireNotices(tx, { kind: 'activity', id: activity.id, stages: ['second_ask', 'draft'] }, '书记已经确认')
  const { revision } = activity
  for (const { memberId } of officers) {
    await act.ask('approval', { activityId: activity.id, revision, secretaryId: actor.id }, { memberId })
    await act.tell({
      kind: 'approval_request',
      facts: { ...activityFacts(activity), branch: organization.name, secretary: actor.name },
      cause: { kind: 'activity', id: activity.id, revision },
      to: { kind: 'member', id: memberId },
      organizationId: organization.id,
      helpsUntil: activity.startsAt,
    })
  }
  await act.audit({
    action: 'request_approval',
    subject: { kind: 'activity', id: activity.id },
    organizationId: organization.id,
    after: { topic: activity.topic, place: activity.place, revision, asked: officers.map(({ memberId }) => memberId) },
  })
  await act.reply('approval_requested', { officers: officers.map(({ name }) => name) })
  return true
}

/** 1 agrees: it goes out as drafted; 2 and a reason: the secretary has to draft it again. */
export const answerApproval: AnswerTo<'approval'> = async (act, { activityId, revision, secretaryId }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity) return false
  const agrees = heard.choice === 1 || /^(同意|可以|好的?|行|没问题)[。!！]?$/.test(heard.text)
  if (!agrees && heard.choice !== 2 && !/^不(同意|行)/.test(heard.text)) return false
  if (activity.revision !== revision || activity.state !== 'planned') {
    await act.reply('done', {
      text: activity.state === 'approved' ? '这次活动已经有人同意了。' : '这次活动又改过了，等支部重新报来。',
    })
    return true
  }
  const reason = heard.choice === 2 ? heard.rest : heard.text.replace(/^不(同意|行)[,，。\s]*/, '')
  if (!agrees && reason === '') {
    await act.ask('approval', { activityId, revision, secretaryId })
    await act.reply('approval_reason', {})
    return true
  }
  const by = act.actor.kind === 'member' ? act.actor.name : ''
  await act.tell({
    kind: 'approval_decided',
    facts: { ...activityFacts(activity), by, reason: agrees ? null : reason },
    cause: { kind: 'inbound', id: act.inboundId ?? 0 },
    to: { kind: 'member', id: secretaryId },
    organizationId: activity.organizationId,
    helpsUntil: activity.startsAt,
  })
  if (agrees) {
    await approve(act, activity)
    return true
  }
  await act.audit({
    action: 'refuse_approval',
    subject: { kind: 'activity', id: activityId },
    organizationId: activity.organizationId,
    after: { reason },
  })
  await act.ask('draft', { activityId }, { memberId: secretaryId })
  await act.reply('done', { text: '好的，我转告书记。' })
  return true
}
