import { Hono } from 'hono'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type NoticeOutcome, noticeOutcomes, type WideEvent } from '../base/events.ts'
import { single, type Vitals } from './vitals.ts'

/** Not the end of it. */
const isEnd = (outcome: NoticeOutcome): boolean => outcome !== 'later'
const left: readonly NoticeOutcome[] = ['sent', 'merged']

/**
 * What a monitoring system may ask for: numbers only. What has happened is counted by each process for itself, from its
 * start on: to be added up. How things stand is the same whichever process is asked.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #heard = this.#counter('zhibu_messages_in_total', 'Messages taken in', 'platform')
  readonly #understood = this.#counter('zhibu_messages_understood_total', 'Messages that were taken for something')
  readonly #asked = this.#counter('zhibu_messages_asked_back_total', 'Messages that were answered by a question')
  readonly #notices = this.#counter('zhibu_notices_total', 'Notices by what became of them', 'outcome')
  readonly #late = this.#counter(
    'zhibu_notices_late_total',
    'Notices sent after their time, because the program was down',
  )
  readonly #tick = new Histogram({
    name: 'zhibu_tick_seconds',
    help: 'How long the work of one minute took (planning included, sending not)',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    registers: [this.#registry],
  })
  readonly #due = this.#gauge('zhibu_notices_due', 'Notices whose time has come and that are not sent')
  readonly #lag = this.#gauge('zhibu_notices_due_lag_seconds', 'How long the oldest of them waits')
  readonly #open = this.#gauge('zhibu_notices_unconfirmed', 'Notices of which nobody knows whether they arrived')
  readonly #depth = this.#gauge('zhibu_queue_depth', 'What waits in the queue', 'queue')
  readonly #up = this.#gauge('zhibu_connection_up', 'Whether the bot can send and hear there', 'platform')
  readonly #ready = this.#gauge('zhibu_ready', 'Whether what this process needs is there', 'check')
  readonly #processes = this.#gauge('zhibu_processes', 'Processes that share the work', 'role', 'gateway')

  constructor() {
    // Known before the first, so that it is seen as an increase.
    for (const outcome of noticeOutcomes) if (isEnd(outcome)) this.#notices.inc({ outcome }, 0)
  }

  #counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }

  /** Counts what has happened. */
  readonly count = (event: WideEvent): void => {
    if (event.event === 'notice') {
      if (!isEnd(event.outcome)) return
      this.#notices.inc({ outcome: event.outcome })
      if (event.late && left.includes(event.outcome)) this.#late.inc()
      return
    }
    const { platform } = event
    // What a worker handles was counted by the gateway that kept it.
    if (event.event === 'arrival' || (event.id !== null && !event.queued)) this.#heard.inc({ platform })
    if (event.event === 'arrival') return
    if (event.understood) this.#understood.inc()
    if (event.askedBack) this.#asked.inc()
  }

  /** @param ms how long the work of one minute took */
  ticked(ms: number): void {
    this.#tick.observe(ms / 1000)
  }

  routes(vitals: Vitals): Hono {
    const routes = new Hono()
    // Two that ask at the same time get one answer: what is looked at for the one is not taken away under the other.
    const text = single(async () => {
      await this.#look(vitals)
      return this.#registry.metrics()
    })
    routes.get('/metrics', async (c) =>
      c.text(await text(), 200, {
        'Content-Type': this.#registry.contentType,
        'Cache-Control': 'no-store',
      }),
    )
    return routes
  }

  /** How things stand now; what nobody knows is left out. */
  async #look(vitals: Vitals): Promise<void> {
    const [backlog, checks] = await Promise.all([vitals.backlog(), vitals.checks()])
    for (const one of [this.#due, this.#lag, this.#open]) one.remove()
    for (const one of [this.#depth, this.#up, this.#ready, this.#processes]) one.reset()
    if (backlog) {
      this.#due.set(backlog.due)
      this.#lag.set(backlog.lagSeconds)
      this.#open.set(backlog.unconfirmed)
      for (const [queue, count] of Object.entries(backlog.depths)) this.#depth.set({ queue }, count)
    }
    // Known before the first, so that it is seen as an increase.
    for (const { platform, capabilities } of vitals.desk.held())
      if (capabilities.hears) this.#heard.inc({ platform }, 0)
    for (const { platform, up } of vitals.desk.connections()) this.#up.set({ platform }, up ? 1 : 0)
    for (const [check, fine] of Object.entries(checks)) this.#ready.set({ check }, fine ? 1 : 0)
    for (const { role, gateway } of vitals.desk.processes()) this.#processes.inc({ role, gateway: gateway ?? '' })
  }
}
