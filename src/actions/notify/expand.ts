import { type ActivityRow, audienceOf, findActivity, keeperOf } from '../../records/activities.ts'
import { awayMembers, guestsOf } from '../../records/contacts.ts'
import { owingMembers } from '../../records/dues.ts'
import type { Notice, NoticeRow } from '../../records/notices.ts'
import { insertNotices } from '../../records/notices.ts'
import { type Officer, officerFor, officersIn, rolesFor, roomsIn } from '../../records/organizations.ts'
import { policiesOf } from '../../records/policies.ts'
import { officersOver } from '../../records/terms.ts'
import type { Act } from '../act.ts'
import { keepersOf, type Told, toldOf } from '../activity/audience.ts'
import { speakerOf } from '../activity/rota.ts'
import { takesGuests } from '../activity/tell-guests.ts'

/** Stages after which every branch has a roll and a record of its own, also for a lecture that a committee holds. */
const perBranch = ['sign_in', 'roll_check', 'record_due']

/**
 * Makes one notice for each group or person an organization's notice concerns, as they are now.
 * Returns how many; 0 means that nobody is there to be told.
 */
export async function expand(act: Act, notice: Notice): Promise<number> {
  const to = recipientOf(notice.facts)
  const organizationId = notice.recipientId
  const activity = notice.causeKind === 'activity' ? await findActivity(act.tx, Number(notice.causeId)) : null
  const rows: NoticeRow[] = []
  const add = (recipientKind: 'room' | 'member', recipientId: number, branchId: number) =>
    rows.push({ ...notice, facts: { to }, recipientKind, recipientId, organizationId: branchId })
  if (activity && to === 'room') {
    const told = await toldOf(act.tx, activity)
    for (const { kind, id, keeperId } of told) add(kind, id, keeperId)
    if (notice.kind === 'announcement')
      for (const one of await besidesRoom(act, activity, told)) rows.push({ ...notice, facts: {}, ...one })
  } else if (to === 'room') {
    for (const room of await roomsIn(act.tx, [organizationId])) add('room', room.id, room.organizationId)
  } else if (to === 'branch') {
    const month = monthOfCause(notice.causeId)
    for (const { memberId } of await owingMembers(act.tx, organizationId, month))
      add('member', memberId, organizationId)
  } else if (activity && to === 'lead') {
    const speaker = await speakerOf(act, activity)
    if (speaker) add('member', speaker.memberId, organizationId)
  } else if (to === 'above') {
    // Whoever oversees the organization itself, or where it has nobody, somebody further up.
    const { path } = await act.tx.organization.findUniqueOrThrow({ where: { id: organizationId } })
    for (const { memberId } of await officersOver(act.tx, path)) add('member', memberId, organizationId)
  } else if (isOffice(to)) {
    for (const [id, officer] of await officersFor(act, notice, activity, to)) add('member', officer.memberId, id)
  }
  return insertNotices(act.tx, rows, act.now)
}

/** Whom the group does not reach: guests of the branch, and members who are away (each is written to alone). */
async function besidesRoom(act: Act, activity: ActivityRow, told: readonly Told[]) {
  const { id, kind } = activity.organization
  const guests = takesGuests(activity) ? await guestsOf(act.tx, id) : []
  const keepers = [...new Set(told.flatMap((one) => (one.kind === 'room' ? [one.keeperId] : [])))]
  const of = kind === 'group' ? [{ groupId: id }] : keepers.map((branchId) => ({ branchId }))
  const away = (await Promise.all(of.map((one) => awayMembers(act.tx, one)))).flat()
  const alone = (stage: 'guest_invited' | 'away_contact', recipientId: number, organizationId: number) => ({
    kind: stage,
    stage,
    recipientKind: 'member' as const,
    recipientId,
    organizationId,
  })
  return [
    ...guests.map(({ memberId }) => alone('guest_invited', memberId, id)),
    ...away.map((one) => alone('away_contact', one.id, one.branchId)),
  ]
}

/** Who is turned to, by the organization whose roll it is about, or that holds it. */
async function officersFor(
  act: Act,
  notice: Notice,
  activity: ActivityRow | null,
  whom: keyof typeof rolesFor,
): Promise<[number, Officer][]> {
  if (activity && perBranch.includes(notice.kind) && audienceOf(activity) === 'below') {
    const keepers = await keepersOf(act.tx, activity)
    const found = await officersIn(act.tx, keepers, rolesFor[whom])
    return [...found].flatMap(([id, [first]]) => (first ? [[id, first] as [number, Officer]] : []))
  }
  const holder =
    activity?.organization ??
    (await act.tx.organization.findUnique({
      where: { id: notice.recipientId },
      select: { id: true, kind: true, path: true },
    }))
  const officer = holder && (await officerFor(act.tx, holder, await turnedTo(act, notice, holder.path, whom)))
  const keeperId = activity ? keeperOf(activity, activity.organizationId) : notice.recipientId
  return officer ? [[keeperId, officer]] : []
}

/** Where only the secretary's nod counts, the second asking is the secretary's too. */
const turnedTo = async (
  act: Act,
  { stage }: Notice,
  path: string,
  whom: keyof typeof rolesFor,
): Promise<keyof typeof rolesFor> =>
  stage === 'second_ask' && (await policiesOf(act.tx, path)).approve === 'secretary' ? 'secretary' : whom

const isOffice = (to: string): to is keyof typeof rolesFor => Object.hasOwn(rolesFor, to)

const recipientOf = (facts: Notice['facts']): string =>
  typeof facts === 'object' && facts !== null && 'to' in facts ? String(facts.to) : ''

/** Dues notices are caused by a branch's month: "12:2026-12". */
const monthOfCause = (causeId: string): string => causeId.slice(causeId.indexOf(':') + 1)
