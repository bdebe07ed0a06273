import { z } from 'zod'
import type { Conversation } from '../port.ts'

/** What arrives. Fields that are not named here are let through unread: the platform adds some from time to time. */
const from = z.object({ userid: z.string().min(1) })
const place = {
  chatid: z.string().min(1).optional(),
  chattype: z.string().optional(),
  from,
}
const text = z.object({ content: z.string() })
const media = z.object({ url: z.url({ protocol: /^https?$/ }), aeskey: z.string().optional() })
export type Media = z.output<typeof media>

const item = z.union([
  z.object({ msgtype: z.literal('text'), text }),
  z.object({ msgtype: z.literal('image'), image: media }),
  z.object({ msgtype: z.string() }),
])

const message = z.object({
  ...place,
  msgid: z.string().min(1),
  msgtype: z.string(),
  text: text.optional(),
  voice: text.optional(),
  image: media.optional(),
  file: media.optional(),
  video: media.optional(),
  mixed: z.object({ msg_item: z.array(item) }).optional(),
})

const event = z.object({
  ...place,
  from: from.optional(),
  msgid: z.string().min(1).optional(),
  create_time: z.number().optional(),
  event: z.object({
    eventtype: z.string(),
    template_card_event: z.object({ event_key: z.string(), task_id: z.string().default('') }).optional(),
  }),
})

const frame = z.object({ headers: z.object({ req_id: z.string().min(1) }), body: z.unknown() })

export interface Said {
  kind: 'said'
  reqId: string
  id: string
  conversation: Conversation
  userId: string
  text: string
  media: { type: 'image' | 'file' | 'video'; media: Media }[]
}

export interface Click {
  kind: 'click'
  reqId: string
  id: string
  conversation: Conversation
  userId: string
  taskId: string
  key: string
}

export type Callback =
  | Said
  | Click
  | { kind: 'entered'; reqId: string }
  | { kind: 'kicked' }
  /** Nothing for us; `what` names the kind of message or event, or says that the frame made no sense. */
  | { kind: 'other'; what: string }

const conversationOf = (where: { chatid?: string | undefined; chattype?: string | undefined }, userId: string) =>
  where.chatid !== undefined && where.chattype !== 'single'
    ? ({ kind: 'room', id: where.chatid } as const)
    : ({ kind: 'private', id: userId } as const)

const nonsense: Callback = { kind: 'other', what: 'malformed' }

/** A message callback, read. */
export function readMessage(raw: unknown): Callback {
  const outer = frame.safeParse(raw)
  if (!outer.success) return nonsense
  const inner = message.safeParse(outer.data.body)
  if (!inner.success) return nonsense
  const { msgid, msgtype, from: sender, ...content } = inner.data
  const said = (words: string, found: Said['media'] = []): Said => ({
    kind: 'said',
    reqId: outer.data.headers.req_id,
    id: msgid,
    conversation: conversationOf(content, sender.userid),
    userId: sender.userid,
    text: words,
    media: found,
  })
  if (msgtype === 'text' && content.text) return said(content.text.content)
  if (msgtype === 'voice' && content.voice) return said(content.voice.content)
  for (const type of ['image', 'file', 'video'] as const) {
    const one = content[type]
    if (msgtype === type && one) return said('', [{ type, media: one }])
  }
  if (msgtype === 'mixed' && content.mixed) {
    const items = content.mixed.msg_item
    return said(
      items.flatMap((one) => ('text' in one ? [one.text.content] : [])).join('\n'),
      items.flatMap((one) => ('image' in one ? [{ type: 'image' as const, media: one.image }] : [])),
    )
  }
  return { kind: 'other', what: msgtype }
}

/** An event callback, read. */
export function readEvent(raw: unknown): Callback {
  const outer = frame.safeParse(raw)
  if (!outer.success) return nonsense
  const inner = event.safeParse(outer.data.body)
  if (!inner.success) return nonsense
  const { event: what, from: sender, msgid, create_time: at } = inner.data
  const reqId = outer.data.headers.req_id
  if (what.eventtype === 'disconnected_event') return { kind: 'kicked' }
  if (what.eventtype === 'enter_chat') return { kind: 'entered', reqId }
  const click = what.template_card_event
  if (what.eventtype !== 'template_card_event' || !click) return { kind: 'other', what: what.eventtype }
  if (!sender) return nonsense
  return {
    kind: 'click',
    reqId,
    // A redelivered event has the same msgid; without one, the same time.
    id: msgid ?? `click-${click.task_id}-${sender.userid}-${at ?? reqId}`,
    conversation: conversationOf(inner.data, sender.userid),
    userId: sender.userid,
    taskId: click.task_id,
    key: click.event_key,
  }
}
