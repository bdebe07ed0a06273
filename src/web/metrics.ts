import { Hono } from 'hono'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Process } from '../records/status.ts'
import type { Totals } from '../records/totals.ts'

export interface MetricsDesk {
  totals: () => Promise<Totals>
  connections: () => { platform: string; up: boolean }[]
  /** Where several processes share the work. */
  shared?: { processes: () => Process[]; depths: () => Promise<Record<string, number>> } | undefined
}

/** What a monitoring system may ask for: numbers only. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #tick = new Histogram({
    name: 'zhibu_tick_seconds',
    help: 'How long the work of one minute took (planning included, sending not)',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    registers: [this.#registry],
  })
  readonly #gather: () => Promise<void>

  constructor({ totals, connections, shared }: MetricsDesk) {
    const registers = [this.#registry]
    const gauge = (name: string, help: string, ...labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers })
    const counter = (name: string, help: string, ...labelNames: string[]) =>
      new Counter({ name, help, labelNames, registers })
    const due = gauge('zhibu_notices_due', 'Notices whose time has come and that are not sent')
    const lag = gauge('zhibu_notices_due_lag_seconds', 'How long the oldest of them waits')
    const open = gauge('zhibu_notices_unconfirmed', 'Notices of which nobody knows whether they arrived')
    const settled = counter('zhibu_notices_total', 'Notices by what became of them', 'state')
    const late = counter('zhibu_notices_late_total', 'Notices sent after their time because the program was down')
    const heard = counter('zhibu_messages_in_total', 'Messages taken in', 'platform')
    const understood = counter('zhibu_messages_understood_total', 'Messages that were taken for something')
    const asked = counter('zhibu_messages_asked_back_total', 'Messages that were asked back about')
    const up = gauge('zhibu_connection_up', 'Whether the bot can send and hear there', 'platform')
    const processes = shared && gauge('zhibu_processes', 'Processes that share the work', 'role', 'gateway')
    const depth = shared && gauge('zhibu_queue_depth', 'What waits in the queue', 'queue')
    this.#gather = async () => {
      const now = await totals()
      due.set(now.due)
      lag.set(now.lagSeconds)
      open.set(now.unconfirmed)
      // The database counts, also beyond a restart; what is shown is made to say the same.
      for (const one of [settled, late, heard, understood, asked]) one.reset()
      for (const [state, count] of now.settled) settled.inc({ state }, count)
      for (const [platform, count] of now.heard) heard.inc({ platform }, count)
      late.inc(now.late)
      understood.inc(now.understood)
      asked.inc(now.askedBack)
      up.reset()
      for (const one of connections()) up.set({ platform: one.platform }, one.up ? 1 : 0)
      processes?.reset()
      for (const { role, gateway } of shared?.processes() ?? []) processes?.inc({ role, gateway: gateway ?? '' })
      // Without Redis nobody knows; the rest is told all the same.
      const depths = (await shared?.depths().catch(() => null)) ?? {}
      depth?.reset()
      for (const [queue, count] of Object.entries(depths)) depth?.set({ queue }, count)
    }
  }

  /** @param ms how long the work of one minute took */
  ticked(ms: number): void {
    this.#tick.observe(ms / 1000)
  }

  routes(): Hono {
    const routes = new Hono()
    routes.get('/metrics', async (c) => {
      await this.#gather()
      return c.text(await this.#registry.metrics(), 200, {
        'Content-Type': this.#registry.contentType,
        'Cache-Control': 'no-store',
      })
    })
    return routes
  }
}
