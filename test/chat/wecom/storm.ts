import { makeLog } from '../../../src/base/log.ts'
import type { Conversation, IncomingMessage, SendOutcome } from '../../../src/chat/port.ts'
import { WecomChat } from '../../../src/chat/wecom/bot.ts'
import { WecomEmulator } from '../../support/wecom-emulator.ts'
import { answers, message } from './message.ts'

export interface Storm {
  seed: number
  sent: Record<SendOutcome['kind'], number>
  heard: number
  clicks: number
  breaks: number
  /** What was not as promised; empty when all went well. */
  complaints: string[]
}

const randomOf = (seed: number) => {
  let state = seed >>> 0
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const people = ['wang', 'li', 'zhao']
const rooms = ['GROUP-a', 'GROUP-b']
const codes = [-1, 40008, 45009, 45033, 93001, 846609]

/**
 * A bad day, played with a seed: connections that break while something is sent, lost acknowledgements, refusals,
 * subscriptions forgotten, deliveries doubled. Judged by what people saw: accepted means seen once, refused means never
 * seen, unknown at most once; whoever spoke was heard under one id; whoever clicked sees the choice.
 */
export async function playStorm(seed: number, steps: number): Promise<Storm> {
  const random = randomOf(seed)
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const found = list[random(list.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }
  let ms = 0
  const emulator = await WecomEmulator.start({ now: () => ms })
  const { botId, secret, url } = emulator
  const log = makeLog({ level: 'silent' })
  const chat = new WecomChat({ botId, secret, url, botName: '小助手', now: () => new Date(ms), log, reconnectMs: 2 })
  const heard: IncomingMessage[] = []
  let wake = () => {}
  await chat.start(async (one) => {
    heard.push(one)
    wake()
  })
  const storm: Storm = {
    seed,
    sent: { accepted: 0, refused: 0, unknown: 0 },
    heard: 0,
    clicks: 0,
    breaks: 0,
    complaints: [],
  }
  const online = async () => {
    while (chat.status().state !== 'online') await new Promise((resolve) => setImmediate(resolve))
  }
  const hears = async (id: unknown) => {
    while (!heard.some((one) => one.id === id)) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const places: Conversation[] = [
    ...people.map((id) => ({ kind: 'private', id }) as const),
    ...rooms.map((id) => ({ kind: 'room', id }) as const),
  ]
  for (const one of people) emulator.say(one, null, '你好')
  for (const one of rooms) emulator.say('wang', one, '你好')

  const send = async (n: number) => {
    const to = pick(places)
    const text = `第${seed}-${n}条`
    const weather = random(6)
    const frames = emulator.frames.length
    if (weather === 0) emulator.dropAck()
    else if (weather === 1) emulator.loseFrame()
    else if (weather === 2) emulator.failNext(pick(codes))
    const sending = chat.send(to, message(text, random(2) === 0 ? { buttons: answers } : {}), `n-${n}`)
    if (weather <= 1) {
      await emulator.until(() => emulator.frames.length > frames)
      emulator.cut()
      storm.breaks++
    }
    const { kind } = await sending
    storm.sent[kind]++
    const seen = emulator.delivered.filter((one) => one.text.endsWith(text)).length
    const right = { accepted: seen === 1, refused: seen === 0, unknown: seen <= 1 }[kind]
    if (!right) storm.complaints.push(`${text} was ${kind} and seen ${seen} times`)
  }
  const say = async (n: number) => {
    const done = emulator.say(pick(people), random(2) === 0 ? null : pick(rooms), `话${n}`)
    if (random(3) === 0) emulator.again(done)
    await hears(done.body.msgid)
    storm.heard++
  }
  const click = async () => {
    const cards = emulator.delivered.flatMap((one) => (one.card ? [{ chat: one.chat, card: one.card }] : []))
    if (cards.length === 0) return
    const { chat: where, card } = pick(cards)
    const who = rooms.includes(where) ? pick(people) : where
    const label = pick(emulator.view(who, card.task_id).button_list).text
    const before = emulator.updates.length
    emulator.click(who, card.task_id, label)
    await emulator.until(() => emulator.updates.length > before)
    storm.clicks++
    const shown = emulator.view(who, card.task_id).main_title.desc
    const choice = label.replace('已选：', '')
    if (shown !== `已选：${choice}`) storm.complaints.push(`${card.task_id} shows ${shown} after ${choice}`)
  }

  for (let n = 0; n < steps; n++) {
    // Far enough apart for the limits of a conversation, and for another renewal of the subscription.
    ms += 31_000
    await online()
    const kind = random(10)
    if (kind < 4) await send(n)
    else if (kind < 7) await say(n)
    else if (kind < 9) await click()
    else if (random(2) === 0) {
      emulator.cut()
      storm.breaks++
      while (chat.status().state === 'online') await new Promise((resolve) => setImmediate(resolve))
    } else {
      emulator.forgetSubscription()
      const outcome = await chat.send(pick(places), message('忘了'), `f-${n}`)
      if (outcome.kind !== 'refused') storm.complaints.push(`a forgotten subscription ended ${outcome.kind}`)
    }
  }
  const ids = new Set(heard.map((one) => one.id))
  if (ids.size > heard.length) storm.complaints.push('more ids than messages')
  await chat.stop()
  await emulator.until(() => emulator.sockets === 0)
  await emulator.stop()
  return storm
}
