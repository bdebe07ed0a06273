import { calledName } from '../../life/people/roster.ts'
import type { Act } from '../act.ts'

/** The operator unties a chat account from its person: a lost phone, an account given up. Null where there is none. */
export async function unbindAccount(act: Act, accountId: number): Promise<{ name: string } | null> {
  const account = await act.tx.account.findUnique({ where: { id: accountId }, include: { member: true } })
  if (!account?.member) return null
  await act.tx.account.update({ where: { id: accountId }, data: { memberId: null } })
  await act.audit({
    action: 'unbind_account',
    subject: { kind: 'account', id: accountId },
    organizationId: account.member.branchId,
    before: { memberId: account.memberId },
    after: { memberId: null },
  })
  return { name: calledName(account.member) }
}

/** Whether a group gets the announcements; one that does not is still listened to. Null where there is none. */
export async function announceIn(
  act: Act,
  roomId: number,
  announce: boolean,
): Promise<{ organization: string } | null> {
  const room = await act.tx.room.findUnique({ where: { id: roomId }, include: { organization: true } })
  if (!room) return null
  await act.tx.room.update({ where: { id: roomId }, data: { announce } })
  await act.audit({
    action: 'announce_in',
    subject: { kind: 'room', id: roomId },
    organizationId: room.organizationId,
    before: { announce: room.announce },
    after: { announce },
  })
  return { organization: room.organization.name }
}
