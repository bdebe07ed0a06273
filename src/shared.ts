import { hostname } from 'node:os'
import type { Setting } from './actions/act.ts'
import type { Config } from './base/config.ts'
import { makeLog } from './base/log.ts'
import type { PlatformSettings } from './chat/settings.ts'
import { Gateways } from './gateway.ts'
import { Presence } from './jobs/presence.ts'
import { openRedis } from './jobs/redis.ts'
import { refuseDemo } from './live.ts'
import { startPart } from './parts.ts'
import { openDatabase } from './records/database.ts'
import { connectionsOf } from './records/status.ts'
import type { Role } from './roles.ts'
import { serve } from './serve.ts'
import { systemClock } from './time/clock.ts'
import { Metrics } from './web/metrics.ts'

export interface Sharing {
  config: Config
  setting: Setting
  role: Role
  database: string
  redis: string
  settings: PlatformSettings | null
  scan: (title: string, qr: string) => void
  /** What everything in Redis begins with. */
  prefix?: string
}

const clock = systemClock

/** One process of several that share a PostgreSQL database and a Redis: its part of the bot, by its role. */
export async function startShared(sharing: Sharing) {
  const { config, setting, role, database, redis, settings, scan, prefix } = sharing
  const dir = config.DATA_DIR
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const writer = { role, host: hostname(), pid: process.pid }
    const log = makeLog({ level: config.LOG_LEVEL, dir, hour: setting.zone.hour, process: writer })
    const { prisma, close } = await openDatabase(database)
    const demo = (await prisma.organization.count().finally(close)) === 0
    refuseDemo({ demo, config })
    const door = await openRedis(redis, log, prefix)
    undo.push(() => door.close())
    const metrics = new Metrics()
    const { count } = metrics
    const does = (one: Role) => role === one || role === 'all'
    const part = await startPart({
      dir,
      database,
      setting,
      clock,
      log,
      door,
      count,
      works: does('worker'),
      schedules: does('scheduler'),
    })
    undo.push(() => part.stop())
    const gateway =
      does('gateway') && settings
        ? new Gateways({ ...sharing, settings, dir, clock, log, door, scan, count, db: part.db })
        : null
    const since = clock.now()
    const presence = new Presence(
      door,
      () => ({
        ...writer,
        since,
        gateway: gateway?.state ?? null,
        connections: gateway?.connections() ?? [],
        standby: gateway?.standby() ?? [],
      }),
      log,
    )
    if (gateway) {
      undo.push(() => gateway.stop())
      await gateway.start()
    }
    await presence.start()
    undo.push(() => presence.stop())
    // What other processes hold open is shown here too, and what nobody does.
    const connections = () =>
      connectionsOf([
        { connections: gateway?.connections() ?? [], standby: gateway?.standby() ?? [] },
        ...presence.seen(),
      ])
    const served = await serve({
      config,
      app: part,
      clock,
      demo: false,
      zone: setting.zone,
      log,
      connections,
      sandbox: null,
      metrics,
      shared: {
        role,
        processes: () => presence.seen(),
        held: () => gateway?.connections() ?? [],
        redis: () => door.redis.ping(),
      },
    })
    undo.push(() => served.stop())
    return { url: served.url, dir, demo: false, connections, remarks: gateway?.remarks ?? [], stop }
  } catch (error) {
    await stop()
    throw error
  }
}
