import { type Db, limits, type Tx, write } from './database.ts'
import { withDriver } from './direct.ts'
import type { Scope } from './scope.ts'
import { dialectOf, speaks } from './sql.ts'

/** One commit gathers so many pieces of work at most, and for so long. */
const most = 100
const longestMs = 40

interface Piece {
  work: (tx: Tx) => Promise<void>
  settle: (error?: unknown) => void
}

/** What waits for the next commit of a database. */
const gatherings = new WeakMap<Db, Gathering>()

/**
 * `write` for what comes in numbers, as messages do: on SQLite, where one writes at a time and each commit waits for the
 * disk, whatever waits is kept in one commit. Each piece has a savepoint of its own: it is kept or taken back by itself,
 * and what it gives is given only after the commit. On PostgreSQL they are transactions side by side.
 */
export async function writeTogether<T>(db: Db, work: (tx: Tx) => Promise<T>, scope: Scope): Promise<T> {
  if (dialectOf(db) === 'postgres') return write(db, work, scope)
  const gathering = gatherings.get(db) ?? new Gathering(db)
  gatherings.set(db, gathering)
  let given: { value: T } | undefined
  await gathering.add(async (tx) => {
    given = { value: await work(tx) }
  })
  if (!given) throw new Error('a piece of work was settled that was not done')
  return given.value
}

class Gathering {
  readonly #db: Db
  readonly #waiting: Piece[] = []
  #running = false

  constructor(db: Db) {
    this.#db = db
  }

  add(work: Piece['work']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, settle: (error) => (error === undefined ? resolve() : reject(error)) })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      await this.#commit()
      // Whoever else is to do something in this process comes to their turn between two commits.
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#running = false
  }

  async #commit(): Promise<void> {
    const taken: { piece: Piece; error?: unknown }[] = []
    try {
      await withDriver(this.#db, (remember) =>
        this.#db.$transaction(async (tx) => {
          const driver = remember(speaks(tx, 'sqlite'))
          const until = performance.now() + longestMs
          while (taken.length < most && performance.now() < until) {
            const piece = this.#waiting.shift()
            if (!piece) break
            const one: (typeof taken)[number] = { piece }
            taken.push(one)
            await driver.createSavepoint?.('piece')
            try {
              await piece.work(tx)
            } catch (error) {
              one.error = error
              await driver.rollbackToSavepoint?.('piece')
            }
            await driver.releaseSavepoint?.('piece')
          }
        }, limits),
      )
      for (const { piece, error } of taken) piece.settle(error)
    } catch (error) {
      // Not even begun: what waits is refused, rather than tried for ever.
      const refused = taken.length > 0 ? taken.map(({ piece }) => piece) : this.#waiting.splice(0)
      for (const piece of refused) piece.settle(error)
    }
  }
}
