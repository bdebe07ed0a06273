import { roleWords } from './life/people/roles.ts'
import type { Db, Tx } from './records/database.ts'
import { write } from './records/database.ts'

const platform = 'sandbox'

/** Gives every branch a group and every member an account on the sandbox platform; what is there stays. */
export function furnish(db: Db): Promise<void> {
  return write(db, async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "Room" ("platform", "roomId", "title", "organizationId")
      SELECT ${platform}, 'branch-' || "id", "name", "id" FROM "Organization"
      WHERE "kind" = 'branch' AND "dissolvedOn" IS NULL ORDER BY "id"
      ON CONFLICT ("platform", "roomId") DO UPDATE SET "title" = excluded."title", "announce" = true`
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
  inGroup: boolean
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
    inGroup: home === branchId,
    post: positions.map((one) => (home === branchId ? roleWords[one.role] : one.organization.name)).join('、'),
  }))
}

const words: Record<string, string> = {
  draft: '问书记怎么安排',
  announcement: '群里发通知',
  day_before: '提醒没答复的',
  hour_before: '会前提醒',
  sign_in: '开会，发签到码',
  roll_check: '请书记点名',
  record_due: '催记录存档',
  summary: '群里汇总答复',
  leave_digest: '请假报书记',
  make_up_due: '提醒补课',
  dues_open: '开始收党费',
  dues_owed: '私下提醒交党费',
  dues_count: '群里报党费进度',
  dues_check: '请组织委员核对',
  dues_overdue: '党费过期，报组织委员',
  call_list: '打电话名单',
}

/** What the button that moves the clock to the next reminder promises. */
export const nextWords = (kind: string): string => words[kind] ?? '下一个提醒'
