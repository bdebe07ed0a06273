import type { Hono } from 'hono'
import cron from 'node-cron'
import type { App } from './app.ts'
import type { Config } from './base/config.ts'
import type { Log } from './base/log.ts'
import { operations } from './records/operations.ts'
import { type Connection, type Process, writeStatus } from './records/status.ts'
import { totalsOf } from './records/totals.ts'
import type { Role } from './roles.ts'
import { type Clock, systemClock } from './time/clock.ts'
import type { Zone } from './time/zone.ts'
import type { Metrics } from './web/metrics.ts'
import { operator } from './web/operator.tsx'
import { probes } from './web/probes.ts'
import { startWeb } from './web/server.ts'
import { Vitals } from './web/vitals.ts'

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
  metrics: Metrics
  /** Where several processes share the work: what this one does of it, and who they are. */
  shared?: {
    role: Role
    processes: () => Process[]
    /** The connections that this one holds. */
    held: () => Connection[]
    redis: () => Promise<unknown>
  }
}

/** The pages, the one-minute ticker, and what the operator can see of them. Resolves when the pages are there. */
export async function serve(serving: Serving): Promise<{ url: string; stop(): Promise<void> }> {
  const { config, app, clock, demo, zone, log, connections, sandbox, metrics, shared } = serving
  const { role = 'all', processes = () => [], held = connections, redis = null } = shared ?? {}
  const vitals = new Vitals({
    role,
    now: () => clock.now(),
    database: () => app.db.$queryRaw`SELECT 1`,
    redis,
    totals: () => totalsOf(app.db, clock.now()),
    depths: (due) => app.depths(due),
    connections,
    held,
    processes,
    ticks: role === 'all' || role === 'scheduler',
  })
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
        processes,
      }),
      ...(sandbox ? [sandbox] : []),
    ],
    watched: [probes(vitals), metrics.routes(vitals)],
    home: sandbox ? '/sandbox' : '/operator',
    onError: (error) => log.error({ err: error }, 'page failed'),
  })

  let ticking: Promise<void> | null = null
  const minute = async () => {
    if (vitals.desk.ticks) metrics.ticked(await vitals.minute(() => app.tick()))
    // The disk is full, perhaps: the bot goes on without its status.
    try {
      writeStatus(config.DATA_DIR, {
        at: systemClock.now(),
        demo,
        connections: connections(),
        processes: processes(),
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
