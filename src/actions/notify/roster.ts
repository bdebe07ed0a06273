import { calledName } from '../../life/people/roster.ts'
import { findActivity } from '../../records/activities.ts'
import { findContact, visitsOf } from '../../records/contacts.ts'
import { policiesOf } from '../../records/policies.ts'
import { findTransfer } from '../../records/transfers.ts'
import { addDays, spanOf } from '../../time/days.ts'
import { wayFacts } from '../people/look-transfers.ts'
import { toCheckFacts } from '../people/to-check.ts'
import { activityFacts } from '../subject.ts'
import { currentActivity, isSilent, type Refreshers } from './scheduled.ts'

/** Transfers, guests and members away, read again when they are spoken of. */
export const rosterRefreshers: Refreshers = {
  transfer_arriving: async (act, notice) => {
    const transfer = await findTransfer(act.tx, Number(notice.causeId))
    if (transfer?.state !== 'out') return { silent: '已经办结' }
    return {
      facts: {
        name: calledName(transfer.member),
        from: transfer.member.branch.name,
        letterOn: transfer.letterOn,
        duesPaidTo: transfer.duesPaidTo,
      },
      ask: { kind: 'transfer_receive', facts: { transferId: transfer.id, branchId: transfer.toBranchId ?? 0 } },
    }
  },

  transfer_waiting: async (act, notice) => {
    const transfer = await findTransfer(act.tx, Number(notice.causeId))
    if (transfer?.state !== 'out') return { silent: '已经办结' }
    return { facts: wayFacts(act, transfer) }
  },

  transfer_closed: async (act, notice) => {
    const transfer = await findTransfer(act.tx, Number(notice.causeId))
    if (transfer?.state !== 'received' && transfer?.state !== 'returned') return { silent: '没有结果' }
    return {
      facts: {
        name: calledName(transfer.member),
        to: transfer.toName,
        outcome: transfer.state,
        reason: transfer.remark,
      },
    }
  },

  away_contact: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    const key = { activityId_memberId: { activityId: activity.id, memberId: notice.recipientId } }
    const [answered, member] = await Promise.all([
      act.tx.participation.findUnique({ where: key }),
      act.tx.member.findUnique({ where: { id: notice.recipientId } }),
    ])
    if (!member || member.leftOn !== null || !member.floating) return { silent: '已经不在外地' }
    if (answered?.answer != null) return { silent: '已经答复' }
    return {
      facts: { ...activityFacts(activity), name: member.name, away: member.floatingPlace },
      ask: { kind: 'will_attend', facts: { activityId: activity.id } },
    }
  },

  guest_invited: async (act, notice) => {
    const activity = await currentActivity(act, notice)
    if (isSilent(activity)) return activity
    const { id, name } = activity.organization
    const stands = await act.tx.contactPoint.count({
      where: { memberId: notice.recipientId, organizationId: id, untilOn: null },
    })
    if (stands === 0) return { silent: '已经不是联系点' }
    return {
      facts: { ...activityFacts(activity), branch: name },
      ask: { kind: 'guest', facts: { activityId: activity.id, branchId: id } },
    }
  },

  guest_changed: async (act, notice) => {
    const activity = await findActivity(act.tx, Number(notice.causeId))
    if (!activity || activity.state === 'held') return { silent: '活动已经开始' }
    return {
      facts: {
        ...activityFacts(activity),
        branch: activity.organization.name,
        cancelled: activity.state === 'cancelled',
      },
    }
  },

  contact_due: async (act, notice) => {
    const [id = '', quarter = ''] = notice.causeId.split(':')
    const contact = await findContact(act.tx, Number(id))
    if (!contact || contact.untilOn !== null || contact.member.leftOn !== null) return { silent: '已经不是联系点' }
    const { contactReminder } = await policiesOf(act.tx, contact.organization.path)
    if (contactReminder === 'no') return { silent: '上级定了不提醒' }
    const half = contactReminder === 'half_year'
    if (half && !/Q[24]$/.test(quarter)) return { silent: '半年提醒一次' }
    const { first, last } = spanOf(half ? `${quarter.slice(0, 4)}-H${quarter.endsWith('2') ? 1 : 2}` : quarter)
    const visits = await visitsOf(act.tx, [contact], {
      from: act.zone.at(first, '00:00'),
      until: act.zone.at(addDays(last, 1), '00:00'),
    })
    if (visits.size > 0) return { silent: '已经去过' }
    return { facts: { branch: contact.organization.name, half } }
  },

  to_check: async (act, notice) => {
    const branchId = Number(notice.causeId.split(':')[0])
    const facts = await toCheckFacts(act, branchId)
    return facts.unpaid.length + facts.absent.length > 0 ? { facts } : { silent: '没有需要核实的' }
  },
}
