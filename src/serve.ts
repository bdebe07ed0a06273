import type { Hono } from 'hono'
import cron from 'node-cron'
import type { App } from './app.ts'
import type { Config } from './base/config.ts'
import type { Log } from './base/log.ts'
import { operations } from './records/operations.ts'
import { type Connection, type Process, writeStatus } from './records/status.ts'
import { totalsOf } from './records/totals.ts'
import { type Clock, systemClock } from './time/clock.ts'
import type { Zone } from './time/zone.ts'
import { Metrics } from './web/metrics.ts'
import { operator } from './web/operator.tsx'
import { startWeb } from './web/server.ts'

export interface Serving {
  config: Config
  app: App
  clock: Clock
  zone: Zone
  log: Log
  /** On the demonstration's data. */
  demo: boolean
  connections: () => Connection[]
  /** The sandbox's page, where people talk there. */
  sandbox: Hono | null
  /** Where several processes share the work: who they are, and what waits between them. */
  shared?: { processes: () => Process[]; depths: () => Promise<Record<string, number>> }
}

/** The pages, the one-minute ticker, and what the operator can see of them. Resolves when the pages are there. */
export async function serve(serving: Serving): Promise<{ url: string; stop(): Promise<void> }> {
  const { config, app, clock, demo, zone, log, connections, sandbox, shared } = serving
  const metrics = new Metrics({ totals: () => totalsOf(app.db, clock.now()), connections, shared })
  const web = await startWeb({
    port: config.PORT,
    host: config.HOST,
    routes: [
      operator({
        botName: config.BOT_NAME,
        zone,
        now: () => clock.now(),
        connections,
        operations: () => operations(app.db, clock.now(), connections()),
        sandbox: sandbox !== null,
        processes: () => shared?.processes() ?? [],
      }),
      metrics.routes(),
      ...(sandbox ? [sandbox] : []),
    ],
    home: sandbox ? '/sandbox' : '/operator',
    health: async () => ({
      due: await app.db.notice.count({ where: { state: { in: ['due', 'claimed'] }, dueAt: { lte: clock.now() } } }),
      unconfirmed: await app.db.notice.count({ where: { state: 'unconfirmed' } }),
      connections: Object.fromEntries(connections().map(({ platform, up }) => [platform, up])),
    }),
    onError: (error) => log.error({ err: error }, 'page failed'),
  })

  let ticking: Promise<void> | null = null
  const minute = async () => {
    const from = performance.now()
    await app.tick()
    metrics.ticked(performance.now() - from)
    // The disk is full, perhaps: the bot goes on without its status.
    try {
      writeStatus(config.DATA_DIR, {
        at: systemClock.now(),
        demo,
        connections: connections(),
        processes: shared?.processes() ?? [],
      })
    } catch (error) {
      log.warn({ err: error }, 'status not written')
    }
  }
  const tick = () => {
    ticking ??= minute()
      .catch((error) => log.error({ err: error }, 'tick failed'))
      .finally(() => {
        ticking = null
      })
  }
  const ticker = cron.schedule('* * * * *', tick)
  tick()
  return {
    url: web.url,
    stop: async () => {
      await ticker.stop()
      await ticking
      await web.close()
    },
  }
}
