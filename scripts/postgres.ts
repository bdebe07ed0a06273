// The PostgreSQL server that migrations and tests use: databases of their own, with names of chance, dropped afterwards.
import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Where the server is, with a database of it that exists. */
export const serverUrl = (): string => process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** The address of another database of the same server. */
export function urlOf(database: string): string {
  const url = new URL(serverUrl())
  url.pathname = `/${database}`
  return url.href
}

/** There is no server, or it does not let us in. */
export class NoServer extends Error {}

/** Runs statements on the server, each of its own. @throws NoServer */
export async function onServer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl(), connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
  } catch (cause) {
    await client.end().catch(() => undefined)
    throw new NoServer(`no PostgreSQL server: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

export const newName = (what = 'test'): string => `zhibu_${what}_${randomBytes(6).toString('hex')}`

/** Makes a database, empty or as its model is, and returns its name. */
export async function makeDatabase(model = 'template1', name = newName()): Promise<string> {
  await onServer(`CREATE DATABASE "${name}" TEMPLATE "${model}"`)
  return name
}

export const dropDatabase = (name: string): Promise<void> => onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)

/** Drops all whose names begin so. */
export async function dropDatabases(prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
    [prefix],
  )
  await client.end()
  for (const { name } of rows) await dropDatabase(name)
}

/** Gives an empty database to a piece of work. */
export async function withEmptyDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const name = await makeDatabase()
  try {
    return await work(urlOf(name))
  } finally {
    await dropDatabase(name)
  }
}
