import pg from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dropDatabase, makeDatabase, onServer, serverUrl, urlOf } from '../../scripts/postgres.ts'
import { keepLease, tryLease, waitForLease } from '../../src/records/lease.ts'
import { noServers } from '../support/installation.ts'

async function database() {
  const name = await makeDatabase()
  onTestFinished(() => dropDatabase(name))
  return { name, url: urlOf(name) }
}

async function pids(sql: string, name: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  const { rows } = await client.query<{ pid: number }>(sql, [name])
  await client.end()
  return rows.map(({ pid }) => pid)
}

/** The session of the server that has the lease in a database. */
async function holderOf(name: string): Promise<number | undefined> {
  const held = `SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE d.datname = $1 AND l.locktype = 'advisory' AND l.granted`
  return (await pids(held, name))[0]
}

/** The sessions of those that have the lease or ask for it. */
const sessions = (name: string) =>
  pids(`SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = 'zhibu gateway'`, name)

describe.skipIf(noServers)('the right to receive and send', () => {
  test('is given to one; who waits gets it when it is given back', async () => {
    const { url } = await database()
    const first = await tryLease(url)
    expect(await first?.held()).toBe(true)
    expect(await tryLease(url)).toBeNull()
    const waiting = waitForLease(url, new AbortController().signal)
    await first?.release()
    await first?.lost
    expect(await first?.held()).toBe(false)
    const second = await waiting
    expect(await second?.held()).toBe(true)
    await second?.release()
  })

  test('is lost with the connection, and whoever had it knows at once', async () => {
    const { name, url } = await database()
    const first = await tryLease(url)
    await onServer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND application_name = 'zhibu gateway'`,
    )
    await first?.lost
    expect(await first?.held()).toBe(false)
    const second = await waitForLease(url, new AbortController().signal)
    expect(await second?.held()).toBe(true)
    await second?.release()
  })

  test('of one database says nothing about another', async () => {
    const [one, other] = [await database(), await database()]
    const leases = [await tryLease(one.url), await tryLease(other.url)]
    expect(await Promise.all(leases.map((lease) => lease?.held()))).toEqual([true, true])
    for (const lease of leases) await lease?.release()
  })

  test('is one for each account, and none where one process does all', async () => {
    const { url } = await database()
    const [wecom, wechaty] = [await tryLease(url, 'wecom'), await tryLease(url, 'wechaty')]
    expect([await wecom?.held(), await wechaty?.held()]).toEqual([true, true])
    expect(await tryLease(url, 'wecom')).toBeNull()
    expect(await keepLease(url)).toBeNull()
    await wecom?.release()
    const next = await tryLease(url, 'wecom')
    expect([await next?.held(), await wechaty?.held()]).toEqual([true, true])
    await next?.release()
    await wechaty?.release()
    const alone = await keepLease(url)
    expect(await alone?.held()).toBe(true)
    expect(await tryLease(url, 'wecom')).toBeNull()
    await alone?.release()
  })

  test('comes back to a process that is alone, after the server was away for a moment', async () => {
    const { name, url } = await database()
    const lease = await keepLease(url)
    expect(await lease?.held()).toBe(true)
    expect(await keepLease(url)).toBeNull()
    const before = await holderOf(name)
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    await vi.waitFor(async () => expect([undefined, before]).not.toContain(await holderOf(name)), { timeout: 10_000 })
    await vi.waitFor(async () => expect(await lease?.held()).toBe(true), { timeout: 10_000 })
    await lease?.release()
    expect(await (await tryLease(url))?.release()).toBeUndefined()
  })

  test('stays, after the server was away, with whoever had it: who stood by holds back', async () => {
    const { name, url } = await database()
    const first = await tryLease(url)
    const stop = new AbortController()
    const waiting = waitForLease(url, stop.signal)
    await vi.waitFor(async () => expect(await sessions(name)).toHaveLength(2))
    const before = await sessions(name)
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    await first?.lost
    // Whoever stood by is back first.
    await vi.waitFor(async () => expect([undefined, ...before]).not.toContain((await sessions(name))[0]), {
      timeout: 10_000,
      interval: 10,
    })
    const again = await tryLease(url)
    expect(await again?.held()).toBe(true)
    await again?.release()
    const next = await waiting
    expect(await next?.held()).toBe(true)
    await next?.release()
  })

  test('is waited for in vain where it is told to stop', async () => {
    const { url } = await database()
    const first = await tryLease(url)
    const stop = new AbortController()
    const waiting = waitForLease(url, stop.signal)
    stop.abort()
    expect(await waiting).toBeNull()
    await first?.release()
  })
})
