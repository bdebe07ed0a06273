// Servers that belong to one test alone, and may be killed: a PostgreSQL cluster and a Redis, on ports of their own of
// this machine, in folders of their own. Made with the programs that are installed; nothing else is touched.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pg from 'pg'
import { programs } from './programs.mjs'

/** A server that can be ended without warning, and started again. */
export interface Mortal {
  readonly url: string
  /** Resolves when it answers. */
  start(): Promise<void>
  /** Ends it at once; resolves when it is gone. */
  kill(how?: 'SIGKILL' | 'SIGQUIT'): Promise<void>
  /** Ends it for good and leaves nothing of it. */
  remove(): Promise<void>
}

const bootMs = 60_000

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** PostgreSQL refuses to run as root: then somebody is borrowed who owns nothing else. */
function borrowed(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string, name: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }))
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', name), gid: id('-g', name) }
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody')
}

/** Whether there is a PostgreSQL at this address that lets us in. */
export async function postgresAnswers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Whether there is a Redis at this address. */
export async function redisAnswers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return (await redis.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}

/** Whoever starts it waits until `answers` holds; it may have to be started more than once. */
async function boot(start: () => ChildProcess, answers: () => Promise<boolean>): Promise<ChildProcess> {
  const end = performance.now() + bootMs
  for (;;) {
    const child = start()
    let gone = false
    child.once('exit', () => {
      gone = true
    })
    while (!gone) {
      if (await answers()) return child
      if (performance.now() > end) {
        child.kill('SIGKILL')
        throw new Error('the server does not start')
      }
      await sleep(50)
    }
    // What the killed one left (its children, its port) is gone in a moment.
    if (performance.now() > end) throw new Error('the server does not start')
    await sleep(100)
  }
}

async function end(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** An empty cluster whose writes are durable, not started yet. Its data outlive a kill. */
export async function makePostgres(): Promise<Mortal> {
  const found = programs().postgres
  if (!found) throw new Error('the programs of a PostgreSQL server (initdb, postgres) are not installed')
  const as = borrowed()
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-pg-'))
  if (as.uid !== undefined) chownSync(dir, as.uid, as.gid)
  const data = join(dir, 'data')
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  execFileSync(join(found, 'initdb'), ['-D', data, ...options], {
    ...as,
    cwd: dir,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'on',
    synchronous_commit: 'on',
    logging_collector: 'off',
    log_min_messages: 'panic',
  }
  const start = () =>
    spawn(
      join(found, 'postgres'),
      ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...as, cwd: dir, stdio: 'ignore' },
    )
  let child: ChildProcess | null = null
  return {
    url,
    start: async () => {
      child = await boot(start, () => postgresAnswers(url))
    },
    kill: (how = 'SIGKILL') => end(child, how),
    remove: async () => {
      await end(child, 'SIGQUIT')
      rmSync(dir, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}

/** A Redis that keeps nothing on the disk: killed, it comes back empty. Not started yet. */
export async function makeRedis(): Promise<Mortal> {
  const found = programs().redis
  if (!found) throw new Error('redis-server is not installed')
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  let child: ChildProcess | null = null
  return {
    url,
    start: async () => {
      child = await boot(
        () => spawn(found, settings, { stdio: 'ignore' }),
        () => redisAnswers(url),
      )
    },
    kill: () => end(child, 'SIGKILL'),
    remove: async () => {
      await end(child, 'SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
