import type { Installation } from '../support/installation.ts'
import type { Said, Talk } from './talk.ts'

export interface Blows {
  gateway: number
  worker: number
  scheduler: number
  redis: number
  postgres: number
}

export interface Counts {
  said: number
  /** Said while nobody was connected: WeCom does not bring it later. */
  unheard: number
  /** Gone with the gateway that had just got it. */
  cutOff: number
  /** The sender was told that it was not written down. */
  refused: number
  kept: number
  /** Nobody knows what became of them. */
  lost: number
  planted: number
  sent: number
  unconfirmed: number
}

export interface Verdict {
  complaints: string[]
  counts: Counts
}

const refusal = '没有记下来'

/** What became of a message. `lost`: nobody knows. */
type Fate = 'kept' | 'refused' | 'unheard' | 'cutOff' | 'lost'

/** @param killed the connections that ended with a gateway's death */
async function fatesOf({ db, emulator }: Installation, { said }: Talk, killed: ReadonlySet<number>) {
  const inbound = await db.inbound.findMany({ select: { messageId: true } })
  const kept = new Set(inbound.map(({ messageId }) => messageId))
  const told = emulator.frames.filter(
    ({ cmd, body }) => cmd === 'aibot_respond_msg' && JSON.stringify(body).includes(refusal),
  )
  const refused = new Set(told.map(({ headers }) => headers.req_id))
  const fateOf = ({ messageId, reqIds, heardBy }: Said): Fate => {
    if (kept.has(messageId)) return 'kept'
    if (reqIds.some((id) => refused.has(id))) return 'refused'
    if (heardBy.size === 0) return 'unheard'
    return [...heardBy].every((connection) => killed.has(connection)) ? 'cutOff' : 'lost'
  }
  return new Map(said.map((one) => [one, fateOf(one)]))
}

/** Whether it is known of every message what became of it: a gateway may hold some that it could not keep at once. */
export const decided = async (here: Installation, talk: Talk, killed: ReadonlySet<number>): Promise<boolean> =>
  ![...(await fatesOf(here, talk, killed)).values()].includes('lost')

/** Compares what the platform saw with what is written down. */
export async function judge(
  here: Installation,
  talk: Talk,
  struck: Blows,
  killed: ReadonlySet<number>,
): Promise<Verdict> {
  const { db, emulator } = here
  const complaints: string[] = []
  const complain = (wrong: boolean, what: string) => {
    if (wrong) complaints.push(what)
  }
  const inbound = await db.inbound.findMany({ orderBy: { id: 'asc' } })
  const byMessage = new Map(inbound.map((row) => [row.messageId, row]))
  const audits = await db.auditEntry.groupBy({ by: ['inboundId'], where: { action: 'answer' }, _count: true })
  const effects = new Map(audits.map(({ inboundId, _count }) => [inboundId, _count]))
  const notices = await db.notice.findMany({ orderBy: { id: 'asc' } })
  const replies = notices.filter((one) => one.causeKind === 'inbound' && one.stage === 'reply')
  const shown = (tag: string, chat: string) => emulator.shown(chat).filter(({ text }) => text.includes(tag)).length
  /** Sent once, or doubtful and sent once at most. */
  const arrived = (notice: (typeof notices)[number] | undefined, tag: string, chat: string, name: string) => {
    const times = shown(tag, chat)
    complain(!notice, `${name} has no notice`)
    const state = notice?.state
    complain(
      state !== 'sent' && state !== 'unconfirmed',
      `${name} is ${state} (${notice?.dueAt.toISOString()}): ${notice?.outcome}`,
    )
    complain(state === 'sent' ? times !== 1 : times > 1, `${name} (${state}) was seen ${times} times`)
  }

  const counts = { kept: 0, refused: 0, unheard: 0, cutOff: 0, lost: 0 }
  for (const [one, fate] of await fatesOf(here, talk, killed)) {
    counts[fate]++
    const row = byMessage.get(one.messageId)
    const name = `message ${one.tag}`
    complain(fate === 'lost', `${name}, heard by ${[...one.heardBy]}, was lost without a word`)
    complain(!row && shown(one.tag, one.userId) > 0, `${name} was answered, and is gone`)
    if (!row) continue
    complain(effects.get(row.id) !== 1, `${name} (${row.outcome}) had ${effects.get(row.id) ?? 0} effects`)
    const mine = replies.filter((reply) => reply.causeId === String(row.id) && reply.kind === 'answer_noted')
    complain(mine.length > 1, `${name} has ${mine.length} replies`)
    arrived(mine[0], one.tag, one.userId, name)
  }
  await lastWords(db, talk.said, byMessage, complain)
  for (const { tag, chat } of talk.planted) {
    const notice = await noticeOf(db, notices, tag)
    arrived(notice, tag, chat, `notice ${tag}`)
  }
  for (const { id, state, kind, dueAt } of notices) {
    const open = state === 'claimed' || state === 'sending' || (state === 'due' && dueAt <= new Date())
    complain(open, `notice ${id} (${kind}) was left ${state}`)
  }
  const doubtful = notices.filter(({ state }) => state === 'unconfirmed')
  complain(doubtful.length > struck.gateway, `${doubtful.length} unconfirmed after ${struck.gateway} killed gateways`)
  for (const { id, kind, outcome } of doubtful) {
    const asked = notices.filter((one) => one.kind === 'unconfirmed' && one.causeId === String(id)).length
    complain(
      !outcome || asked !== (kind === 'unconfirmed' ? 0 : 1),
      `about notice ${id} somebody was asked ${asked} times`,
    )
  }
  return {
    complaints,
    counts: {
      said: talk.said.length,
      ...counts,
      planted: talk.planted.length,
      sent: notices.filter(({ state }) => state === 'sent').length,
      unconfirmed: doubtful.length,
    },
  }
}

type Db = Installation['db']

/** A notice for one person carries its words as its cause; one for a group is told by its activity. */
async function noticeOf(db: Db, notices: Awaited<ReturnType<Db['notice']['findMany']>>, tag: string) {
  const own = notices.find((one) => one.causeKind === 'test' && one.causeId === tag)
  if (own) return own
  const activity = await db.activity.findFirst({ where: { title: tag } })
  const told = notices.filter((one) => one.recipientKind === 'room' && one.causeId === String(activity?.id))
  return told.length === 1 ? told[0] : undefined
}

/** What somebody said last is what stands, and what was said in one place was taken in in that order. */
async function lastWords(
  db: Db,
  said: Said[],
  byMessage: ReadonlyMap<string, { id: number; conversation: string }>,
  complain: (wrong: boolean, what: string) => void,
): Promise<void> {
  const order = new Map<string, number>()
  for (const one of said) {
    const row = byMessage.get(one.messageId)
    // What was delivered a second time may have come the first time then.
    if (!row || one.reqIds.length > 1) continue
    complain(row.id < (order.get(row.conversation) ?? 0), `message ${one.tag} overtook another`)
    order.set(row.conversation, row.id)
  }
  const standing = await db.participation.findMany({ where: { reason: { not: null } } })
  const audits = await db.auditEntry.findMany({ where: { action: 'answer' }, orderBy: { id: 'asc' } })
  for (const memberId of new Set(said.map((one) => one.memberId))) {
    const last = audits.findLast((one) => one.subjectId === memberId)
    if (!last) continue
    const word = said.find((one) => byMessage.get(one.messageId)?.id === last.inboundId)
    const stands = standing.find((one) => one.memberId === memberId)?.reason ?? ''
    complain(!word || !stands.includes(word.tag), `of member ${memberId} stands ${stands}, not ${word?.tag}`)
  }
}
