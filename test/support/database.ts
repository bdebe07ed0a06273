import { dropDatabase, makeDatabase, urlOf } from '../../scripts/postgres.ts'
import { type Database, databaseFile, openDatabase } from '../../src/records/database.ts'

/** Which database the tests of this process play on: set for each column by vitest.config.ts. */
export const onPostgres = process.env.ZHIBU_TEST_DATABASE === 'postgres'

/** A database of its own for one test: a file in the folder, or one on the server, of this version and empty. */
export async function ownDatabase(dir: string): Promise<{ address: string; drop: () => Promise<void> }> {
  if (!onPostgres) return { address: databaseFile(dir), drop: async () => undefined }
  const name = await makeDatabase(process.env.ZHIBU_TEST_MODEL)
  return { address: urlOf(name), drop: () => dropDatabase(name) }
}

/** The same, opened; gone when it is closed. */
export async function openOwn(dir: string): Promise<Database> {
  const { address, drop } = await ownDatabase(dir)
  const { prisma, close } = await openDatabase(address)
  return { prisma, close: () => close().then(drop) }
}
