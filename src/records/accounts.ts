import type { Account } from './client/client.ts'
import type { Tx } from './database.ts'

export type { Account }

/** Accounts of a member, the one last used first. */
export const accountsOf = (tx: Tx, memberId: number): Promise<Account[]> =>
  tx.account.findMany({
    where: { memberId },
    orderBy: [{ lastSeenAt: { sort: 'desc', nulls: 'last' } }, { id: 'asc' }],
  })

/** The accounts of several members on one platform, by member. */
export async function accountsOn(tx: Tx, platform: string, memberIds: number[]): Promise<Map<number, Account>> {
  const rows = await tx.account.findMany({ where: { platform, memberId: { in: memberIds } }, orderBy: { id: 'asc' } })
  return new Map(rows.flatMap((row) => (row.memberId === null ? [] : [[row.memberId, row] as const])))
}

/** The mobile numbers that stand on the roster. */
export async function phonesOf(tx: Tx, memberIds: number[]): Promise<Map<number, string>> {
  const rows = await tx.member.findMany({ where: { id: { in: memberIds } }, select: { id: true, phone: true } })
  return new Map(rows.flatMap(({ id, phone }) => (phone && /^1\d{10}$/.test(phone) ? [[id, phone] as const] : [])))
}

/** Notes that an account was heard; private messages make it reachable. */
export async function seeAccount(
  tx: Tx,
  seen: { platform: string; userId: string; name: string; inPrivate: boolean; at: Date },
): Promise<Account & { firstPrivate: boolean }> {
  const key = { platform_userId: { platform: seen.platform, userId: seen.userId } }
  const known = await tx.account.findUnique({ where: key })
  const reachable = seen.inPrivate || (known?.reachable ?? false)
  const data = { name: seen.name, reachable, lastSeenAt: seen.at }
  const account = known
    ? await tx.account.update({ where: { id: known.id }, data })
    : await tx.account.create({ data: { platform: seen.platform, userId: seen.userId, ...data } })
  return { ...account, firstPrivate: seen.inPrivate && known?.reachable !== true }
}
