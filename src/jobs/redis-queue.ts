import { randomUUID } from 'node:crypto'
import { Queue as BullQueue, type Job, Worker } from 'bullmq'
import { z } from 'zod'
import { type Platforms, routesOf } from '../actions/notify/route.ts'
import { grouped } from '../base/grouped.ts'
import type { Log } from '../base/log.ts'
import { nextWaiting, waitingFirst } from '../records/arrivals.ts'
import { type Claimed, claimDue, holdClaim, releaseExpired, unclaim, unclaimAll } from '../records/claims.ts'
import { type Db, write } from '../records/database.ts'
import type { Clock } from '../time/clock.ts'
import { type Hands, type Queue, Runner } from './queue.ts'
import type { RedisDoor } from './redis.ts'
import { againMs, hashOf, jobsOf, once, takeJob } from './redis-jobs.ts'

/** What a process does of the work that is shared. */
export interface Duties {
  /** Sends on one platform, as the only one of all processes. */
  send?: { platform: string; hands: Hands } | undefined
  /** Hands the notices of organizations on. */
  expand?: Hands | undefined
  /** Handles the first message that waits in a conversation; it is told one that waits there. */
  messages?: ((inboundId: number) => Promise<void>) | undefined
}

interface Of {
  door: RedisDoor
  db: Db
  clock: Clock
  log: Log
  duties: Duties
  /** The platforms of the installation, as they are now: each has a queue of its own. */
  platforms: () => Promise<Platforms>
}

const batch = 200
/** Whoever was to send it may be gone. A lost queue, and one who is gone before it was in it, are noticed long before. */
const leaseMs = 15 * 60_000
/** Whoever claims has put it in by then, or is gone. */
const puttingMs = 30_000
/** How many messages one worker handles at once, each of another conversation. */
const messagesAtOnce = 8
/** A worker that says nothing for so long is dead, and its job is taken by another. */
const patience = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 5 }

const message = z.object({ id: z.number().int() })

/**
 * The queue of several processes: BullMQ carries ids. Whoever has made something due claims it and puts it in; a worker
 * takes up what is for many and what people have said, whoever holds a platform's account sends what goes there. Without
 * Redis everything stays due.
 */
export class RedisQueue implements Queue {
  readonly #of: Of
  readonly #runner = new Runner(() => this.#pump())
  readonly #sends = new Map<string, BullQueue>()
  readonly #expands: BullQueue
  readonly #messages: BullQueue
  readonly #workers: Worker[] = []

  constructor(of: Of) {
    this.#of = of
    this.#expands = this.#queue('expand')
    this.#messages = this.#queue('messages')
    const { send, expand, messages } = of.duties
    if (send) {
      const queue = this.#sendsOn(send.platform)
      // Where a job carries many, the next is in hand when one is done.
      const jobs = (send.hands.atOnce ?? 1) > 1 ? 2 : 1
      this.#work(queue.name, jobs, (job, token) => this.#take(send.hands, queue, job, token))
    }
    if (expand) this.#work('expand', 1, (job, token) => this.#take(expand, this.#expands, job, token))
    if (messages) this.#work('messages', messagesAtOnce, (job) => this.#handle(messages, job))
  }

  wake(): void {
    this.#runner.wake()
  }

  /** A message was taken in: somebody will handle it. The tick finds those for which this fails. */
  async arrived(inboundId: number, conversation: string): Promise<void> {
    // One job for a conversation, and one more for what comes while it is worked on: in order, and in turn with the others.
    const deduplication = { id: hashOf(conversation), keepLastIfActive: true }
    await this.#messages.add('message', { id: inboundId }, { ...once, deduplication })
  }

  async rebuild(): Promise<void> {
    const { db, clock, log } = this.#of
    try {
      await write(db, (tx) => releaseExpired(tx, clock.now()), 'rows')
      await this.#refill()
      for (const { inboundId, conversation } of await waitingFirst(db)) await this.arrived(inboundId, conversation)
    } catch (error) {
      log.error({ err: error }, 'queue not looked after')
    }
    this.wake()
  }

  /**
   * Where Redis is new, was emptied, or has lost its data, what was in it is due again; and so it is where somebody was
   * gone who had claimed something and not put it in.
   */
  async #refill(): Promise<void> {
    const { db, log, door } = this.#of
    const filled = `${door.prefix}:filled`
    const gone = await this.#gone()
    if (gone.length === 0 && (await door.redis.exists(filled)) > 0) return
    // Called filled only once the rows are due again, and by a mark of this very Redis: where the database fails
    // meanwhile, or Redis is lost once more, it is done again at the next tick. Twice does no harm.
    const filling = `${door.prefix}:filling:${randomUUID()}`
    await door.redis.set(filling, '1')
    log.warn({ count: await write(db, unclaimAll, 'rows') }, 'queue made again from what is due')
    await door.redis.rename(filling, filled)
    if (gone.length > 0) await door.redis.hdel(this.#putting, ...gone)
  }

  /** Those who began to claim and put in, and never ended. */
  async #gone(): Promise<string[]> {
    const { door, clock } = this.#of
    const began = Object.entries(await door.redis.hgetall(this.#putting))
    return began.filter(([, at]) => clock.now().getTime() - Number(at) > puttingMs).map(([who]) => who)
  }

  get #putting(): string {
    return `${this.#of.door.prefix}:putting`
  }

  async idle(): Promise<void> {
    for (;;) {
      await this.#runner.idle()
      if ((await this.#jobs([...(await this.#allSends()), this.#expands, this.#messages])) === 0) break
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await this.#of.duties.send?.hands.ready()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()))
    // What became of the last ones is written down before anything is closed; where that fails, it is asked about later.
    await this.#of.duties.send?.hands.ready().catch(() => undefined)
    await this.#runner.stop()
    await Promise.all([...this.#sends.values(), this.#expands, this.#messages].map((queue) => queue.close()))
  }

  /** How much waits, for whoever watches. Of messages a conversation has one job, however many wait: their rows are counted. */
  async depths(): Promise<Record<string, number>> {
    const [send, expand] = await Promise.all([this.#jobs(await this.#allSends()), this.#jobs([this.#expands])])
    return { send, expand, messages: await this.#of.db.arrival.count() }
  }

  async #jobs(queues: BullQueue[]): Promise<number> {
    const counted = queues.map((one) => one.getJobCounts('wait', 'prioritized', 'active', 'delayed'))
    return (await Promise.all(counted)).flatMap((one) => Object.values(one)).reduce((all, count) => all + count, 0)
  }

  async #allSends(): Promise<BullQueue[]> {
    for (const platform of (await this.#of.platforms()).keys()) this.#sendsOn(platform)
    return [...this.#sends.values()]
  }

  #queue(name: string): BullQueue {
    const { redis, prefix } = this.#of.door
    const made = new BullQueue(name, { connection: redis, prefix, skipWaitingForReady: true })
    // The connection tells of its own.
    made.on('error', () => {})
    return made
  }

  #sendsOn(platform: string): BullQueue {
    const made = this.#sends.get(platform) ?? this.#queue(`send-${platform}`)
    this.#sends.set(platform, made)
    return made
  }

  #work(name: string, concurrency: number, process: (job: Job, token?: string) => Promise<void>): void {
    const { door, log } = this.#of
    const worker = new Worker(name, process, {
      connection: door.waiting(),
      prefix: door.prefix,
      concurrency,
      ...patience,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    })
    worker.on('error', () => {})
    worker.on('failed', (job, error) => log.error({ err: error, job: job?.id }, 'job failed'))
    this.#workers.push(worker)
  }

  /** Claims what is due and puts it in, the most urgent first. Meanwhile a mark says so: see #gone. */
  async #pump(): Promise<void> {
    const { db, clock, log, door } = this.#of
    const mark = randomUUID()
    try {
      while (!this.#runner.stopped) {
        const now = clock.now()
        await door.redis.hset(this.#putting, mark, now.getTime())
        const claimed = await write(db, (tx) => claimDue(tx, now, new Date(now.getTime() + leaseMs), batch), 'rows')
        if (claimed.length === 0) break
        try {
          await this.#put(claimed)
        } catch (error) {
          await write(db, (tx) => unclaim(tx, idsOf(claimed)), 'rows')
          throw error
        }
      }
      await door.redis.hdel(this.#putting, mark)
    } catch (error) {
      // The rows stay as they are, and the mark, which is looked at soon.
      log.error({ err: error }, 'queue not filled')
    }
  }

  async #put(claimed: Claimed[]): Promise<void> {
    const { db, clock, platforms } = this.#of
    const forMany = grouped(claimed, ({ recipientKind }) => recipientKind === 'organization')
    const [toExpand, toSend] = [forMany.get(true) ?? [], forMany.get(false) ?? []]
    if (toExpand.length > 0) await this.#expands.addBulk(jobsOf(toExpand, 1))
    if (toSend.length === 0) return
    const here = await platforms()
    const routes = await routesOf(db, toSend, here)
    for (const [route, some] of grouped(toSend, ({ id }) => routes.get(id))) {
      if (route !== undefined) await this.#sendsOn(route).addBulk(jobsOf(some, here.get(route)?.atOnce ?? 1))
      else {
        // Before the first gateway there is no platform to send on.
        const until = new Date(clock.now().getTime() + againMs)
        await write(db, (tx) => holdClaim(tx, idsOf(some), until), 'rows')
      }
    }
  }

  async #take(hands: Hands, queue: BullQueue, job: Job, token?: string): Promise<void> {
    const urgentWaits = async () => Object.values(await queue.getCountsPerPriority([1])).some((n) => n > 0)
    await takeJob(this.#of, hands, job, token, urgentWaits)
    // Handed on: what came of it is due now.
    if (hands === this.#of.duties.expand) this.wake()
  }

  async #handle(messages: (inboundId: number) => Promise<void>, job: Job): Promise<void> {
    const { id } = message.parse(job.data)
    await messages(id)
    this.wake()
    // One at a time, so that whoever says much does not keep the others waiting.
    const next = await nextWaiting(this.#of.db, id)
    if (next) await this.arrived(next.inboundId, next.conversation)
  }
}

const idsOf = (claimed: readonly Claimed[]): number[] => claimed.map(({ id }) => id)
