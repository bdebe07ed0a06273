import type { Setting } from '../../src/actions/act.ts'
import { type App, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort } from '../../src/chat/port.ts'
import { Connection } from '../../src/records/sqlite-connection.ts'
import type { Clock } from '../../src/time/clock.ts'

/** What a life that has ended says to whatever still asks it for something. */
class Ended extends Error {}

/** Where a life is to end: at its so manyth database statement from now, before or after the statement. */
export interface Cut {
  statements: number
  after: boolean
}

const { query, execute, run, close } = Connection.prototype
const original = { query, execute, run, close }
const owners = new WeakMap<Connection, Life>()
let current: Life | null = null

/**
 * One run of the program in this process, which can be ended at any statement as if the process had been killed: from
 * then on its database and its ports refuse everything, so that nothing of it runs on. Only one lives at a time.
 */
export class Life {
  dead = false
  app: App | null = null
  readonly #connections = new Set<Connection>()
  #left = 0
  #after = false

  /** Draws a line before the so manyth statement from now; a later line replaces an earlier one. */
  cut({ statements, after }: Cut): void {
    this.#left = statements
    this.#after = after
  }

  /** Ends at once, as a kill does: what is not committed is lost. */
  end(): void {
    this.dead = true
    for (const connection of this.#connections) {
      // The driver lets go of the file only when the last statement was collected, and would hold the lock till then.
      if (connection.inTransaction) original.run.call(connection, 'ROLLBACK')
      original.close.call(connection)
    }
    this.#connections.clear()
  }

  /** Throws where the life has ended: nobody hears it any more. */
  alive(): void {
    if (this.dead) throw new Ended('this life has ended')
  }

  through<T>(connection: Connection, run: () => T): T {
    this.alive()
    this.#connections.add(connection)
    if (this.#left > 0 && --this.#left === 0) {
      if (this.#after) run()
      this.end()
      this.alive()
    }
    return run()
  }

  /** Lets the last of what an ended life still waits for come to nothing, so that it cannot be taken for the next one's. */
  async bury(): Promise<void> {
    await this.app?.stop().catch(() => undefined)
    if (current === this) current = null
  }
}

/** Hands every statement to the life it belongs to. Undone by what is returned. */
export function watchStatements(): () => void {
  const guarded = <T>(connection: Connection, run: () => T): T => {
    const life = owners.get(connection) ?? current
    if (!life) return run()
    owners.set(connection, life)
    return life.through(connection, run)
  }
  Connection.prototype.query = function (query) {
    return guarded(this, () => original.query.call(this, query))
  }
  Connection.prototype.execute = function (query) {
    return guarded(this, () => original.execute.call(this, query))
  }
  Connection.prototype.run = function (script) {
    guarded(this, () => original.run.call(this, script))
  }
  Connection.prototype.close = function () {
    if (!owners.get(this)?.dead) original.close.call(this)
  }
  return () => {
    Object.assign(Connection.prototype, original)
  }
}

export interface Born {
  dir: string
  setting: Setting
  clock: Clock
  ports: (life: Life) => ChatPort[]
  cut?: Cut
}

/** Starts the program. Null where it was ended while it started. */
export async function live({ dir, setting, clock, ports, cut }: Born): Promise<Life | null> {
  const life = new Life()
  if (cut) life.cut(cut)
  current = life
  const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })
  try {
    life.app = await startApp({ dir, setting, clock, ports: ports(life), log, sendMs: 20 })
    return life
  } catch (error) {
    if (!life.dead) throw error
    await life.bury()
    return null
  }
}
