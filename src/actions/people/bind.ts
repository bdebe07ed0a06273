import { createHash, randomInt } from 'node:crypto'
import { calledName } from '../../life/people/roster.ts'
import type { Account } from '../../records/accounts.ts'
import type { Tx } from '../../records/database.ts'
import { secretaryOf } from '../../records/organizations.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'

/** How long a code may be used. */
const roomCodeDays = 7
const memberCodeDays = 30
const dayMs = 86_400_000

/** Without characters that are mistaken for one another when read out: no 0 O 1 I L. */
const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const codePattern = /^绑定[\s:,]*([A-Za-z0-9]{8})$/

const hashOf = (code: string) => createHash('sha256').update(code.toUpperCase()).digest('hex')

/** The code in "绑定 K7M2PQ9R"; null in other words. */
export const readBindingCode = (text: string): string | null => codePattern.exec(text)?.[1] ?? null

export type BindTo = { kind: 'room'; organizationId: number } | { kind: 'member'; memberId: number }

/** Hands out a one-time code. It is shown once; the database keeps only its hash. */
export async function handOutCode(
  act: Pick<Act, 'tx' | 'now' | 'audit'>,
  to: BindTo,
): Promise<{ code: string; days: number }> {
  const code = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')
  const days = to.kind === 'room' ? roomCodeDays : memberCodeDays
  const made = await act.tx.bindingCode.create({
    data: { codeHash: hashOf(code), ...to, createdAt: act.now, expiresAt: new Date(act.now.getTime() + days * dayMs) },
  })
  await act.audit({ action: 'hand_out_code', subject: { kind: 'binding_code', id: made.id }, after: to })
  return { code, days }
}

/** Takes a code that is valid and unused, once. */
async function takeCode(tx: Tx, code: string, kind: 'room' | 'member', now: Date) {
  const found = await tx.bindingCode.findUnique({ where: { codeHash: hashOf(code) } })
  if (!found || found.kind !== kind || found.usedAt !== null || found.expiresAt <= now) return null
  await tx.bindingCode.update({ where: { id: found.id }, data: { usedAt: now } })
  return found
}

/** Where a binding was asked for. */
interface Heard {
  platform: string
  account: Account
  /** The platform's id of the group; null in private. */
  roomId: string | null
}

/** A code in a group ties the group, a code in private ties the account. Whoever has no valid code learns nothing. */
export async function bindByCode(
  act: Act,
  heard: Heard,
  code: string,
): Promise<'room_bound' | 'member_bound' | 'code_refused'> {
  const { tx, now } = act
  const { platform, account, roomId } = heard
  const found = await takeCode(tx, code, roomId === null ? 'member' : 'room', now)
  if (!found) {
    if (roomId === null)
      await tellAccount(act, account.id, '这个绑定码不对、用过了或过期了，请向书记或管理员再要一个。')
    return 'code_refused'
  }
  if (found.memberId !== null) {
    await bindMember(act, account, found.memberId)
    return 'member_bound'
  }
  if (found.organizationId === null || roomId === null) return 'code_refused'
  const organization = await tx.organization.findUniqueOrThrow({ where: { id: found.organizationId } })
  const key = { platform_roomId: { platform, roomId } }
  const before = await tx.room.findUnique({ where: key })
  const room = await tx.room.upsert({
    where: key,
    update: { organizationId: organization.id, title: organization.name, asleepSince: null },
    create: { platform, roomId, organizationId: organization.id, title: organization.name },
  })
  await act.audit({
    action: 'bind_room',
    subject: { kind: 'room', id: room.id },
    organizationId: organization.id,
    before: before ? { organizationId: before.organizationId } : null,
    after: { organizationId: organization.id, platform },
  })
  await act.tell({
    kind: 'done',
    facts: { text: `好了，这个群是「${organization.name}」的群了。以后主题党日、党费这些事我在这里提醒大家。` },
    cause: { kind: 'inbound', id: act.inboundId ?? 0 },
    to: { kind: 'room', id: room.id },
    urgent: true,
  })
  return 'room_bound'
}

/** The operator unties a group: nothing is said there any more, and nothing heard. Null where there is none. */
export async function unbindRoom(act: Act, roomId: number): Promise<{ organization: string; platform: string } | null> {
  const room = await act.tx.room.findUnique({ where: { id: roomId }, include: { organization: true } })
  if (!room) return null
  await act.tx.room.delete({ where: { id: roomId } })
  await act.audit({
    action: 'unbind_room',
    subject: { kind: 'room', id: roomId },
    organizationId: room.organizationId,
    before: { organizationId: room.organizationId, platform: room.platform },
  })
  return { organization: room.organization.name, platform: room.platform }
}

async function bindMember(act: Act, account: Account, memberId: number): Promise<void> {
  const member = await act.tx.member.findUniqueOrThrow({ where: { id: memberId } })
  await act.tx.account.update({ where: { id: account.id }, data: { memberId } })
  await act.audit({
    action: 'bind_account',
    subject: { kind: 'account', id: account.id },
    organizationId: member.branchId,
    before: { memberId: account.memberId },
    after: { memberId },
  })
  await tellAccount(act, account.id, `${member.name}同志，您好，登记好了。有事直接跟我说，回「帮助」看看我能做什么。`)
}

const tellAccount = (act: Act, accountId: number, text: string): Promise<void> =>
  act.tell({
    kind: 'done',
    facts: { text },
    cause: { kind: 'inbound', id: act.inboundId ?? 0 },
    to: { kind: 'account', id: accountId },
    urgent: true,
  })

/** So long newcomers of a group are gathered before the secretary is asked. */
const gatherMs = 10 * 60_000

/** An account that was heard so lately is still its owner's: whoever else bears the name is somebody else. */
const alive = 7 * dayMs

/**
 * Somebody not bound speaks in a bound group. Where the name fits exactly one member who has no living account here
 * (none yet, or one that has fallen silent: the platform's ids change with a new phone), the secretary is asked whether
 * it is that member; until then the words have no effect.
 */
export async function recognize(act: Act, account: Account, organizationId: number, name: string): Promise<boolean> {
  const members = await act.tx.member.findMany({
    where: {
      OR: [{ branchId: organizationId }, { groupId: organizationId }],
      leftOn: null,
      accounts: { none: { platform: account.platform, lastSeenAt: { gt: new Date(act.now.getTime() - alive) } } },
    },
    select: { id: true, name: true, label: true, branchId: true },
    orderBy: { id: 'asc' },
  })
  const fitting = members.filter((one) => name.includes(one.name))
  // 李四喜 also contains 李四: the longer name is meant.
  const longest = Math.max(0, ...fitting.map((one) => one.name.length))
  const best = fitting.filter((one) => one.name.length === longest)
  const [member] = best
  if (!member || best.length !== 1) return false
  const { branchId } = member
  const secretary = await secretaryOf(act.tx, branchId)
  if (!secretary) return false
  await act.tx.account.update({ where: { id: account.id }, data: { claimedMemberId: member.id } })
  const cause = { kind: 'organization', id: `${branchId}:${act.today()}` } as const
  const earlier = await act.tx.notice.findMany({
    where: { kind: 'newcomers', causeKind: cause.kind, causeId: cause.id },
    select: { state: true },
  })
  if (earlier.some((one) => one.state === 'due')) return true
  await act.tell({
    kind: 'newcomers',
    facts: { people: [] },
    cause,
    to: { kind: 'member', id: secretary.memberId },
    ordinal: earlier.length,
    dueAt: new Date(act.now.getTime() + gatherMs),
    unprompted: true,
    organizationId: branchId,
  })
  return true
}

/** Nobody's, or still that of somebody who left the roster: who moves to another branch is a newcomer there. */
const unbound = { OR: [{ memberId: null }, { member: { leftOn: { not: null } } }] }

/** Accounts whose owner the secretary has not confirmed. */
export const newcomersOf = (tx: Tx, branchId: number) =>
  tx.account.findMany({
    where: { ...unbound, claimedMember: { branchId, leftOn: null } },
    include: { claimedMember: true },
    orderBy: { id: 'asc' },
  })

/** "1" confirms everybody, "2" nobody; "除了王五都对" leaves out who is named. */
export const answerNewcomers: AnswerTo<'newcomers'> = async (act, { accountIds }, heard) => {
  const everyone = heard.choice === 1 || /^(都?对|是|都是)/.test(heard.text)
  const nobody = heard.choice === 2 || /^(都?不是|不对)/.test(heard.text)
  const except = /^除了?(.+?)(以?外|都)/.exec(heard.text)?.[1] ?? null
  if (!everyone && !nobody && except === null) return false
  const accounts = await act.tx.account.findMany({
    where: { id: { in: accountIds }, ...unbound },
    include: { claimedMember: true },
    orderBy: { id: 'asc' },
  })
  const bound: string[] = []
  for (const account of accounts) {
    const member = account.claimedMember
    if (!member) continue
    if (nobody || except?.includes(member.name)) {
      await act.tx.account.update({ where: { id: account.id }, data: { claimedMemberId: null } })
    } else {
      // One living account on a platform: the old one falls silent for good.
      const { platform } = account
      const old = await act.tx.account.findMany({ where: { platform, memberId: member.id }, select: { id: true } })
      await act.tx.account.updateMany({ where: { platform, memberId: member.id }, data: { memberId: null } })
      await act.tx.account.update({ where: { id: account.id }, data: { memberId: member.id, claimedMemberId: null } })
      await act.audit({
        action: 'bind_account',
        subject: { kind: 'account', id: account.id },
        organizationId: member.branchId,
        before: { memberId: account.memberId, untied: old.map((one) => one.id) },
        after: { memberId: member.id },
      })
      bound.push(calledName(member))
    }
  }
  await act.whisper('done', { text: bound.length > 0 ? `好的，登记了：${bound.join('、')}。` : '好的，没有登记。' })
  return true
}
