import pg from 'pg'
import { makeDatabase, newName, urlOf } from '../../scripts/postgres.ts'
import { type Database, databaseFile, openDatabase } from '../../src/records/database.ts'

/** Which database the tests of this process play on: set for each column by vitest.config.ts. */
export const onPostgres = process.env.ZHIBU_TEST_DATABASE === 'postgres'

/** Those on the server that no test of this process has: to make one takes longer than many a test. */
const free: string[] = []

/** A database for one test: a file in the folder, or one on the server, of this version and empty. */
export async function ownDatabase(dir: string): Promise<{ address: string; giveBack: () => Promise<void> }> {
  if (!onPostgres) return { address: databaseFile(dir), giveBack: async () => undefined }
  // All that are made of the model are dropped when the tests have ended: see postgres-model.ts.
  const model = process.env.ZHIBU_TEST_MODEL ?? ''
  const name = free.pop() ?? (await makeDatabase(model, newName(model.replace('zhibu_', ''))))
  const giveBack = async () => {
    await empty(urlOf(name))
    free.push(name)
  }
  return { address: urlOf(name), giveBack }
}

/** The same, opened; given back when it is closed. */
export async function openOwn(dir: string): Promise<Database> {
  const { address, giveBack } = await ownDatabase(dir)
  const { prisma, close } = await openDatabase(address)
  return { prisma, close: () => close().then(giveBack) }
}

/** As the model is: what was migrated stays, every row goes, and what counts begins anew. */
async function empty(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(`DO $$ DECLARE one record; BEGIN
      PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
      SET LOCAL session_replication_role = replica;
      FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LOOP
        EXECUTE format('DELETE FROM %I', one.name);
      END LOOP;
      FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', one.name);
      END LOOP; END $$`)
  } finally {
    await client.end()
  }
}
