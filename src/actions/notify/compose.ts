import type { Capabilities, Conversation, OutgoingMessage } from '../../chat/port.ts'
import { awake, hoursRule, nextMorning } from '../../life/programs/hours.ts'
import { accountsOf, accountsOn, phonesOf } from '../../records/accounts.ts'
import type { Tx } from '../../records/database.ts'
import type { Notice } from '../../records/notices.ts'
import { sentToday } from '../../records/notices.ts'
import { openInPrivate } from '../../records/questions.ts'
import type { Named, Said, Style } from '../../talk/say/style.ts'
import { type Facts, isNoticeKind, lateRemark, type NoticeKind, say } from '../../talk/say.ts'
import type { Act } from '../act.ts'
import { activityRefreshers } from './activity.ts'
import { arrangingRefreshers } from './arranging.ts'
import { duesRefreshers } from './dues.ts'
import { expand } from './expand.ts'
import { filingRefreshers } from './filing.ts'
import { otherRefreshers } from './others.ts'
import { peopleRefreshers } from './people.ts'
import { rosterRefreshers } from './roster.ts'
import { type Platforms, reachedAt } from './route.ts'
import type { Asking, Refreshers } from './scheduled.ts'
import { termRefreshers } from './terms.ts'

export type { Platforms }

/** What is to be done with a due notice. */
export type Composed =
  | {
      kind: 'send'
      platform: string
      to: Conversation
      message: OutgoingMessage
      /** What its reader is asked with it. */
      ask: Asking | null
      /** It leaves so long after its time that it says so. */
      late: boolean
    }
  /** Not now: quiet hours, the day's limit, or another question is still open. */
  | { kind: 'later'; at: Date }
  | { kind: 'silent'; reason: string }
  /** It goes to a platform whose account another process holds. */
  | { kind: 'elsewhere' }
  /** Handed on to those it concerns. */
  | { kind: 'expanded' }
  /** The person cannot be written to: stands on the call list. */
  | { kind: 'unreachable'; reason: string }

const refreshers: Refreshers = {
  ...activityRefreshers,
  ...arrangingRefreshers,
  ...duesRefreshers,
  ...filingRefreshers,
  ...otherRefreshers,
  ...peopleRefreshers,
  ...rosterRefreshers,
  ...termRefreshers,
}

/** A reminder that leaves so much after its time says so. */
const lateAfter = 10 * 60_000

/** One question at a time: the next waits until the last is answered, but no longer than this. */
const busyMs = 2 * 3_600_000
const turnMs = 15 * 60_000

/**
 * Reads the state again and decides what a due notice comes to. Nothing is sent here; what must be remembered with the
 * message (that the group was told, and by the caller: a question to its reader) is written in the same transaction as
 * the mark `sending`.
 */
export async function compose(act: Act, notice: Notice, platforms: Platforms): Promise<Composed> {
  if (notice.helpsUntil !== null && notice.helpsUntil <= act.now)
    return { kind: 'silent', reason: '过了时间，已帮不上忙' }
  if (notice.recipientKind === 'organization') {
    const count = await expand(act, notice)
    return count > 0 ? { kind: 'expanded' } : { kind: 'silent', reason: '没有可以通知的群或人' }
  }
  const wait = notice.unprompted && notice.recipientKind === 'room' ? await groupMayHear(act, notice) : null
  if (wait) return wait

  const found = await targetOf(act.tx, notice, platforms)
  if ('unreachable' in found) return { kind: 'unreachable', reason: found.unreachable }
  if (platforms.get(found.platform)?.elsewhere) return { kind: 'elsewhere' }
  if (!isNoticeKind(notice.kind)) return { kind: 'silent', reason: `不认识的消息种类 ${notice.kind}` }
  const fresh = await refresh(act, notice, notice.kind)
  if ('silent' in fresh) return { kind: 'silent', reason: fresh.silent }
  const asksOne = fresh.ask !== undefined && notice.recipientKind === 'member'
  if (asksOne && notice.unprompted && !notice.urgent && (await isBusy(act, notice)))
    return { kind: 'later', at: new Date(act.now.getTime() + turnMs) }

  const { capabilities } = found
  const answers = answersTo(capabilities, platforms)
  if (answers === 'secretary' && needsAnswers.has(notice.kind))
    return { kind: 'silent', reason: '大家的答复到不了这里，不说' }
  const style: Style = {
    now: act.now,
    zone: act.zone,
    botName: act.botName,
    buttons: capabilities.buttons,
    mentionToReply: notice.recipientKind === 'room' && !capabilities.readUnmentioned,
    answers,
  }
  const said = say(notice.kind, fresh.facts, style)
  const late = notice.unprompted && act.now.getTime() - notice.dueAt.getTime() > lateAfter
  const text = late ? lateRemark(notice.dueAt, style) + said.text : said.text
  return {
    kind: 'send',
    platform: found.platform,
    to: found.conversation,
    message: await outgoing(act, said, text, found),
    ask: notice.recipientKind === 'member' ? (fresh.ask ?? null) : null,
    late,
  }
}

/** What counts answers, or asks for a private word: where only groups are told, nobody can give either. */
const needsAnswers: ReadonlySet<string> = new Set(['dues_count', 'please_write'])

function answersTo(here: Capabilities, platforms: Platforms): Style['answers'] {
  if (here.hears) return 'here'
  return [...platforms.values()].some((one) => one.hears) ? 'private' : 'secretary'
}

async function refresh<K extends NoticeKind>(
  act: Act,
  notice: Notice,
  kind: K,
): Promise<{ facts: Facts[K]; ask?: Asking } | { silent: string }> {
  // An answer says what was so when it was given; only what was planned is read again.
  const read = notice.stage === 'reply' ? undefined : refreshers[kind]
  // Facts of a kind are only ever written by tell<K>, which takes Facts[K].
  return read ? read(act, notice) : { facts: notice.facts as unknown as Facts[K] }
}

/** The reader was asked something a short while ago and has not answered; what cannot wait is asked all the same. */
async function isBusy(act: Act, notice: Notice): Promise<boolean> {
  const again = act.now.getTime() + turnMs
  if (notice.helpsUntil !== null && notice.helpsUntil.getTime() <= again) return false
  const open = (await openInPrivate(act.tx, notice.recipientId)).find(({ expiresAt }) => expiresAt > act.now)
  return open !== undefined && open.askedAt.getTime() + busyMs > again
}

/** Quiet hours and the daily limit of a group. */
async function groupMayHear(act: Act, notice: Notice): Promise<Composed | null> {
  const room = await act.tx.room.findUnique({ where: { id: notice.recipientId }, include: { organization: true } })
  if (!room) return { kind: 'silent', reason: '群已解绑' }
  const hours = hoursRule.parse(room.organization.hours ?? {})
  const morning = awake(hours, act.now, act.zone)
  const full = (await sentToday(act.tx, room.id, act.zone.at(act.today(), '00:00'))) >= hours.perDay
  const at = morning > act.now ? morning : full ? nextMorning(hours, act.now, act.zone) : null
  if (at === null) return null
  return notice.helpsUntil !== null && at >= notice.helpsUntil
    ? { kind: 'silent', reason: full ? '今天群里已说够，明天再说已没有用' : '夜里不说，早上再说已没有用' }
    : { kind: 'later', at }
}

/** Where a notice would go, and how it may be written to. */
export type Target = { platform: string; conversation: Conversation; capabilities: Capabilities }

export async function targetOf(
  tx: Tx,
  notice: Pick<Notice, 'recipientKind' | 'recipientId'>,
  platforms: Platforms,
): Promise<Target | { unreachable: string }> {
  if (notice.recipientKind === 'room') {
    const room = await tx.room.findUnique({ where: { id: notice.recipientId } })
    const capabilities = room ? platforms.get(room.platform) : undefined
    if (!room || !capabilities) return { unreachable: '群所在的平台没有连接' }
    return { platform: room.platform, conversation: { kind: 'room', id: room.roomId }, capabilities }
  }
  const accounts =
    notice.recipientKind === 'account'
      ? await tx.account.findMany({ where: { id: notice.recipientId } })
      : await accountsOf(tx, notice.recipientId)
  const account = reachedAt(accounts, platforms)
  const capabilities = account && platforms.get(account.platform)
  if (account && capabilities)
    return { platform: account.platform, conversation: { kind: 'private', id: account.userId }, capabilities }
  return { unreachable: accounts.length === 0 ? '还没有绑定聊天账号' : '还没有私聊过小助手' }
}

async function outgoing(act: Act, said: Said, text: string, target: Target): Promise<OutgoingMessage> {
  const named = said.mentions ?? []
  const ids = named.length > 0 ? await idsOf(act, named, target) : new Map<number, string>()
  return {
    text,
    mentions: named.flatMap(({ memberId, name }) => {
      const userId = ids.get(memberId)
      return userId === undefined ? [] : [{ userId, name }]
    }),
    buttons: said.buttons ?? [],
  }
}

/** By what the platform knows these members. */
async function idsOf(act: Act, named: readonly Named[], { platform, capabilities }: Target) {
  const memberIds = named.map((one) => one.memberId)
  if (capabilities.byPhone) return phonesOf(act.tx, memberIds)
  const accounts = await accountsOn(act.tx, platform, memberIds)
  return new Map([...accounts].map(([memberId, { userId }]) => [memberId, userId]))
}
