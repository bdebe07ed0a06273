// What a second process does in the tests: node --import tsx worker.ts <job> <arguments>
import { DatabaseSync } from '@photostructure/sqlite'
import { openDatabase, write } from '../../src/records/database.ts'
import { lockDataDir } from '../../src/records/lock.ts'
import { migrate } from '../../src/records/migrate.ts'
import { move } from '../../src/records/move.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const forever = () => new Promise<void>(() => setInterval(() => {}, 1000))

const jobs: Record<string, (first: string, second: string) => Promise<void>> = {
  /** Reads a number, adds one and writes it back, each time in one transaction. */
  async count(file, times) {
    const { prisma, close } = await openDatabase(file)
    for (let i = 0; i < Number(times); i++) {
      await write(prisma, async (tx) => {
        const { value } = await tx.setting.findUniqueOrThrow({ where: { key: 'count' } })
        await tx.setting.update({ where: { key: 'count' }, data: { value: Number(value) + 1 } })
      })
    }
    await close()
    say('done')
  },

  /** Holds the database's only place for writing until it is told to go on. */
  async hold(file) {
    const database = new DatabaseSync(file)
    database.exec('BEGIN IMMEDIATE')
    say('holding')
    await new Promise((resolve) => process.stdin.once('data', resolve))
    database.exec('COMMIT')
    database.close()
    process.exit()
  },

  async open(address) {
    const { close } = await openDatabase(address)
    await close()
    say('opened')
  },

  async move(file, url) {
    await move(file, url, (table, done, total) => say(`${table} ${done}/${total}`))
    say('moved')
  },

  async migrate(file, folder) {
    say(`applied ${(await migrate(file, folder)).length}`)
  },

  async lock(folder) {
    try {
      lockDataDir(folder)
      say('locked')
      await forever()
    } catch (error) {
      say(String(error instanceof Error && 'code' in error ? error.code : error))
    }
  },
}

const [name = '', first = '', second = ''] = process.argv.slice(2)
await jobs[name]?.(first, second)
