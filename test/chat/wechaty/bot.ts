import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PuppetInterface } from 'wechaty-puppet/impls'
import { makeLog } from '../../../src/base/log.ts'
import type { IncomingMessage, Receive } from '../../../src/chat/port.ts'
import { type WechatyAlarm, WechatyChat, type WechatyOptions } from '../../../src/chat/wechaty/adapter.ts'
import { servicePuppet } from '../../../src/chat/wechaty/settings.ts'
import type { Timing } from '../../../src/chat/wechaty/supervisor.ts'
import { systemClock } from '../../../src/time/clock.ts'
import { token } from './serve.ts'

interface BotOptions {
  puppet?: string
  endpoint?: string
  authority?: string
  token?: string
  tls?: boolean
  makePuppet?: () => PuppetInterface
  timing?: Partial<Timing>
  receive?: Receive
}

/** A bot whose ears and alarms are open to a test. */
export class Bot {
  readonly chat: WechatyChat
  readonly heard: IncomingMessage[] = []
  readonly alarms: WechatyAlarm[] = []
  readonly logged: string[] = []
  readonly dir = mkdtempSync(join(tmpdir(), 'zhibu-wechaty-'))
  readonly #receive: Receive
  readonly #waiting = new Set<() => void>()

  constructor({ endpoint, makePuppet, timing, receive, ...more }: BotOptions) {
    const { authority, puppet = servicePuppet, token: given = token, tls = false } = more
    const where = { ...(endpoint === undefined ? {} : { endpoint }), ...(authority === undefined ? {} : { authority }) }
    const settings: WechatyOptions['settings'] = {
      puppet,
      ...(puppet === servicePuppet ? { service: { token: given, ...where, noTls: !tls } } : {}),
      writeFirst: true,
      alarmMinutes: 5,
    }
    this.#receive = receive ?? (async () => undefined)
    this.chat = new WechatyChat({
      settings,
      botName: '小助手',
      memoryDir: join(this.dir, 'wechaty'),
      clock: systemClock,
      log: makeLog({ level: 'trace', terminal: (line) => this.logged.push(line) }),
      alarm: (alarm) => {
        this.alarms.push(alarm)
        this.#look()
      },
      changed: () => this.#look(),
      ...(makePuppet ? { makePuppet } : {}),
      timing: { steady: 50, ...timing },
    })
  }

  async start(): Promise<this> {
    await this.chat.start(async (message) => {
      await this.#receive(message)
      this.heard.push(message)
      this.#look()
    })
    return this
  }

  async stop(): Promise<void> {
    await this.chat.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }

  get texts(): string[] {
    return this.heard.map((message) => message.text)
  }

  /** Resolves when it is so; looked at whenever something has been heard, has changed or was alarmed about. */
  until(isSo: () => boolean): Promise<void> {
    if (isSo()) return Promise.resolve()
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
    })
  }

  online(): Promise<void> {
    return this.until(() => this.chat.status().state === 'online')
  }

  #look() {
    for (const look of [...this.#waiting]) look()
  }
}
