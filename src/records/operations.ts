import type { Prisma } from './client/client.ts'
import type { Role } from './client/enums.ts'
import type { Tx } from './database.ts'
import { type Notice, unreachable } from './notices.ts'
import { among } from './sql.ts'
import type { Connection } from './status.ts'
import { totalsOf } from './totals.ts'

/** A notice that needs somebody's eyes: no names and no text. */
export interface Doubtful {
  id: number
  kind: string
  /** 「机关二支部」群, 「机关二支部」私聊 … */
  where: string
  at: Date
  reason: string
}

/** The latest of them, and how many there are. */
export interface Doubtfuls {
  count: number
  latest: Doubtful[]
}

/** What the operator must know, as it stands in the database. */
export interface Operations {
  due: { count: number; oldest: Date | null }
  unconfirmed: Doubtfuls
  /** Of the last days. */
  failed: Doubtfuls
  rooms: { id: number; platform: string; organization: string; announce: boolean; asleepSince: Date | null }[]
  branches: { name: string; members: number; bound: number; reachable: number; rooms: number }[]
  /** Officers of branches to whom the bot cannot write privately. */
  officers: { branch: string; role: Role }[]
  /** By platform. */
  lastInbound: ReadonlyMap<string, Date>
}

const failedSince = 7 * 86_400_000
/** So many are listed. */
const shown = 20

type Reach = Pick<Connection, 'platform' | 'capabilities'>

/** @param reach the platforms in use, and on which of them the bot may write first */
export async function operations(tx: Tx, now: Date, reach: readonly Reach[]): Promise<Operations> {
  const { due, oldestDue } = await totalsOf(tx, now)
  const failed = {
    state: 'failed',
    dueAt: { gte: new Date(now.getTime() - failedSince) },
    // Whom the bot cannot write to stands on the secretary's call list.
    NOT: { outcome: { startsWith: unreachable } },
  } as const
  const platforms = reach.map((one) => one.platform)
  const rooms = await tx.room.findMany({
    where: { platform: { in: platforms } },
    include: { organization: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  return {
    due: { count: due, oldest: oldestDue },
    unconfirmed: await doubtfuls(tx, { state: 'unconfirmed' }),
    failed: await doubtfuls(tx, failed),
    rooms: rooms.map(({ id, platform, organization, announce, asleepSince }) => ({
      id,
      platform,
      organization: organization.name,
      announce,
      asleepSince,
    })),
    branches: await branches(tx, reach),
    officers: await unreachableOfficers(tx, reach),
    lastInbound: await lastInbound(tx, platforms),
  }
}

/** Messages are many: looked for from the newest backwards, and only where the index knows of any. */
async function lastInbound(tx: Tx, platforms: string[]): Promise<Map<string, Date>> {
  const last = new Map<string, Date>()
  for (const platform of platforms) {
    if (!(await tx.inbound.findFirst({ where: { platform }, orderBy: { account: 'asc' }, select: { id: true } })))
      continue
    const newest = await tx.inbound.findFirst({ where: { platform }, orderBy: { id: 'desc' } })
    if (newest) last.set(platform, newest.receivedAt)
  }
  return last
}

async function doubtfuls(tx: Tx, where: Prisma.NoticeWhereInput): Promise<Doubtfuls> {
  const latest = await tx.notice.findMany({ where, orderBy: { id: 'desc' }, take: shown })
  return { count: await tx.notice.count({ where }), latest: await Promise.all(latest.map((one) => doubtful(tx, one))) }
}

async function doubtful(tx: Tx, notice: Notice): Promise<Doubtful> {
  const { id, kind, outcome, sentAt, dueAt } = notice
  // What broke while a message was made may quote what it was made of.
  const reason = outcome?.startsWith('没能组织成消息') ? '没能组织成消息，详情见日志' : (outcome ?? '')
  return { id, kind, where: await whereOf(tx, notice), at: sentAt ?? dueAt, reason }
}

async function whereOf(tx: Tx, { recipientKind, recipientId }: Notice): Promise<string> {
  if (recipientKind === 'room') {
    const room = await tx.room.findUnique({ where: { id: recipientId }, include: { organization: true } })
    return room ? `「${room.organization.name}」群` : '已解绑的群'
  }
  if (recipientKind !== 'member') return recipientKind === 'account' ? '还没登记的人' : '所属各支部'
  const member = await tx.member.findUnique({ where: { id: recipientId }, include: { branch: true } })
  return member ? `「${member.branch.name}」私聊` : '私聊'
}

async function branches(tx: Tx, reach: readonly Reach[]): Promise<Operations['branches']> {
  const named = (some: readonly Reach[]) =>
    among(
      tx,
      some.map(({ platform }) => platform),
    )
  const platforms = named(reach)
  const writeFirst = named(reach.filter((one) => one.capabilities.writeFirst))
  // Counted person by person and added up: to count them apart for each branch takes several times as long.
  const rows = await tx.$queryRaw<{ name: string; members: bigint; bound: bigint; reachable: bigint; rooms: bigint }[]>`
    SELECT o."name", coalesce(p."members", 0) AS "members", coalesce(p."bound", 0) AS "bound",
      coalesce(p."reachable", 0) AS "reachable", coalesce(r."rooms", 0) AS "rooms"
    FROM "Organization" o
    LEFT JOIN (
      SELECT one."branchId", count(*) AS "members", sum(one."bound") AS "bound", sum(one."reachable") AS "reachable"
      FROM (
        SELECT m."branchId", CASE WHEN count(a."id") > 0 THEN 1 ELSE 0 END AS "bound",
          max(CASE WHEN a."reachable" OR a."platform" ${writeFirst} THEN 1 ELSE 0 END) AS "reachable"
        FROM "Member" m LEFT JOIN "Account" a ON a."memberId" = m."id" AND a."platform" ${platforms}
        WHERE m."leftOn" IS NULL GROUP BY m."id", m."branchId") one
      GROUP BY one."branchId") p ON p."branchId" = o."id"
    LEFT JOIN (SELECT "organizationId", count(*) AS "rooms" FROM "Room" WHERE "platform" ${platforms}
      GROUP BY "organizationId") r ON r."organizationId" = o."id"
    WHERE o."kind" = 'branch' AND o."dissolvedOn" IS NULL ORDER BY o."path"`
  return rows.map(({ name, members, bound, reachable, rooms }) => ({
    name,
    members: Number(members),
    bound: Number(bound),
    reachable: Number(reachable),
    rooms: Number(rooms),
  }))
}

async function unreachableOfficers(tx: Tx, reach: readonly Reach[]): Promise<Operations['officers']> {
  const [any, first] = [reach, reach.filter((one) => one.capabilities.writeFirst)].map((list) =>
    list.map((one) => one.platform),
  )
  const held = await tx.position.findMany({
    where: {
      organization: { kind: 'branch', dissolvedOn: null },
      member: {
        leftOn: null,
        accounts: {
          none: { OR: [{ platform: { in: any ?? [] }, reachable: true }, { platform: { in: first ?? [] } }] },
        },
      },
    },
    select: { role: true, organization: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  return held.map(({ role, organization }) => ({ branch: organization.name, role }))
}
