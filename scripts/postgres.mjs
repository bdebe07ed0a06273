// The PostgreSQL server that migrations and tests use: databases of their own, with names of chance, dropped afterwards.
import { randomBytes } from 'node:crypto'
import pg from 'pg'

/** Where the server is, with a database of it that exists. */
export const serverUrl = () => process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

/** The address of another database of the same server. */
export function urlOf(database) {
  const url = new URL(serverUrl())
  url.pathname = `/${database}`
  return url.href
}

/** Runs statements on the server. @throws NO_SERVER where there is none */
export async function onServer(...statements) {
  const client = new pg.Client({ connectionString: serverUrl(), connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
  } catch (cause) {
    throw Object.assign(new Error(`no PostgreSQL server: ${cause.message || cause.code}`), { code: 'NO_SERVER', cause })
  }
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Whether there is a server. */
export const hasServer = () =>
  onServer().then(
    () => true,
    () => false,
  )

export const newName = (what = 'test') => `zhibu_${what}_${randomBytes(6).toString('hex')}`

/** Gives an empty database to a piece of work. */
export async function withEmptyDatabase(work) {
  const name = newName()
  await onServer(`CREATE DATABASE "${name}"`)
  try {
    return await work(urlOf(name))
  } finally {
    await onServer(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
  }
}
