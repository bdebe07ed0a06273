import { join } from 'node:path'
import type { Setting } from './actions/act.ts'
import type { App } from './app.ts'
import { type Tell, toLog } from './base/events.ts'
import type { Log } from './base/log.ts'
import { handleArrival, keeper } from './bot/arrivals.ts'
import type { Capabilities, ChatPort } from './chat/port.ts'
import type { Pace } from './jobs/pace.ts'
import type { RedisDoor } from './jobs/redis.ts'
import { RedisQueue } from './jobs/redis-queue.ts'
import { type Outbox, Sender } from './jobs/send.ts'
import { recover, tick } from './jobs/tick.ts'
import { connected } from './records/connected.ts'
import { borrowed, type Db, openDatabase } from './records/database.ts'
import type { Clock } from './time/clock.ts'

/** What one process does of a bot that several share. Pages need none of it. */
export interface PartOptions {
  /** The folder with the files, which all processes share. */
  dir: string
  database: string
  /** The same, where the process has it open already. */
  db?: Db
  setting: Setting
  clock: Clock
  log: Log
  door: RedisDoor
  /** Counts what is told of messages and notices. */
  count?: Tell
  /** Handles what people have said, and hands on what is for many. */
  works?: boolean
  /** Plans, and sees to it that what is due is in the queue. */
  schedules?: boolean
  /** Receives and sends for one account, as the only one: `mine` asks whether it still is. */
  gateway?: { port: ChatPort; pace: Pace; mine: () => Promise<boolean>; wait?: NonNullable<Outbox['wait']> }
}

/** A scheduler looks after the queue so often: where Redis has lost it, nobody waits for the next minute. */
const lookMs = 5_000

/** A part of a bot that several processes share; `startApp` is all of it in one. */
export async function startPart(options: PartOptions): Promise<App> {
  const { dir, setting, clock, log, door, works = false, schedules = false, gateway } = options
  const tell = toLog(log, options.count)
  const database = options.db ? borrowed(options.db) : await openDatabase(options.database)
  const db = database.prisma
  const filesDir = join(dir, 'files')
  const working = { db, clock, setting, log, filesDir, wake: () => queue.wake(), tell }
  const outbox = { db, clock, setting, log, tell }
  const port = gateway?.port
  // Kept as they are now, for whoever sends.
  const platforms = new Map<string, Capabilities & { elsewhere?: boolean }>()
  const lookAround = async () => {
    const now = await connected(db, clock.now())
    platforms.clear()
    for (const [name, can] of now.platforms) platforms.set(name, { ...can, elsewhere: name !== port?.platform })
    if (port) platforms.set(port.platform, port.capabilities)
    return platforms
  }
  const sender =
    gateway && port && new Sender({ ...outbox, ...gateway, ports: new Map([[port.platform, port]]), platforms })
  const expander = works ? new Sender({ ...outbox, ports: new Map() }) : undefined
  if (port) {
    // Nobody else sends there: what is found in `sending` was cut off.
    const doubtful = await recover({ db, clock, setting, tell }, port.platform)
    if (doubtful > 0) log.warn({ count: doubtful }, 'notices with unknown outcome after the last gateway')
  }
  const queue = new RedisQueue({
    door,
    db,
    clock,
    log,
    duties: {
      send: sender && port && { platform: port.platform, hands: sender },
      expand: expander,
      messages: works ? (id) => handleArrival(working, id) : undefined,
    },
    platforms: lookAround,
  })
  let looking: Promise<void> | null = null
  const look = () => {
    looking ??= queue.rebuild().finally(() => {
      looking = null
    })
    return looking
  }
  const looks = schedules ? setInterval(() => void look(), lookMs) : undefined
  const around = port ? setInterval(() => void lookAround().catch(() => undefined), lookMs) : undefined
  const stop = async () => {
    clearInterval(looks)
    clearInterval(around)
    await looking
    sender?.stop()
    expander?.stop()
    // What is being sent is finished before its connection closes, or nobody knew whether it arrived.
    await queue.stop()
    await port?.stop()
    await database.close()
  }
  const part: App = {
    db,
    async tick() {
      if (!schedules) return
      await tick({ db, clock, setting, tell })
      await look()
    },
    async beat() {
      await part.tick()
      await queue.idle()
    },
    depths: () => queue.depths(),
    stop,
  }
  try {
    const keeping = { db, clock, filesDir, log, tell, arrived: (id: number, where: string) => queue.arrived(id, where) }
    if (port) {
      await lookAround()
      port.onOnline?.(() => void sender?.free(port.platform).then((any) => any && queue.wake()))
      await port.start(keeper(keeping, port))
      queue.wake()
    }
    return part
  } catch (error) {
    await stop()
    throw error
  }
}
