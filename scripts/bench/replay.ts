import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite'
import pg from 'pg'
import { Connection } from '../../src/records/sqlite-connection.ts'
import { toSqlite } from '../../src/records/sqlite-values.ts'
import { openBare, openBarePostgres, type Place } from './world.ts'

/** A statement as the program ran it, with what was bound. */
interface Statement {
  sql: string
  values: unknown[]
}
/** The statements of one message. */
export type Script = Statement[]

/** Listens to what the program says to its driver while `work` runs: the statements of each message, one after the other. */
export async function scriptsOf(kind: Place['kind'], work: () => Promise<void>): Promise<Script[]> {
  return kind === 'sqlite' ? listenToSqlite(work) : listenToPostgres(work)
}

async function listenToSqlite(work: () => Promise<void>): Promise<Script[]> {
  const { query, execute, objects, changes, run } = Connection.prototype
  const scripts: Script[] = []
  let current: Script | null = null
  const note = (asked: Parameters<typeof query>[0]) => {
    const values = asked.args.map((value, i) => toSqlite(value, asked.argTypes[i]))
    current?.push({ sql: asked.sql, values })
  }
  Connection.prototype.query = function (asked) {
    note(asked)
    return query.call(this, asked)
  }
  Connection.prototype.execute = function (asked) {
    note(asked)
    return execute.call(this, asked)
  }
  const noteBound = (sql: string, values: readonly unknown[]) =>
    current?.push({ sql, values: values.map((value) => toSqlite(value, undefined)) })
  Connection.prototype.objects = function (sql, values) {
    noteBound(sql, values)
    return objects.call(this, sql, values)
  }
  Connection.prototype.changes = function (sql, values) {
    noteBound(sql, values)
    return changes.call(this, sql, values)
  }
  Connection.prototype.run = function (script) {
    // Each message has a savepoint of its own.
    if (script.startsWith('SAVEPOINT')) current = []
    if (script.startsWith('RELEASE') && current) {
      scripts.push(current)
      current = null
    }
    run.call(this, script)
  }
  try {
    await work()
  } finally {
    Object.assign(Connection.prototype, { query, execute, objects, changes, run })
  }
  return scripts
}

async function listenToPostgres(work: () => Promise<void>): Promise<Script[]> {
  const { query } = pg.Client.prototype
  const scripts: Script[] = []
  const open = new WeakMap<object, Script>()
  // The driver's own function, with all its ways of being called: what is passed on is what came.
  const listening = function (this: pg.Client, ...asked: unknown[]): unknown {
    const [first] = asked
    const { text, values = [] } =
      typeof first === 'string' ? { text: first, values: [] } : (first as { text: string; values?: unknown[] })
    if (text === 'BEGIN') open.set(this, [])
    else if (text === 'COMMIT') {
      scripts.push(open.get(this) ?? [])
      open.delete(this)
    } else open.get(this)?.push({ sql: text, values: [...values] })
    return Reflect.apply(query, this, asked)
  }
  Object.assign(pg.Client.prototype, { query: listening })
  try {
    await work()
  } finally {
    Object.assign(pg.Client.prototype, { query })
  }
  return scripts
}

/** The same statements by the bare driver, one transaction for each message. */
export interface Bare {
  replay(scripts: readonly Script[]): Promise<void>
  close(): Promise<void>
}

export const bareAt = (place: Place): Promise<Bare> =>
  place.kind === 'sqlite' ? Promise.resolve(bareSqlite(openBare(place.address))) : barePostgres(place.address)

function bareSqlite(database: DatabaseSyncInstance): Bare {
  const prepared = new Map<string, StatementSyncInstance>()
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, known)
    return known
  }
  return {
    replay: async (scripts) => {
      for (const script of scripts) {
        database.exec('BEGIN IMMEDIATE')
        for (const { sql, values } of script) statement(sql).all(...(values as (string | number | null)[]))
        database.exec('COMMIT')
      }
    },
    close: async () => database.close(),
  }
}

/** As many as the program has. */
const connections = 10

async function barePostgres(address: string): Promise<Bare> {
  const clients = await Promise.all(Array.from({ length: connections }, () => openBarePostgres(address)))
  const names = new Map<string, string>()
  const nameOf = (sql: string) => {
    const name = names.get(sql) ?? `s${names.size}`
    names.set(sql, name)
    return name
  }
  return {
    replay: async (scripts) => {
      let next = 0
      const work = async (client: pg.Client) => {
        for (let script = scripts[next++]; script; script = scripts[next++]) {
          await client.query('BEGIN')
          for (const { sql, values } of script) await client.query({ text: sql, values, name: nameOf(sql) })
          await client.query('COMMIT')
        }
      }
      await Promise.all(clients.map(work))
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.end()))
    },
  }
}
