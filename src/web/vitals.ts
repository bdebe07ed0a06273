import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection, Process } from '../records/status.ts'
import type { Totals } from '../records/totals.ts'

/** What a process stands on, and does. */
export interface VitalsDesk {
  /** all, gateway, worker, scheduler, web */
  role: string
  now: () => Date
  /** Resolves when the database answers. */
  database: () => Promise<unknown>
  /** Resolves when Redis answers; null where it is not used. */
  redis: (() => Promise<unknown>) | null
  totals: () => Promise<Totals>
  /** What waits, by kind; told how many notices are due. */
  depths: (due: number) => Promise<Record<string, number>>
  /** Of the whole, whichever process holds them. */
  connections: () => Connection[]
  /** Those that this process holds; none where it stands by, or never receives and sends. */
  held: () => Connection[]
  /** Those that share the work; none where one does all of it. */
  processes: () => Process[]
  /** Whether the work of the minute is this one's. */
  ticks: boolean
  /** In ms; performance.now() unless told otherwise. */
  stopwatch?: () => number
}

/** Whoever does not answer within so long is away. */
const patienceMs = 3_000
/** Several that watch, and often, ask the database no more often than this. */
const freshMs = 5_000
/** What is due for so long is a trouble. */
const lateMs = 10 * 60_000
/** A minute's work that is not done after so long hangs: every transaction of it has its time limit. */
const stuckMs = 10 * 60_000
const missedMs = 3 * 60_000

/** What may be wrong, in words that the handbook explains; of a connection with its platform. */
export const problems = ['database', 'redis', 'connection', 'gateway', 'tick', 'late'] as const
export type Problem = (typeof problems)[number] | `connection:${string}`

export interface Backlog extends Totals {
  lagSeconds: number
  depths: Record<string, number>
}

/** How this process is: numbers and fixed words, for the probes and the metrics. */
export class Vitals {
  readonly desk: VitalsDesk
  readonly #backlog: () => Promise<Backlog | null>
  readonly #asked: [name: string, answers: () => Promise<boolean>][]
  readonly #stopwatch: () => number
  /** When the work of the minute was done last, and when the one that is under way began. */
  #done: number
  #began: number | null = null

  constructor(desk: VitalsDesk) {
    this.desk = desk
    this.#stopwatch = desk.stopwatch ?? (() => performance.now())
    this.#done = this.#stopwatch()
    const { database, redis, now } = desk
    const asked = { database, ...(redis ? { redis } : {}) }
    this.#asked = Object.entries(asked).map(([name, ask]) => {
      const once = single(ask)
      return [name, async () => (await within(once().then(() => true))) ?? false]
    })
    const totalsOnce = single(desk.totals)
    this.#backlog = fresh(async () => {
      const totals = await within(totalsOnce())
      if (!totals) return null
      const lagMs = totals.oldestDue ? Math.max(0, now().getTime() - totals.oldestDue.getTime()) : 0
      // Without Redis nobody knows; the rest is told all the same.
      return { ...totals, lagSeconds: lagMs / 1000, depths: (await within(desk.depths(totals.due))) ?? {} }
    })
  }

  /** Runs the work of one minute. Resolves with how long it took, in ms. Rejects where it does. */
  async minute(work: () => Promise<void>): Promise<number> {
    const began = this.#stopwatch()
    this.#began = began
    try {
      await work()
      this.#done = this.#stopwatch()
      return this.#done - began
    } finally {
      this.#began = null
    }
  }

  /** What waits; a few seconds old at most. Null where the database does not answer. */
  backlog(): Promise<Backlog | null> {
    return this.#backlog()
  }

  /** Whether each thing that is needed for the work is there. */
  async checks(): Promise<Record<string, boolean>> {
    const held = this.desk.held()
    const answers = this.#asked.map(async ([name, answers]) => [name, await answers()] as const)
    const checks = Object.fromEntries(await Promise.all(answers))
    // Who stands by holds no connection, and is ready to stand by.
    return held.length > 0 ? { ...checks, platform: held.some(({ up }) => up) } : checks
  }

  /** Whether the process hangs, so that nothing helps but to start it anew. */
  get stuck(): boolean {
    return this.#began !== null && this.#stopwatch() - this.#began > stuckMs
  }

  async problems(): Promise<Problem[]> {
    const [checks, backlog] = await Promise.all([this.checks(), this.backlog()])
    const processes = this.desk.processes()
    const missed = this.desk.ticks && this.#stopwatch() - this.#done > missedMs
    const when = (wrong: boolean, problem: Problem): Problem[] => (wrong ? [problem] : [])
    return [
      ...when(checks.database === false, 'database'),
      ...when(checks.redis === false, 'redis'),
      ...this.desk.connections().flatMap(({ platform, up }) => when(!up, `connection:${platform}`)),
      ...when(processes.length > 0 && !processes.some((one) => one.gateway === 'active'), 'gateway'),
      ...when(missed, 'tick'),
      ...when(backlog !== null && backlog.lagSeconds * 1000 > lateMs, 'late'),
    ]
  }
}

/** Null where it fails, or takes too long. */
async function within<T>(work: Promise<T>): Promise<T | null> {
  const over = new AbortController()
  const late = sleep(patienceMs, null, { signal: over.signal, ref: false }).catch(() => null)
  try {
    return await Promise.race([work.catch(() => null), late])
  } finally {
    over.abort()
  }
}

/** While one is asked, whoever asks too gets the same answer: what does not answer is not asked again and again. */
export function single<T>(ask: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null
  return () => {
    running ??= ask().finally(() => {
      running = null
    })
    return running
  }
}

/** The same answer for a while, however many ask. */
function fresh<T>(work: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; answer: Promise<T> } | null = null
  return () => {
    const now = performance.now()
    if (!kept || now - kept.at > freshMs) kept = { at: now, answer: work() }
    return kept.answer
  }
}
