import { setTimeout as sleep } from 'node:timers/promises'
import type { Setting } from './actions/act.ts'
import type { Config } from './base/config.ts'
import type { Tell } from './base/events.ts'
import type { Log } from './base/log.ts'
import type { PlatformSettings } from './chat/settings.ts'
import { groupsPlatform } from './chat/wecom/groups-platform.ts'
import type { RedisDoor } from './jobs/redis.ts'
import { RedisPace } from './jobs/redis-pace.ts'
import { readyForGroups, remarkOnGroups } from './live.ts'
import { startPart } from './parts.ts'
import { makePlatforms, type Platforms } from './platforms.ts'
import { connected, forgetConnected, tellConnected } from './records/connected.ts'
import { type Db, write } from './records/database.ts'
import { type Lease, retakeLease, tryLease, waitForLease } from './records/lease.ts'
import type { Connection } from './records/status.ts'
import type { Clock } from './time/clock.ts'

export interface GatewayOptions {
  config: Config
  setting: Setting
  database: string
  settings: PlatformSettings
  scan: (title: string, qr: string) => void
  prefix?: string
  dir: string
  clock: Clock
  log: Log
  door: RedisDoor
  db: Db
  count: Tell
}

/** The settings of each account alone: each is held by itself. */
function accountsIn({ wecom, wechaty }: PlatformSettings): PlatformSettings[] {
  const { bot, groups } = wecom
  return [
    ...(bot ? [{ wecom: { ...wecom, groups: [] }, wechaty: null }] : []),
    ...(wechaty ? [{ wecom: { ...wecom, bot: null, groups: [] }, wechaty }] : []),
    ...(groups.length > 0 ? [{ wecom: { ...wecom, bot: null }, wechaty: null }] : []),
  ]
}

const tellMs = 60_000

/** The accounts that stand in the settings of a process: some it holds, for the others it stands by. */
export class Gateways {
  readonly #of: GatewayOptions
  readonly #accounts: AccountGateway[]
  #telling: NodeJS.Timeout | undefined

  constructor(of: GatewayOptions) {
    this.#of = of
    this.#accounts = accountsIn(of.settings).map((settings) => new AccountGateway({ ...of, settings }))
  }

  get state(): 'active' | 'standby' {
    return this.#accounts.some(({ active }) => active) ? 'active' : 'standby'
  }

  get remarks(): string[] {
    return this.#accounts.flatMap(({ remarks }) => remarks)
  }

  /** Of the accounts that it holds. */
  connections(): Connection[] {
    return this.#accounts.filter(({ active }) => active).map((one) => one.connection())
  }

  /** Of those for which it stands by. */
  standby(): Connection[] {
    return this.#accounts.filter(({ active }) => !active).map((one) => one.connection())
  }

  /** Resolves when each is up or stands by. What is wrong with the settings is told at once. */
  async start(): Promise<void> {
    await this.#tell()
    this.#telling = setInterval(
      () => void this.#tell().catch((error: unknown) => this.#of.log.error({ err: error }, 'platforms not told')),
      tellMs,
    )
    const started = await Promise.allSettled(this.#accounts.map((one) => one.start()))
    for (const one of started) if (one.status === 'rejected') throw one.reason
  }

  async stop(): Promise<void> {
    clearInterval(this.#telling)
    await Promise.all(this.#accounts.map((one) => one.stop()))
  }

  /** Says which accounts stand in the settings, and clears away what stands in nobody's any more. */
  async #tell(): Promise<void> {
    const { db, clock, log } = this.#of
    for (const one of this.#accounts) {
      const { platform, capabilities } = one.connection()
      await write(db, (tx) => tellConnected(tx, platform, capabilities, clock.now()), 'rows')
    }
    for (const platform of (await connected(db, clock.now())).gone) {
      log.warn({ platform }, 'platform is in nobody’s settings any more')
      if (platform === groupsPlatform) await readyForGroups(this.#of, { wecom: noGroups, wechaty: null })
      await write(db, (tx) => forgetConnected(tx, platform), 'rows')
    }
  }
}

const noGroups: PlatformSettings['wecom'] = { bot: null, webhookUrl: null, groups: [] }

/** What did not come up is tried again after so long. */
const againMs = 5_000

/** What is done under a lease, which may be lost and taken back; `end` gives both up. */
interface Held {
  lease: Lease
  end: () => Promise<void>
}

/** Receives and sends for one account while it has the lease, and stands by while another has it. */
class AccountGateway {
  readonly #of: GatewayOptions
  readonly #stopping = new AbortController()
  readonly #platform: string
  #platforms: Platforms
  #living: Promise<void> = Promise.resolve()
  active = false
  remarks: string[] = []

  constructor(of: GatewayOptions) {
    this.#of = of
    this.#platforms = this.#make(new Map())
    this.#platform = this.connection().platform
  }

  connection(): Connection {
    const [one] = this.#platforms.connections()
    if (!one) throw new Error('an account without a platform')
    return this.active ? one : { ...one, up: false, state: '没有进程在收发' }
  }

  async start(): Promise<void> {
    const lease = await tryLease(this.#of.database, this.#platform)
    this.#living = this.#live(lease && (await this.#open(lease)))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#living
  }

  async #live(first: Held | null): Promise<void> {
    const { log, database } = this.#of
    const platform = this.#platform
    const { signal } = this.#stopping
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    let now = first
    while (!signal.aborted) {
      if (now) {
        await Promise.race([now.lease.lost, stopped])
        if (!signal.aborted) {
          log.error({ platform }, 'gateway lost its lease: another may take over')
          // While the server is away people are told that they are not heard: somebody has to stay for that.
          const again = await retakeLease(database, signal, platform)
          now.lease = again ?? now.lease
          if (again && this.connection().up) continue
        }
        await now.end()
        now = null
        continue
      }
      const lease = await waitForLease(database, signal, platform)
      if (!lease) return
      log.warn({ platform }, 'gateway takes over')
      now = await this.#open(lease).catch((error: unknown) => {
        log.error({ err: error, platform }, 'gateway not started')
        return null
      })
      if (!now) await sleep(againMs, undefined, { signal }).catch(() => undefined)
    }
    await now?.end()
  }

  #make(roomIds: ReadonlyMap<string, string>): Platforms {
    const { config, settings, dir, clock, log, scan } = this.#of
    return makePlatforms(config, settings, { dir, clock, log, scan, roomIds })
  }

  /** Opens the port. */
  async #open(first: Lease): Promise<Held> {
    const { config, settings, log, door, prefix } = this.#of
    const held: Held = { lease: first, end: async () => {} }
    const undo: (() => Promise<unknown>)[] = [() => held.lease.release()]
    held.end = async () => {
      this.active = false
      for (const step of undo.splice(0).reverse())
        await step().catch((error: unknown) => log.error({ err: error }, 'gateway not closed in order'))
      this.#platforms = this.#make(new Map())
    }
    try {
      // Groups that are only told come and go with the account that they are.
      const tied = await readyForGroups(this.#of, settings, this.#platform === groupsPlatform)
      this.remarks = remarkOnGroups(tied)
      const platforms = this.#make(tied.roomIds)
      this.#platforms = platforms
      undo.push(() => platforms.stop())
      const total = [{ count: config.SEND_PER_MINUTE, ms: 60_000 }]
      const pace = new RedisPace(door.redis, { total, ...(prefix === undefined ? {} : { prefix }) })
      const [port] = platforms.ports
      if (!port) throw new Error('an account without a port')
      const part = await startPart({ ...this.#of, gateway: { port, pace, mine: () => held.lease.held() } })
      undo.push(() => part.stop())
      this.active = true
      return held
    } catch (error) {
      await held.end()
      throw error
    }
  }
}
