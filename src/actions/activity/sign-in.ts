import { concerning } from '../../life/meeting/audience.ts'
import { type ActivityRow, findActivity, isFor, keeperOf } from '../../records/activities.ts'
import { guestIn } from '../../records/contacts.ts'
import type { Act, Actor } from '../act.ts'
import { activityFacts } from '../subject.ts'
import { comeToSession } from './sessions.ts'
import { takesGuests } from './tell-guests.ts'

interface Who {
  id: number
  branchId: number
}

/**
 * A four-digit code. Sent privately and right it counts; in the group it is only a claim. A wrong one is kept for the
 * secretary to see, and corrected in private. Returns false where no sign-in is open or was open today.
 */
export async function enterCode(act: Act, member: Extract<Actor, { kind: 'member' }>, code: string): Promise<boolean> {
  const since = new Date(act.now.getTime() - 6 * 3_600_000)
  const asGuest = await guestIn(act.tx, member)
  const running = await act.tx.checkIn.findMany({
    where: {
      branchId: { in: [member.branchId, ...concerning(member), ...asGuest] },
      opensAt: { lte: act.now },
      closesAt: { gt: since },
    },
    orderBy: { closesAt: 'desc' },
  })
  const open: { checkIn: (typeof running)[number]; activity: ActivityRow }[] = []
  for (const checkIn of running) {
    const activity = await findActivity(act.tx, checkIn.activityId)
    if (!activity) continue
    const own = isFor(activity, member) && keeperOf(activity, member.branchId) === checkIn.branchId
    if (own || (asGuest.includes(checkIn.branchId) && takesGuests(activity))) open.push({ checkIn, activity })
  }
  const found = open.find(({ checkIn }) => checkIn.code === code) ?? open[0]
  if (!found) return false
  const { checkIn, activity } = found
  const inGroup = act.place?.roomId != null
  if (checkIn.code !== code) {
    await claim(act, activity, member, 'wrong_code')
    await act.whisper('code_wrong', {})
  } else if (inGroup) {
    await claim(act, activity, member, 'claimed')
    await act.whisper('claim_noted', activityFacts(activity))
  } else if (checkIn.closesAt <= act.now) {
    await claim(act, activity, member, 'claimed')
    await act.reply('code_late', activityFacts(activity))
  } else {
    const row = await claim(act, activity, member, 'code')
    await act.reply('code_right', { ...activityFacts(activity), online: row.answer === 'online' })
  }
  return true
}

/** "到", "签到" without a code, or for somebody else: put before the secretary. */
export async function claimPresence(act: Act, activity: ActivityRow, member: Who): Promise<void> {
  const self = act.actor.kind === 'member' && act.actor.id === member.id
  await claim(act, activity, member, self ? 'claimed' : 'proxy')
  if (self) await act.whisper('claim_noted', activityFacts(activity))
}

const strength = { wrong_code: 0, proxy: 1, claimed: 2, code: 3 }

/** A stronger claim is never replaced by a weaker one. */
async function claim(act: Act, activity: ActivityRow, member: Who, kind: keyof typeof strength) {
  const keeperId = keeperOf(activity, member.branchId)
  const key = { activityId_memberId: { activityId: activity.id, memberId: member.id } }
  const before = await act.tx.participation.findUnique({ where: key })
  if (before?.claim && strength[before.claim] >= strength[kind]) return before
  const data = { claim: kind, claimAt: act.now, claimById: act.actor.kind === 'member' ? act.actor.id : null }
  // A right code settles it; the secretary may still say otherwise.
  // Who need not come (art. 23) and came stands on the roll.
  const joins = kind === 'code' && ((await comeToSession(act, activity, member.id)) || before?.voting === true)
  // Whoever it is not for came as a guest: recorded, and counted nowhere.
  const guest = act.actor.kind === 'member' && act.actor.id === member.id && !isFor(activity, act.actor)
  const settled =
    kind === 'code' && (before?.expected || joins || guest)
      ? {
          ...(joins ? { expected: true } : {}),
          attendance: before?.answer === 'online' ? ('online' as const) : ('present' as const),
          attendanceAt: act.now,
        }
      : {}
  const row = await act.tx.participation.upsert({
    where: key,
    update: { ...data, ...settled },
    create: { activityId: activity.id, memberId: member.id, branchId: keeperId, ...data, ...settled },
  })
  await act.audit({
    action: 'claim_presence',
    subject: { kind: 'participation', id: member.id },
    organizationId: keeperId,
    before: { activityId: activity.id, claim: before?.claim ?? null, attendance: before?.attendance ?? null },
    after: { activityId: activity.id, claim: kind, attendance: row.attendance },
  })
  return row
}
