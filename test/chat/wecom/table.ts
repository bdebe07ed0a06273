import { onTestFinished } from 'vitest'
import type { Log } from '../../../src/base/log.ts'
import { makeLog } from '../../../src/base/log.ts'
import type { Conversation, IncomingMessage } from '../../../src/chat/port.ts'
import { WecomChat, type WecomOptions } from '../../../src/chat/wecom/bot.ts'
import type { Alarm } from '../../../src/chat/wecom/connection.ts'
import { type EmulatorOptions, WecomEmulator } from '../../support/wecom-emulator.ts'

export const group: Conversation = { kind: 'room', id: 'GROUP-a' }
export const wang: Conversation = { kind: 'private', id: 'wang' }

export { answers, message } from './message.ts'

/** A clock that only moves when it is told to. */
export class Hands {
  ms = Date.UTC(2026, 11, 1, 1)
  now = (): number => this.ms
  date = (): Date => new Date(this.ms)
}

export interface TableOptions extends Partial<WecomOptions> {
  emulator?: EmulatorOptions
  /** Refuses to take messages in while this says so. */
  refuses?: (message: IncomingMessage) => boolean
  start?: boolean
}

export interface Table {
  emulator: WecomEmulator
  chat: WecomChat
  hands: Hands
  heard: IncomingMessage[]
  alarms: Alarm[]
  /** Another bot process with the same or other options, on the same emulator. */
  another(options?: Partial<WecomOptions>): WecomChat
  /** Resolves as soon as so many messages were heard. */
  hears(count: number): Promise<IncomingMessage[]>
}

const quiet: Log = makeLog({ level: 'silent' })

/** An emulator and a bot at one table, both on one clock; cleared away when the test ends. */
export async function table({ emulator: settings, refuses, start = true, ...more }: TableOptions = {}): Promise<Table> {
  const hands = new Hands()
  const emulator = await WecomEmulator.start({ now: hands.now, ...settings })
  const heard: IncomingMessage[] = []
  const alarms: Alarm[] = []
  let wake = () => {}
  const bots: WecomChat[] = []
  const another = (options: Partial<WecomOptions> = {}): WecomChat => {
    const bot = new WecomChat({
      botId: emulator.botId,
      secret: emulator.secret,
      url: emulator.url,
      botName: '小助手',
      now: hands.date,
      log: quiet,
      onAlarm: (alarm) => void alarms.push(alarm),
      reconnectMs: 5,
      ...more,
      ...options,
    })
    bots.push(bot)
    return bot
  }
  const chat = another()
  onTestFinished(async () => {
    await Promise.all(bots.map((bot) => bot.stop()))
    await emulator.stop()
  })
  const receive = async (one: IncomingMessage) => {
    if (refuses?.(one)) throw new Error('the database is away')
    heard.push(one)
    wake()
  }
  if (start) await chat.start(receive)
  return {
    emulator,
    chat,
    hands,
    heard,
    alarms,
    another,
    hears: async (count) => {
      while (heard.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return heard
    },
  }
}

/** Resolves as soon as the bot is in that state. */
export async function reaches(chat: WecomChat, state: string): Promise<void> {
  while (chat.status().state !== state) await new Promise((resolve) => setImmediate(resolve))
}

/** The newest card in a conversation. */
export function cardOf(emulator: WecomEmulator, chat: string) {
  const card = emulator.shown(chat).findLast((one) => one.card)?.card
  if (!card) throw new Error('there is no card')
  return card
}
