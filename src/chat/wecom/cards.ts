import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Button, Conversation, OutgoingMessage } from '../port.ts'
import { bytesOf, lengthOf } from './text.ts'

/** Characters, counts and bytes that a card of buttons may have (page 101032 of the official documentation). */
const limits = { title: 26, body: 112, buttons: 6, label: 10, keyBytes: 1024 }

export interface Card {
  taskId: string
  title: string
  body: string
  buttons: Button[]
}

/** Whether the choices fit on a card; where they do not, they are said in words. */
export function fitsCard(buttons: readonly Button[]): boolean {
  return (
    buttons.length > 0 &&
    buttons.length <= limits.buttons &&
    new Set(buttons.map((one) => one.key)).size === buttons.length &&
    buttons.every(
      ({ label, key }) => label !== '' && lengthOf(label) <= limits.label && bytesOf(key) <= limits.keyBytes,
    )
  )
}

/** The choices as words, where the text does not name them anyway. */
export function inWords({ text, buttons }: Pick<OutgoingMessage, 'text' | 'buttons'>): string {
  const unsaid = buttons.filter((one) => !text.includes(one.label))
  return unsaid.length === 0 ? text : `${text}\n可以回复：${buttons.map((one) => one.label).join('、')}`
}

/**
 * The same for one notice with one content, so that the platform refuses it a second time; another for whatever else
 * the bot ever says, even after a new installation whose notices are counted from one again.
 */
export function taskIdOf(id: string, to: Conversation, { text, buttons }: OutgoingMessage): string {
  const content = JSON.stringify([to.kind, to.id, text, buttons.map(({ label, key }) => [label, key])])
  const plain = id.replace(/[^0-9A-Za-z_@-]/g, '_').slice(0, 100)
  return `${plain}-${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
}

/** Title and body of a card; null when the text is too long for one. */
export function layOut(text: string): { title: string; body: string } | null {
  const [first = '', ...others] = text.trim().split('\n')
  const rest = others.join('\n').trim()
  if (first !== '' && lengthOf(first) <= limits.title)
    return lengthOf(rest) <= limits.body ? { title: first, body: rest } : null
  const start = [...first].slice(0, limits.title).join('')
  const cut = Math.max(start.lastIndexOf('：'), start.lastIndexOf('。')) + 1
  const title = start
    .slice(0, cut)
    .replace(/[：。]+$/, '')
    .trim()
  if (title === '') return lengthOf(text.trim()) <= limits.body ? { title: askTitle, body: text.trim() } : null
  const body = [first.slice(cut).trim(), rest].filter(Boolean).join('\n')
  return lengthOf(body) <= limits.body ? { title, body } : null
}

const askTitle = '请点按钮答复'

/** The card below a text that was too long for it. */
export const shortCard = (taskId: string, buttons: Button[]): Card => ({ taskId, title: askTitle, body: '', buttons })

/**
 * What a button carries: itself, and all that is needed to draw its card again. The platform tells of a click only the
 * key, and a click may come days after a restart. Index -1 stands for "already chosen".
 */
const carried = z.tuple([z.int(), z.string(), z.string(), z.array(z.tuple([z.string(), z.string()])).min(1)])

function keyOf(card: Card, index: number, buttons = card.buttons): string {
  const pairs = buttons.map(({ label, key }) => [label, key])
  const whole = JSON.stringify([index, card.title, card.body, pairs])
  if (bytesOf(whole) <= limits.keyBytes) return whole
  const short = JSON.stringify([index, askTitle, '', pairs])
  return bytesOf(short) <= limits.keyBytes ? short : (buttons[Math.max(index, 0)]?.key ?? '')
}

export interface Clicked {
  card: Card
  button: Button
  /** The button only says what was chosen before. */
  done: boolean
}

/** Reads what a click brings. A key that is none of ours is taken as it is. */
export function readClick(taskId: string, eventKey: string): Clicked {
  const plain = { key: eventKey, label: eventKey }
  const read = carried.safeParse(parseJson(eventKey))
  if (!read.success) return { card: { taskId, title: askTitle, body: '', buttons: [] }, button: plain, done: false }
  const [index, title, body, pairs] = read.data
  const buttons = pairs.map(([label, key]) => ({ label, key }))
  return { card: { taskId, title, body, buttons }, button: buttons[Math.max(index, 0)] ?? plain, done: index < 0 }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A card as the platform takes it. `note` stands under the title: what was chosen, or that it has to be chosen again. */
export function drawCard(card: Card, note?: string): Record<string, unknown> {
  return {
    card_type: 'button_interaction',
    main_title: { title: card.title, ...(note === undefined ? {} : { desc: note }) },
    ...(card.body === '' ? {} : { sub_title_text: card.body }),
    button_list: card.buttons.map(({ label }, index) => ({
      text: label,
      style: index === 0 ? 1 : 2,
      key: keyOf(card, index),
    })),
    task_id: card.taskId,
  }
}

export const chosenNote = (label: string): string => `已选：${label}`

/** The card once its question is answered: the only button left says what was chosen. */
export function drawDone(card: Card, chosen: Button): Record<string, unknown> {
  const note = chosenNote(chosen.label)
  const button = { text: [...note].slice(0, limits.label).join(''), style: 2, key: keyOf(card, -1, [chosen]) }
  return { ...drawCard(card, note), button_list: [button] }
}
