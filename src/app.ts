import { join } from 'node:path'
import type { Setting } from './actions/act.ts'
import { type Tell, toLog } from './base/events.ts'
import type { Log } from './base/log.ts'
import { receiver } from './bot/receive.ts'
import type { ChatPort, IncomingMessage, Receive } from './chat/port.ts'
import type { Pace } from './jobs/pace.ts'
import { OwnQueue } from './jobs/queue.ts'
import { type Outbox, Sender } from './jobs/send.ts'
import { recover, tick } from './jobs/tick.ts'
import { type Db, databaseFile, openDatabase } from './records/database.ts'
import { nextDue } from './records/notices.ts'
import type { Clock, MovableClock } from './time/clock.ts'
import { addDays } from './time/days.ts'

export interface AppOptions {
  /** The folder with the files, and the database where no other is named. */
  dir: string
  /** The address of the database, see openDatabase. */
  database?: string
  setting: Setting
  clock: Clock
  ports: ChatPort[]
  log: Log
  /** Budgets of what is sent; of its own unless shared. */
  pace?: Pace
  wait?: NonNullable<Outbox['wait']>
  sendMs?: number
  /** Counts what is told of messages and notices. */
  count?: Tell
  mine?: NonNullable<Outbox['mine']>
}

/** The parts of one running bot, wired. */
export interface App {
  db: Db
  /** One minute of the clock: plans, starts, and begins to send what is due. */
  tick(): Promise<void>
  /** The same, and resolves when nothing due is left. */
  beat(): Promise<void>
  /** What waits, by kind. @param due how many notices are due */
  depths(due: number): Promise<Record<string, number>>
  stop(): Promise<void>
}

/** Opens the database and lets the chat in. Nothing is sent before what the last run left open is known. */
export async function startApp({
  dir,
  database: address = databaseFile(dir),
  setting,
  clock,
  ports,
  log,
  count,
  ...sending
}: AppOptions): Promise<App> {
  const database = await openDatabase(address)
  const db = database.prisma
  const tell = toLog(log, count)
  let inHand = 0
  const sender = new Sender({
    db,
    clock,
    setting,
    log,
    tell,
    ...sending,
    ports: new Map(ports.map((port) => [port.platform, port])),
  })
  const queue = new OwnQueue({ db, clock, log, hands: sender })
  const stop = async () => {
    sender.stop()
    // What is being sent is finished before its connection closes, or nobody knew whether it arrived.
    await queue.stop()
    for (const port of ports) await port.stop()
    await database.close()
  }
  const app: App = {
    db,
    async tick() {
      await tick({ db, clock, setting, tell })
      queue.wake()
    },
    async beat() {
      await app.tick()
      await queue.idle()
    },
    // The table itself is the queue.
    depths: async (due) => ({ send: due, messages: inHand }),
    stop,
  }
  try {
    const doubtful = await recover({ db, clock, setting, tell })
    if (doubtful > 0) log.warn({ count: doubtful }, 'notices with unknown outcome after the last run')
    const door = { db, clock, setting, filesDir: join(dir, 'files'), wake: () => queue.wake(), tell }
    const counted = (receive: Receive) => (message: IncomingMessage) => {
      inHand++
      return receive(message).finally(() => inHand--)
    }
    for (const port of ports) {
      port.onOnline?.(() => void sender.free(port.platform).then((any) => any && queue.wake()))
      await port.start(counted(receiver(door, port)))
    }
    return app
  } catch (error) {
    await stop()
    throw error
  }
}

/** Lets the time pass up to an instant, stopping wherever something is due or a day begins. Returns where it arrived. */
export async function passTime(app: App, clock: MovableClock, setting: Setting, until: Date): Promise<Date> {
  for (;;) {
    await app.beat()
    const now = clock.now()
    const due = (await nextDue(app.db))?.dueAt ?? until
    const midnight = setting.zone.at(addDays(setting.zone.day(now), 1), '00:00')
    const next = new Date(Math.min(until.getTime(), midnight.getTime(), Math.max(due.getTime(), now.getTime() + 1)))
    if (now >= until) return now
    clock.moveTo(next)
  }
}
