import type { Logger } from 'pino'
import type { Setting } from '../actions/act.ts'
import { prepare, putBack, settle } from '../actions/deliver.ts'
import type { Platforms } from '../actions/notify/compose.ts'
import type { ChatPort, SendOutcome } from '../chat/port.ts'
import { type Db, write } from '../records/database.ts'
import { claimDue } from '../records/notices.ts'
import type { Clock } from '../time/clock.ts'

export interface Outbox {
  db: Db
  clock: Clock
  setting: Setting
  ports: ReadonlyMap<string, ChatPort>
  log: Logger
}

/** Few at a time: the answer to somebody who writes meanwhile waits for these at most. */
const batch = 10
const leaseMs = 5 * 60_000

/**
 * Sends what is due, one message after the other: so that a program killed in the middle leaves at most one notice
 * whose outcome is unknown. `wake` may be called any number of times; `idle` resolves when nothing due is left.
 */
export class Dispatcher {
  #outbox: Outbox
  #platforms: Platforms
  #running: Promise<void> | null = null
  #again = false
  #stopped = false
  /** An outcome that is not written down yet. Nothing else is sent before it is. */
  #unsettled: { id: number; outcome: SendOutcome } | null = null

  constructor(outbox: Outbox) {
    this.#outbox = outbox
    this.#platforms = new Map([...outbox.ports].map(([platform, port]) => [platform, port.capabilities]))
  }

  wake(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  /** Finishes the message that is being sent; the rest stays due. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.idle()
  }

  async #run(): Promise<void> {
    const { db, clock, log } = this.#outbox
    try {
      await this.#settle()
      while (!this.#stopped) {
        const now = clock.now()
        const ids = await write(db, (tx) => claimDue(tx, now, new Date(now.getTime() + leaseMs), batch))
        if (ids.length === 0) return
        for (const id of ids) {
          if (this.#stopped) return
          await this.#deliver(id)
        }
      }
    } catch (error) {
      // The rows stay as they are: the next tick takes them up again.
      log.error({ err: error }, 'dispatch failed')
    }
  }

  async #deliver(id: number): Promise<void> {
    const { db, clock, setting, ports, log } = this.#outbox
    const sending = await prepare(db, setting, this.#platforms, id, clock.now()).catch(async (error: unknown) => {
      // One message that cannot be made must not keep those behind it waiting.
      log.error({ err: error, notice: id }, 'notice not prepared')
      await putBack(db, id, error instanceof Error ? error.message : String(error), clock.now())
      return null
    })
    if (!sending) return
    const port = ports.get(sending.platform)
    const outcome: SendOutcome = port
      ? await port.send(sending.to, sending.message, `n-${id}`).catch((error: unknown) => {
          log.error({ err: error, notice: id }, 'send broke off')
          return { kind: 'unknown', reason: '发送时出错，不知道对方收到没有' }
        })
      : { kind: 'refused', reason: '平台没有连接' }
    this.#unsettled = { id, outcome }
    await this.#settle()
    if (outcome.kind !== 'accepted') log.warn({ notice: id, outcome: outcome.kind }, 'notice not accepted')
  }

  async #settle(): Promise<void> {
    if (!this.#unsettled) return
    const { id, outcome } = this.#unsettled
    await settle(this.#outbox.db, this.#outbox.setting, id, outcome, this.#outbox.clock.now())
    this.#unsettled = null
  }
}
