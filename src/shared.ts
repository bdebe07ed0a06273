import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Setting } from './actions/act.ts'
import type { Config } from './base/config.ts'
import type { Tell } from './base/events.ts'
import { type Log, makeLog } from './base/log.ts'
import type { PlatformSettings } from './chat/settings.ts'
import { Presence } from './jobs/presence.ts'
import { openRedis, type RedisDoor } from './jobs/redis.ts'
import { RedisPace } from './jobs/redis-pace.ts'
import { readyForGroups, refuseDemo, remarkOnGroups } from './live.ts'
import { startPart } from './parts.ts'
import { makePlatforms, type Platforms } from './platforms.ts'
import { openDatabase } from './records/database.ts'
import { type Lease, tryLease, waitForLease } from './records/lease.ts'
import type { Connection } from './records/status.ts'
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
      does('gateway') && settings ? new Gateway({ ...sharing, settings, dir, log, door, scan, count }) : null
    const since = clock.now()
    const presence = new Presence(
      door,
      () => ({
        ...writer,
        since,
        gateway: gateway?.state ?? null,
        connections: gateway?.connections() ?? [],
      }),
      log,
    )
    if (gateway) {
      undo.push(() => gateway.stop())
      await gateway.start()
    }
    await presence.start()
    undo.push(() => presence.stop())
    // What another process holds open is shown here too.
    const connections = (): Connection[] =>
      gateway?.state === 'active' ? gateway.connections() : presence.seen().flatMap((one) => one.connections)
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

interface GatewayOptions extends Sharing {
  settings: PlatformSettings
  dir: string
  log: Log
  door: RedisDoor
  count: Tell
}

/** What did not come up is tried again after so long. */
const againMs = 5_000

/** Receives and sends while it has the lease, and stands by while another has it. */
class Gateway {
  readonly #of: GatewayOptions
  readonly #stopping = new AbortController()
  #platforms: Platforms | null = null
  #living: Promise<void> = Promise.resolve()
  state: 'active' | 'standby' = 'standby'
  remarks: string[] = []

  constructor(of: GatewayOptions) {
    this.#of = of
  }

  connections(): Connection[] {
    return this.#platforms?.connections() ?? []
  }

  /** Resolves when it is up, or stands by. What is wrong with its settings is told at once. */
  async start(): Promise<void> {
    const lease = await tryLease(this.#of.database)
    const end = lease && (await this.#open(lease))
    this.#living = this.#live(end && lease ? { lease, end } : null)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#living
  }

  async #live(first: { lease: Lease; end: () => Promise<void> } | null): Promise<void> {
    const { log, database } = this.#of
    const { signal } = this.#stopping
    let now = first
    while (!signal.aborted) {
      if (now) {
        const stopped = new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        )
        await Promise.race([now.lease.lost, stopped])
        if (!signal.aborted) log.error('gateway lost its lease: another may take over')
        await now.end()
        now = null
        continue
      }
      const lease = await waitForLease(database, signal)
      if (!lease) return
      log.warn('gateway takes over')
      const end = await this.#open(lease).catch((error: unknown) => {
        log.error({ err: error }, 'gateway not started')
        return null
      })
      if (end) now = { lease, end }
      else await sleep(againMs, undefined, { signal }).catch(() => undefined)
    }
    await now?.end()
  }

  /** Opens the ports. Gives what closes them again. */
  async #open(lease: Lease): Promise<() => Promise<void>> {
    const { config, setting, database, settings, dir, log, door, scan, prefix, count } = this.#of
    const undo: (() => Promise<unknown>)[] = [() => lease.release()]
    const end = async () => {
      this.state = 'standby'
      for (const step of undo.splice(0).reverse())
        await step().catch((error: unknown) => log.error({ err: error }, 'gateway not closed in order'))
      this.#platforms = null
    }
    try {
      const tied = await readyForGroups({ database, setting, clock, log }, settings)
      this.remarks = remarkOnGroups(tied)
      const platforms = makePlatforms(config, settings, { dir, clock, log, scan, roomIds: tied.roomIds })
      this.#platforms = platforms
      undo.push(() => platforms.stop())
      const total = [{ count: config.SEND_PER_MINUTE, ms: 60_000 }]
      const pace = new RedisPace(door.redis, { total, ...(prefix === undefined ? {} : { prefix }) })
      const gateway = { ports: platforms.ports, pace, mine: () => lease.held() }
      const part = await startPart({ dir, database, setting, clock, log, door, count, gateway })
      undo.push(() => part.stop())
      this.state = 'active'
      return end
    } catch (error) {
      await end()
      throw error
    }
  }
}
