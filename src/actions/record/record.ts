import { typeset } from '../../base/text.ts'
import { tally } from '../../life/meeting/roll.ts'
import { standsIn } from '../../life/meeting/voting.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, findActivity, ruleOf } from '../../records/activities.ts'
import { activityRecord } from '../../records/activity-records.ts'
import { hostsOf } from '../../records/votes.ts'
import { type Minutes, readMinutes } from '../../talk/record/minutes.ts'
import { readHeading } from '../../talk/record/minutes-heading.ts'
import { addDays } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { presentFor, turnoutOf } from '../activity/quorum.ts'
import { expectedRoll, missingOf } from '../activity/standing.ts'
import type { AnswerTo } from '../heard.ts'
import { activityFacts } from '../subject.ts'
import { recordLines } from './record-text.ts'
import { rollPeople } from './roll-people.ts'

type Of = { activityId: number; branchId: number }

/**
 * After each piece of the record: what is still missing, or, when nothing is, whether to archive it. Privately, as all
 * talk about the record: it names who was absent and why.
 */
export async function askForMinutes(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const facts = activityFacts(activity)
  const of: Of = { activityId: activity.id, branchId }
  const { missing, rollOpen } = await missingOf(act, activity, branchId)
  const roll = await expectedRoll(act, activity.id, branchId)
  if (missing.length > 0) {
    const { expected, present, online, leave, absent } = tally(roll)
    if (rollOpen) {
      await act.ask('roll', of, 'privately')
      await act.whisper('record_due', { ...facts, days: 0, missing })
    } else {
      await act.ask('minutes', of, 'privately')
      await act.whisper('record_needs', { ...facts, expected, present: present + online, leave, absent, missing })
    }
    return
  }
  const record = await activityRecord(act.tx, activity.id, branchId)
  await act.ask('archive', of, 'privately')
  await act.whisper('record_ready', {
    ...facts,
    decisions: (record?.decisions ?? []).map(({ content, owner, dueOn }) => ({ content, owner, dueOn })),
  })
}

/** Keeps what the secretary sent for the record; parts that were given before are replaced, decisions added. */
async function keepMinutes(act: Act, activity: ActivityRow, branchId: number, minutes: Minutes): Promise<void> {
  const before = await activityRecord(act.tx, activity.id, branchId)
  if (!before || before.state === 'closed') return
  const given = {
    ...(minutes.host
      ? { host: minutes.host, hostDelegated: await standsInFor(act, activity, branchId, minutes.host) }
      : {}),
    ...(minutes.recorder ? { recorder: minutes.recorder } : {}),
    ...(minutes.content ? { content: typeset(minutes.content) } : {}),
    ...(minutes.noDecisions ? { noDecisions: true } : {}),
    ...(minutes.noVotes ? { noVotes: true } : {}),
  }
  await act.tx.activityRecord.update({ where: { id: before.id }, data: given })
  for (const decision of minutes.decisions) {
    await act.tx.decision.create({
      data: {
        recordId: before.id,
        content: typeset(decision.content),
        owner: decision.owner ?? '未定',
        memberId: decision.personId,
        dueOn: decision.dueOn,
      },
    })
  }
  await act.audit({
    action: 'keep_minutes',
    subject: { kind: 'record', id: before.id },
    organizationId: branchId,
    before: {
      host: before.host,
      recorder: before.recorder,
      content: before.content,
      noDecisions: before.noDecisions,
      noVotes: before.noVotes,
      decisions: before.decisions.length,
    },
    after: { ...given, decisions: minutes.decisions },
  })
}

/** General meetings and committee meetings are the secretary's to host; a group's is its leader's. */
const standsInFor = async (act: Act, activity: ActivityRow, branchId: number, host: string): Promise<boolean> =>
  ruleOf(activity).quorum !== null && standsIn(host, await hostsOf(act.tx, branchId))

/** Topic and place, where the record wants them and nobody has given them yet; the rest of the words. */
async function keepHeading(act: Act, activity: ActivityRow, text: string): Promise<string> {
  const { fields } = ruleOf(activity)
  const heading = readHeading(text, {
    topic: fields.includes('topic') && activity.topic === null,
    place: fields.includes('place') && activity.place === null && activity.organization.place === null,
  })
  const { rest, ...given } = heading
  if (Object.keys(given).length === 0) return text
  await act.tx.activity.update({ where: { id: activity.id }, data: given })
  await act.audit({
    action: 'describe',
    subject: { kind: 'activity', id: activity.id },
    organizationId: activity.organizationId,
    before: { topic: activity.topic, place: activity.place },
    after: given,
  })
  return rest
}

/** "主持李建国，记录王秀英。内容：…。议定：…" */
export const answerMinutes: AnswerTo<'minutes'> = async (act, { activityId, branchId }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity) return false
  const rest = await keepHeading(act, activity, heard.text)
  const roll = await expectedRoll(act, activityId, branchId)
  const known = heard.context.people
  const people = await rollPeople(
    act,
    roll.map(({ memberId }) => memberId),
    known,
  )
  // Who hosts a committee's meeting need not be on its roll.
  const others = people === known ? [] : known.filter(({ id }) => !people.some((one) => one.id === id))
  const minutes = readMinutes(rest, others.length > 0 ? [...people, ...others] : people, heard.context)
  if (!minutes && rest === heard.text) return false
  if (minutes) await keepMinutes(act, activity, branchId, minutes)
  await askForMinutes(act, (await findActivity(act.tx, activityId)) ?? activity, branchId)
  return true
}

const tellsOfMeeting = /会上|会议|大家|同志们|学习了|传达|讨论|发言|重温/

/** Words without labels, while only the content is wanted. */
export const contentOfRecord: AnswerTo<'roll' | 'minutes'> = async (act, { activityId, branchId }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  const record = activity && (await activityRecord(act.tx, activityId, branchId))
  if (!record || record.content !== null || heard.text.length < 6) return false
  if (record.host === null && !tellsOfMeeting.test(heard.text)) return false
  await keepMinutes(act, activity, branchId, {
    host: null,
    recorder: null,
    content: heard.text,
    decisions: [],
    noDecisions: false,
    noVotes: false,
    unclear: [],
  })
  await askForMinutes(act, activity, branchId)
  return true
}

/** "1" closes the record, "2" shows it whole; anything else may still belong to it. */
export const answerArchive: AnswerTo<'archive'> = async (act, of, heard) => {
  const activity = await findActivity(act.tx, of.activityId)
  if (!activity) return false
  if (heard.choice === 1 || /^(存档|完成|完成存档|同意)/.test(heard.text)) {
    await closeRecord(act, activity, of.branchId)
    return true
  }
  if (heard.choice === 2 || /^(看)?全文/.test(heard.text)) {
    await showRecord(act, activity, of.branchId)
    return true
  }
  return answerMinutes(act, of, heard)
}

/** Closes the record if nothing is missing: 应到 = 实到 + 请假 + 缺席, every absence with its reason, content and decisions there. */
export async function closeRecord(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const record = await activityRecord(act.tx, activity.id, branchId)
  const { missing } = await missingOf(act, activity, branchId)
  if (!record || missing.length > 0) {
    await askForMinutes(act, activity, branchId)
    return
  }
  if (record.state === 'closed') {
    await act.whisper('record_closed', { ...activityFacts(activity), makeUps: [] })
    return
  }
  const votingPresent = presentFor(await turnoutOf(act, activity, branchId), 'general')
  await act.tx.activityRecord.update({
    where: { id: record.id },
    data: {
      state: 'closed',
      closedAt: act.now,
      closedById: act.actor.kind === 'member' ? act.actor.id : null,
      votingPresent,
    },
  })
  const makeUps = await oweMakeUps(act, activity, branchId)
  await act.audit({
    action: 'close_record',
    subject: { kind: 'record', id: record.id },
    organizationId: branchId,
    before: { state: 'open' },
    after: { state: 'closed', makeUps, votingPresent },
  })
  await act.whisper('record_closed', { ...activityFacts(activity), makeUps })
}

/**
 * Absent members (not those on granted leave) owe a make-up, and are reminded two days before it is due. Who was absent
 * when the record was closed before, and is not any more, owes nothing.
 */
async function oweMakeUps(
  act: Act,
  activity: ActivityRow,
  branchId: number,
): Promise<{ name: string; dueOn: string }[]> {
  const days = ruleOf(activity).makeUpDays
  if (days === null) return []
  const dueOn = addDays(act.zone.day(activity.startsAt), days)
  const absent = (await expectedRoll(act, activity.id, branchId)).filter((entry) => entry.attendance === 'absent')
  await act.tx.makeUp.deleteMany({
    where: {
      activityId: activity.id,
      member: { participations: { some: { activityId: activity.id, branchId } } },
      state: 'owed',
      memberId: { notIn: absent.map((entry) => entry.memberId) },
    },
  })
  for (const { memberId } of absent) {
    const key = { activityId_memberId: { activityId: activity.id, memberId } }
    await act.tx.makeUp.upsert({ where: key, update: {}, create: { activityId: activity.id, memberId, dueOn } })
    await act.tell({
      kind: 'make_up_due',
      facts: { ...activityFacts(activity), dueOn },
      cause: { kind: 'activity', id: activity.id, revision: activity.revision },
      to: { kind: 'member', id: memberId },
      dueAt: act.zone.at(addDays(dueOn, -2), '09:00'),
      helpsUntil: act.zone.at(addDays(dueOn, 1), '00:00'),
      unprompted: true,
      organizationId: branchId,
    })
  }
  return absent.map((entry) => ({ name: calledName(entry), dueOn }))
}

/** The record as it stands, privately; while it is open, it may be closed from here. */
export async function showRecord(act: Act, activity: ActivityRow, branchId: number): Promise<void> {
  const record = await activityRecord(act.tx, activity.id, branchId)
  const { missing, rollOpen } = await missingOf(act, activity, branchId)
  const open = record?.state === 'open'
  if (open) {
    const waits = missing.length === 0 ? 'archive' : rollOpen ? 'roll' : 'minutes'
    await act.ask(waits, { activityId: activity.id, branchId }, 'privately')
  }
  const lines = await recordLines(act, activity, branchId)
  await act.whisper('record_text', { ...activityFacts(activity), lines, missing: open ? missing : null })
}

/** Opens a closed record again; the reason is kept. */
export async function reopenRecord(
  act: Act,
  activity: ActivityRow,
  branchId: number,
  reason: string,
): Promise<boolean> {
  const record = await activityRecord(act.tx, activity.id, branchId)
  if (record?.state !== 'closed') return false
  await act.tx.activityRecord.update({
    where: { id: record.id },
    data: { state: 'open', closedAt: null, closedById: null, reopenReason: reason },
  })
  await act.audit({
    action: 'reopen_record',
    subject: { kind: 'record', id: record.id },
    organizationId: branchId,
    before: { state: 'closed' },
    after: { state: 'open', reason },
  })
  await act.ask('roll', { activityId: activity.id, branchId }, 'privately')
  await act.whisper('record_reopened', { ...activityFacts(activity), reason })
  return true
}
