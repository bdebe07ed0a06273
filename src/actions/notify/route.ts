import type { Capabilities } from '../../chat/port.ts'
import type { Account } from '../../records/accounts.ts'
import { accountsOf } from '../../records/accounts.ts'
import type { Db } from '../../records/database.ts'
import type { Notice } from '../../records/notices.ts'

/** The platforms of the installation, and what each can do; `elsewhere`: another process holds its account. */
export type Platforms = ReadonlyMap<string, Capabilities & { elsewhere?: boolean }>

/** The account at which somebody is written to: of those last used first, the first that can be. */
export const reachedAt = <A extends Pick<Account, 'platform' | 'reachable'>>(
  accounts: readonly A[],
  platforms: Platforms,
): A | undefined =>
  accounts.find(({ platform, reachable }) => {
    const capabilities = platforms.get(platform)
    return capabilities !== undefined && (reachable || capabilities.writeFirst)
  })

/**
 * On which platform each of these would leave now, as `targetOf` finds it for one. What can go nowhere is anybody's to
 * say so: it stands with the first. Empty where no platform is known.
 */
export async function routesOf(
  db: Db,
  notices: readonly Pick<Notice, 'id' | 'recipientKind' | 'recipientId'>[],
  platforms: Platforms,
): Promise<Map<number, string>> {
  const [first, second] = platforms.keys()
  if (first === undefined) return new Map()
  if (second === undefined) return new Map(notices.map(({ id }) => [id, first]))
  const of = (kind: Notice['recipientKind']) =>
    notices.filter(({ recipientKind }) => recipientKind === kind).map(({ recipientId }) => recipientId)
  const [rooms, accounts, members] = await Promise.all([
    db.room.findMany({ where: { id: { in: of('room') } }, select: { id: true, platform: true } }),
    db.account.findMany({ where: { id: { in: of('account') } } }),
    // Asked of the database once.
    Promise.all(of('member').map(async (id) => [id, await accountsOf(db, id)] as const)),
  ])
  const roomOn = new Map(rooms.map(({ id, platform }) => [id, platform]))
  const accountOn = new Map(accounts.map((one) => [one.id, [one]]))
  const accountsOn = new Map(members)
  return new Map(
    notices.map(({ id, recipientKind, recipientId }) => {
      const found =
        recipientKind === 'room'
          ? roomOn.get(recipientId)
          : reachedAt((recipientKind === 'account' ? accountOn : accountsOn).get(recipientId) ?? [], platforms)
              ?.platform
      return [id, found !== undefined && platforms.has(found) ? found : first]
    }),
  )
}
