import { grouped } from '../base/grouped.ts'
import { type Account, Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf, run } from './direct.ts'
import { loader } from './loader.ts'
import { among } from './sql.ts'

export type { Account }

/** Accounts of a member, the one last used first. */
export const accountsOf = async (tx: Tx, memberId: number): Promise<Account[]> => (await ofMember(tx, memberId)) ?? []

const ofMember = loader<number, Account[]>(async (tx, memberIds) => {
  const rows = await rowsOf<Account & { memberId: number }>(
    tx,
    Prisma.sql`
      SELECT "id", "platform", "userId", "memberId", "claimedMemberId", "name", "reachable", "lastSeenAt" FROM "Account"
      WHERE "memberId" ${among(tx, memberIds)} ORDER BY "lastSeenAt" DESC NULLS LAST, "id"`,
  )
  return grouped(rows, ({ memberId }) => memberId)
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

/** When somebody with one account was last heard need not be known more exactly than this. */
const seenMs = 3_600_000

/** Notes that an account was heard; private messages make it reachable. */
export async function seeAccount(
  tx: Tx,
  seen: { platform: string; userId: string; name: string; inPrivate: boolean; at: Date },
): Promise<Account & { firstPrivate: boolean }> {
  const { platform, userId, name, inPrivate, at } = seen
  const [known] = await rowsOf<Account & { others: number }>(
    tx,
    Prisma.sql`
      SELECT a."id", a."platform", a."userId", a."memberId", a."claimedMemberId", a."name", a."reachable", a."lastSeenAt",
        (SELECT count(*) FROM "Account" o WHERE o."memberId" = a."memberId" AND o."id" <> a."id") AS "others"
      FROM "Account" a WHERE a."platform" = ${platform} AND a."userId" = ${userId}`,
  )
  if (!known) {
    const account = await tx.account.create({ data: { platform, userId, name, reachable: inPrivate, lastSeenAt: at } })
    return { ...account, firstPrivate: inPrivate }
  }
  const { others, ...account } = known
  const firstPrivate = inPrivate && !account.reachable
  // Of several accounts the one last used is answered.
  const soon = account.lastSeenAt !== null && Math.abs(at.getTime() - account.lastSeenAt.getTime()) < seenMs
  if (account.name === name && !firstPrivate && soon && others === 0) return { ...account, firstPrivate }
  const reachable = inPrivate || account.reachable
  await run(
    tx,
    Prisma.sql`UPDATE "Account" SET "name" = ${name}, "reachable" = ${reachable}, "lastSeenAt" = ${at}
      WHERE "id" = ${account.id}`,
  )
  return { ...account, name, reachable, lastSeenAt: at, firstPrivate }
}
