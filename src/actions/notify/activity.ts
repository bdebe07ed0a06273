import { owesAnswer } from '../../life/meeting/participation.ts'
import { calledName } from '../../life/people/roster.ts'
import { type ActivityRow, keeperOf, ruleOf } from '../../records/activities.ts'
import { activityRecord, checkInOf } from '../../records/activity-records.ts'
import type { Notice } from '../../records/notices.ts'
import { rollOf } from '../../records/participations.ts'
import { daysBetween } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { officerOf } from '../activity/audience.ts'
import { quorumOf, quorumWarning } from '../activity/quorum.ts'
import { missingOf, rollFacts } from '../activity/standing.ts'
import { activityFacts } from '../subject.ts'
import { branchOf, currentActivity, isSilent, type Refreshers } from './scheduled.ts'

/** The activity, what everybody of the branch said about it, and for which branch. */
async function withRoll(act: Act, notice: Notice) {
  const activity = await currentActivity(act, notice)
  if (isSilent(activity)) return activity
  const branchId = branchOf(notice, activity)
  return {
    activity,
    branchId,
    facts: activityFacts(activity),
    roll: await rollOf(act.tx, activity, branchId),
  }
}

/** Names as the group reads them: the label only where two share a name. */
const named = (entry: { memberId: number; name: string }) => ({ memberId: entry.memberId, name: entry.name })

/** A party group without a group of its own meets by way of the branch's: only its members are mentioned there. */
async function peopleAmongOthers(act: Act, notice: Notice, activity: ActivityRow) {
  if (activity.organization.kind !== 'group' || notice.recipientKind !== 'room') return []
  const room = await act.tx.room.findUnique({ where: { id: notice.recipientId }, select: { organizationId: true } })
  if (room?.organizationId === activity.organizationId) return []
  const roll = await rollOf(act.tx, activity, keeperOf(activity, activity.organizationId))
  return roll.filter((entry) => !entry.exempt && !away.includes(entry.answer ?? '')).map(named)
}
const away: readonly string[] = ['leave', 'decline']

export const activityRefreshers: Refreshers = {
  draft: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    if (activity.state !== 'planned') return { silent: '书记已经确认' }
    const announcement = await act.tx.notice.findFirst({
      where: {
        causeKind: 'activity',
        causeId: notice.causeId,
        revision: notice.revision,
        stage: 'announcement',
        recipientKind: 'organization',
      },
      orderBy: { id: 'asc' },
    })
    const secretary = await officerOf(act.tx, activity, activity.organizationId)
    const again =
      notice.stage !== 'second_ask' ? 'first' : secretary?.memberId === notice.recipientId ? 'second' : 'deputy'
    return {
      facts: {
        ...activityFacts(activity),
        dateReason: activity.dateReason,
        provisional: activity.provisional,
        announceAt: announcement && announcement.dueAt > act.now ? announcement.dueAt.toISOString() : null,
        again,
        secretary: secretary?.name ?? null,
      },
      ask: { kind: 'draft', facts: { activityId: activity.id } },
    }
  },

  announcement: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    await act.tx.activity.update({ where: { id: activity.id }, data: { announcedRevision: activity.revision } })
    return {
      facts: {
        ...activityFacts(activity),
        approved: activity.state === 'approved',
        sessions: activity.occasionId === null ? 0 : activity.sequence,
        people: await peopleAmongOthers(act, notice, activity),
      },
      ask: { kind: 'will_attend', facts: { activityId: activity.id } },
    }
  },

  day_before: async (act, notice) => {
    const found = await withRoll(act, notice)
    if (isSilent(found)) return found
    // A committee meeting is spoken of with each of its members alone.
    const mine = (id: number) => notice.recipientKind === 'room' || id === notice.recipientId
    const asked = found.roll.filter((entry) => !entry.exempt && !entry.elsewhere && mine(entry.memberId))
    const silent = asked.filter((entry) => owesAnswer(entry) === 'answer').map(named)
    const tentative = asked.filter((entry) => owesAnswer(entry) === 'firm_answer').map(named)
    if (silent.length + tentative.length === 0) return { silent: '大家都答复了' }
    return {
      facts: { ...found.facts, committee: notice.recipientKind === 'member', silent, tentative },
      ask: { kind: 'will_attend', facts: { activityId: found.activity.id } },
    }
  },

  quorum_check: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    const warning = await quorumWarning(act, activity, branchOf(notice, activity))
    return warning === null ? { silent: '到会人数够了' } : { facts: { ...activityFacts(activity), ...warning } }
  },

  rota_turn: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    if (activity.leadId !== notice.recipientId) return { silent: '已经换人讲' }
    const minutes = ruleOf(activity).minutes
    return { facts: { title: activity.title, startsAt: activity.startsAt.toISOString(), minutes } }
  },

  hour_before: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    const minutes = Math.round((activity.startsAt.getTime() - notice.dueAt.getTime()) / 60_000)
    const people = await peopleAmongOthers(act, notice, activity)
    return { facts: { ...activityFacts(activity), minutes, signIn: true, people } }
  },

  sign_in: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    const open = await checkInOf(act.tx, activity.id, branchOf(notice, activity))
    if (!open) return { silent: '没有开签到' }
    const quorum = await quorumOf(act, activity, branchOf(notice, activity), 'answers')
    return { facts: { ...activityFacts(activity), code: open.code, until: open.closesAt.toISOString(), quorum } }
  },

  roll_check: async (act, notice) => {
    const found = await withRoll(act, notice)
    if (isSilent(found)) return found
    const record = await activityRecord(act.tx, found.activity.id, found.branchId)
    if (record?.state === 'closed') return { silent: '记录已存档' }
    return {
      facts: await rollFacts(act, found.activity, found.branchId),
      ask: { kind: 'roll', facts: { activityId: found.activity.id, branchId: found.branchId } },
    }
  },

  record_due: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    const branchId = branchOf(notice, activity)
    const record = await activityRecord(act.tx, activity.id, branchId)
    if (record?.state === 'closed') return { silent: '记录已存档' }
    const { missing, rollOpen } = await missingOf(act, activity, branchId)
    return {
      facts: { ...activityFacts(activity), days: daysBetween(act.zone.day(activity.startsAt), act.today()), missing },
      ask: { kind: rollOpen ? 'roll' : 'minutes', facts: { activityId: activity.id, branchId } },
    }
  },

  summary: async (act, notice) => {
    const found = await withRoll(act, notice)
    if (isSilent(found)) return found
    const count = (answer: string) => found.roll.filter((entry) => entry.answer === answer).length
    const answered = found.roll.filter((entry) => entry.answer !== null).length
    return {
      facts: {
        ...found.facts,
        answered,
        attend: count('attend'),
        online: count('online'),
        leave: count('leave'),
        decline: count('decline'),
        tentative: count('tentative'),
        acknowledged: found.roll.filter((entry) => entry.answer === null && entry.acknowledgedAt !== null).length,
        waiting: found.roll.filter((entry) => entry.answer === null && !entry.exempt && !entry.elsewhere).length,
      },
    }
  },

  leave_digest: async (act, notice) => {
    const decider = Number(notice.causeId.slice(0, notice.causeId.indexOf(':')))
    const pending = await act.tx.participation.findMany({
      where: {
        leaveState: 'requested',
        // A group's meeting is its leader's to decide, though the branch keeps the roll.
        OR: [
          { branchId: decider, activity: { organization: { kind: { not: 'group' } } } },
          { activity: { organizationId: decider, organization: { kind: 'group' } } },
        ],
        activity: { state: { in: ['planned', 'approved'] }, startsAt: { gt: act.now } },
      },
      include: { member: true, activity: true },
      orderBy: { answeredAt: 'asc' },
    })
    if (pending.length === 0) return { silent: '没有待批的请假' }
    return {
      facts: {
        requests: pending.map((one) => ({
          name: calledName(one.member),
          title: one.activity.title,
          reason: one.reason,
        })),
      },
      ask: { kind: 'leaves', facts: { activityIds: [...new Set(pending.map((one) => one.activityId))] } },
    }
  },

  make_up_due: async (act, notice) => {
    const owed = await act.tx.makeUp.findUnique({
      where: { activityId_memberId: { activityId: Number(notice.causeId), memberId: notice.recipientId } },
    })
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    if (owed?.state !== 'owed') return { silent: '已补课' }
    return { facts: { ...activityFacts(activity), dueOn: owed.dueOn } }
  },
}
