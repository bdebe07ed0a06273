import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** The right to receive and send, which one process has at a time. */
export interface Lease {
  /** Asks the server: whether it is ours still. Never rejects. */
  held(): Promise<boolean>
  /** Resolves when it is ours no more: released, or the connection is lost. */
  readonly lost: Promise<void>
  release(): Promise<void>
}

/**
 * Ours among the locks of the database; see scope.ts for its neighbours. Whoever does all by itself has the first alone;
 * those that share the work share it, and each account has a lock of its own.
 */
const whole = '9118, 1'
const accounts = 9119

/** The server may say nothing for so long; then the lease counts as lost. */
const silenceMs = 4_000
/** So often it is asked after while nothing is sent. */
const beatMs = 2_000
/** Whoever waits asks so often, and while the server is away not so often. */
const askMs = 250
const awayMs = 1_000
/** Whoever had it asks for it more often than those who stand by. */
const retakeMs = 200
/** So long whoever stood by holds back once the server is there again: whoever had it is to go on with it. */
const headStartMs = 2_000
/** Lets the server notice in ten seconds or so that our whole machine is gone, and let the next one in. */
const keepalive = `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3`

/** A connection that asks for a lease until it has it. */
class Candidate {
  readonly #client: pg.Client
  readonly #account: string | undefined
  readonly lost: Promise<void>
  #lose = () => {}
  #gone = false
  #shares = false

  private constructor(url: string, account: string | undefined) {
    this.#account = account
    this.#client = new pg.Client({
      connectionString: url,
      application_name: account === undefined ? 'zhibu gateway' : `zhibu gateway ${account}`,
      keepAlive: true,
      connectionTimeoutMillis: silenceMs,
      query_timeout: silenceMs,
    })
    this.lost = new Promise((resolve) => {
      this.#lose = () => {
        this.#gone = true
        resolve()
      }
    })
    this.#client.on('error', this.#lose)
    this.#client.on('end', this.#lose)
  }

  static async connect(url: string, account: string | undefined): Promise<Candidate> {
    const candidate = new Candidate(url, account)
    try {
      await candidate.#client.connect()
      // Over a socket of this machine there is nothing to keep alive.
      await candidate.#client.query(keepalive).catch(() => undefined)
      return candidate
    } catch (error) {
      await candidate.end()
      throw error
    }
  }

  /** The lease, if nobody has it. */
  async ask(): Promise<Lease | null> {
    if (this.#account === undefined) return (await this.#gets(`pg_try_advisory_lock(${whole})`)) ? this.#lease() : null
    this.#shares ||= await this.#gets(`pg_try_advisory_lock_shared(${whole})`)
    if (!this.#shares) return null
    return (await this.#gets(`pg_try_advisory_lock(${accounts}, hashtext($1))`, this.#account)) ? this.#lease() : null
  }

  end(): Promise<void> {
    return this.#client.end().catch(() => undefined)
  }

  async #gets(lock: string, ...values: string[]): Promise<boolean> {
    const { rows } = await this.#client.query<{ got: boolean }>(`SELECT ${lock} AS got`, values)
    return rows[0]?.got === true
  }

  #lease(): Lease {
    const held = async () => {
      if (this.#gone) return false
      try {
        await this.#client.query('SELECT 1')
        return !this.#gone
      } catch {
        this.#lose()
        return false
      }
    }
    const beat = setInterval(() => void held(), beatMs)
    beat.unref()
    void this.lost.then(() => {
      clearInterval(beat)
      return this.end()
    })
    return {
      held,
      lost: this.lost,
      release: async () => {
        // Ended before it counts as lost: whoever takes it next must find it free.
        await this.end()
        this.#lose()
      },
    }
  }
}

/**
 * Takes the lease if nobody has it: of one account, or of all for a process that shares nothing. It is a lock of a
 * PostgreSQL session, on a connection of its own: the server gives it to one only, and frees it however the process ends.
 * @returns null where another has it
 */
export async function tryLease(url: string, account?: string): Promise<Lease | null> {
  const candidate = await Candidate.connect(url, account)
  try {
    const lease = await candidate.ask()
    if (!lease) await candidate.end()
    return lease
  } catch (error) {
    await candidate.end()
    throw error
  }
}

/**
 * Waits until the lease is ours; null where it was told to stop before. While the server is away it is tried on, and when
 * it is back whoever had the lease has a head start.
 */
export async function waitForLease(url: string, stop: AbortSignal, account?: string): Promise<Lease | null> {
  let candidate: Candidate | null = null
  let wasAway = false
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop }).catch(() => undefined)
  try {
    while (!stop.aborted) {
      try {
        candidate ??= await Candidate.connect(url, account)
        if (wasAway) await pause(headStartMs)
        wasAway = false
        const lease: Lease | null = await candidate.ask()
        if (lease && !stop.aborted) {
          candidate = null
          return lease
        }
      } catch {
        await candidate?.end()
        candidate = null
        wasAway = true
      }
      await pause(candidate ? askMs : awayMs)
    }
    return null
  } finally {
    await candidate?.end()
  }
}

/**
 * A lease that was lost with the connection, taken back. While the server is away nobody can have it, and it is asked for
 * on and on; null where somebody else was faster, or where it was told to stop.
 */
export async function retakeLease(url: string, stop: AbortSignal, account?: string): Promise<Lease | null> {
  while (!stop.aborted) {
    try {
      return await tryLease(url, account)
    } catch {
      await sleep(retakeMs, undefined, { signal: stop }).catch(() => undefined)
    }
  }
  return null
}

/** The lease of a process that does all by itself: lost with the connection, it is taken back as soon as can be. */
export async function keepLease(url: string): Promise<Pick<Lease, 'held' | 'release'> | null> {
  const first = await tryLease(url)
  if (!first) return null
  const stop = new AbortController()
  let lease: Lease | null = first
  const follow = async () => {
    while (lease) {
      await lease.lost
      lease = (await retakeLease(url, stop.signal)) ?? (await waitForLease(url, stop.signal))
    }
  }
  void follow()
  return {
    held: async () => (await lease?.held()) ?? false,
    release: async () => {
      stop.abort()
      await lease?.release()
    },
  }
}
