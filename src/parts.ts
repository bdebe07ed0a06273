import { join } from 'node:path'
import type { Setting } from './actions/act.ts'
import type { App } from './app.ts'
import { type Tell, toLog } from './base/events.ts'
import type { Log } from './base/log.ts'
import { handleArrival, keeper } from './bot/arrivals.ts'
import type { ChatPort } from './chat/port.ts'
import type { Pace } from './jobs/pace.ts'
import type { RedisDoor } from './jobs/redis.ts'
import { RedisQueue } from './jobs/redis-queue.ts'
import { type Outbox, Sender } from './jobs/send.ts'
import { recover, tick } from './jobs/tick.ts'
import { openDatabase } from './records/database.ts'
import type { Clock } from './time/clock.ts'

/** What one process does of a bot that several share. Pages need none of it. */
export interface PartOptions {
  /** The folder with the files, which all processes share. */
  dir: string
  database: string
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
  /** Receives and sends, as the only one: `mine` asks whether it still is. */
  gateway?: { ports: ChatPort[]; pace: Pace; mine: () => Promise<boolean>; wait?: NonNullable<Outbox['wait']> }
}

/** A scheduler looks after the queue so often: where Redis has lost it, nobody waits for the next minute. */
const lookMs = 5_000

/** A part of a bot that several processes share; `startApp` is all of it in one. */
export async function startPart(options: PartOptions): Promise<App> {
  const { dir, database: address, setting, clock, log, door, works = false, schedules = false, gateway } = options
  const tell = toLog(log, options.count)
  const database = await openDatabase(address)
  const db = database.prisma
  const filesDir = join(dir, 'files')
  const working = { db, clock, setting, log, filesDir, wake: () => queue.wake(), tell }
  const outbox = { db, clock, setting, log, tell }
  const sender = gateway && new Sender({ ...outbox, ...gateway, ports: byPlatform(gateway.ports) })
  const expander = works ? new Sender({ ...outbox, ports: new Map() }) : undefined
  if (gateway) {
    // Nobody else sends: what is found in `sending` was cut off.
    const doubtful = await recover({ db, clock, setting, tell })
    if (doubtful > 0) log.warn({ count: doubtful }, 'notices with unknown outcome after the last gateway')
  }
  const queue = new RedisQueue({
    door,
    db,
    clock,
    log,
    duties: {
      send: sender,
      expand: expander,
      messages: works ? (id) => handleArrival(working, id) : undefined,
    },
  })
  let looking: Promise<void> | null = null
  const look = () => {
    looking ??= queue.rebuild().finally(() => {
      looking = null
    })
    return looking
  }
  const looks = schedules ? setInterval(() => void look(), lookMs) : undefined
  const stop = async () => {
    clearInterval(looks)
    await looking
    for (const port of gateway?.ports ?? []) await port.stop()
    sender?.stop()
    expander?.stop()
    await queue.stop()
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
    for (const port of gateway?.ports ?? []) {
      port.onOnline?.(() => void sender?.free(port.platform).then((any) => any && queue.wake()))
      await port.start(keeper(keeping, port))
    }
    if (gateway) queue.wake()
    return part
  } catch (error) {
    await stop()
    throw error
  }
}

const byPlatform = (ports: ChatPort[]) => new Map(ports.map((port) => [port.platform, port]))
