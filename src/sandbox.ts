import { roleWords } from './life/roles.ts'
import type { Db, Tx } from './records/database.ts'
import { write } from './records/database.ts'

const platform = 'sandbox'

/** Gives every branch a group and every member an account on the sandbox platform; what is there stays. */
export function furnish(db: Db): Promise<void> {
  return write(db, async (tx) => {
    const branches = await tx.organization.findMany({ where: { kind: 'branch' }, select: { id: true, name: true } })
    for (const { id, name } of branches) {
      const key = { platform_roomId: { platform, roomId: `branch-${id}` } }
      await tx.room.upsert({
        where: key,
        update: { title: name },
        create: { platform, roomId: `branch-${id}`, title: name, organizationId: id },
      })
    }
    await tx.$executeRaw`
      INSERT INTO "Account" ("platform", "userId", "memberId", "name")
      SELECT ${platform}, 'm' || "id", "id", "name" FROM "Member" WHERE "leftOn" IS NULL
      ON CONFLICT DO NOTHING`
  })
}

export interface SandboxPerson {
  userId: string
  name: string
  post: string
}

/** The people of the branch that is shown, its officers first, and those above who watch it. */
export async function peopleOfSandbox(tx: Tx, branchId: number): Promise<SandboxPerson[]> {
  const branch = await tx.organization.findUniqueOrThrow({ where: { id: branchId } })
  const above = branch.path.split('/').filter(Boolean).map(Number)
  const members = await tx.member.findMany({
    where: { leftOn: null, OR: [{ branchId }, { positions: { some: { organizationId: { in: above } } } }] },
    include: { positions: { include: { organization: { select: { name: true } } } } },
    orderBy: { id: 'asc' },
  })
  return members.map(({ id, name, label, branchId: home, positions }) => ({
    userId: `m${id}`,
    name: label ? `${name}（${label}）` : name,
    post: positions.map((one) => (home === branchId ? roleWords[one.role] : one.organization.name)).join('、'),
  }))
}
