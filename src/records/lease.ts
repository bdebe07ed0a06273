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

/** Ours among the locks of the database; see scope.ts for its neighbours. */
const lock = [9118, 1] as const

/** The server may say nothing for so long; then the lease counts as lost. */
const silenceMs = 4_000
/** So often it is asked after while nothing is sent. */
const beatMs = 2_000
/** Lets the server notice in ten seconds or so that our whole machine is gone, and let the next one in. */
const keepalive = `SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3`

/**
 * Takes the lease if nobody has it. It is a lock of a PostgreSQL session, on a connection of its own: the server gives it
 * to one only, and frees it however the process ends.
 * @returns null where another has it
 */
export async function tryLease(url: string): Promise<Lease | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'zhibu gateway',
    keepAlive: true,
    connectionTimeoutMillis: silenceMs,
    query_timeout: silenceMs,
  })
  let lose = () => {}
  let gone = false
  const lost = new Promise<void>((resolve) => {
    lose = () => {
      gone = true
      resolve()
    }
  })
  client.on('error', lose)
  client.on('end', lose)
  const end = () => client.end().catch(() => undefined)
  try {
    await client.connect()
    // Over a socket of this machine there is nothing to keep alive.
    await client.query(keepalive).catch(() => undefined)
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', [...lock])
    if (rows[0]?.got !== true) {
      await end()
      return null
    }
  } catch (error) {
    await end()
    throw error
  }
  const held = async () => {
    if (gone) return false
    try {
      await client.query('SELECT 1')
      return !gone
    } catch {
      lose()
      return false
    }
  }
  const beat = setInterval(() => void held(), beatMs)
  beat.unref()
  void lost.then(() => {
    clearInterval(beat)
    return end()
  })
  return {
    held,
    lost,
    release: async () => {
      // Ended before it counts as lost: whoever takes it next must find it free.
      await end()
      lose()
    },
  }
}

/** Waits until the lease is ours; null where it was told to stop before. While the server is away it is tried on. */
export async function waitForLease(url: string, stop: AbortSignal, everyMs = 1_000): Promise<Lease | null> {
  while (!stop.aborted) {
    const lease = await tryLease(url).catch(() => null)
    if (lease && stop.aborted) await lease.release()
    else if (lease) return lease
    else await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined)
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
      lease = await waitForLease(url, stop.signal)
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
