import { z } from 'zod'

/** What WeCom checks in a message that a bot sends, and the codes it answers with. */
export const wrong = {
  mediaId: 40007,
  messageType: 40008,
  card: 40016,
  parameter: 40058,
  taskId: 42014,
  tooOften: 45009,
  room: 93001,
  chat: 93006,
  reqId: 846605,
  notSubscribed: 846609,
  secret: 853000,
} as const

export class Refusal extends Error {
  readonly code: number
  constructor(code: number) {
    super(`errcode ${code}`)
    this.code = code
  }
}

const characters = (text: string) => [...text].length

export const cardShape = z.object({
  card_type: z.literal('button_interaction'),
  main_title: z.object({ title: z.string().min(1), desc: z.string().optional() }),
  sub_title_text: z.string().optional(),
  button_list: z
    .array(z.object({ text: z.string().min(1), style: z.number().optional(), key: z.string().min(1) }))
    .min(1)
    .max(6),
  task_id: z.string().regex(/^[0-9A-Za-z_\-@]{1,128}$/),
})
export type CardShape = z.output<typeof cardShape>

/** The documentation recommends lengths for titles and text; here they are held to, so that nothing is cut off. */
export function checkCard(raw: unknown): CardShape {
  const read = cardShape.safeParse(raw)
  if (!read.success) throw new Refusal(wrong.card)
  const card = read.data
  const { title, desc = '' } = card.main_title
  const fits =
    characters(title) <= 26 &&
    characters(desc) <= 30 &&
    characters(card.sub_title_text ?? '') <= 112 &&
    new Set(card.button_list.map((one) => one.key)).size === card.button_list.length &&
    card.button_list.every((one) => characters(one.text) <= 10 && Buffer.byteLength(one.key) <= 1024)
  if (!fits) throw new Refusal(wrong.card)
  return card
}

export interface Window {
  ms: number
  limit: number
}

/** How many messages one conversation may get. */
export const windows: Window[] = [
  { ms: 60_000, limit: 30 },
  { ms: 3_600_000, limit: 1000 },
]
