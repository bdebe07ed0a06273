// Before the tests on PostgreSQL: one database is brought to this version, and tests get copies of it.
import { dropDatabases, makeDatabase, newName, urlOf } from '../../scripts/postgres.ts'
import { migratePostgres } from '../../src/records/migrate-postgres.ts'

export default async function setup() {
  const name = await makeDatabase(undefined, newName('model'))
  await migratePostgres(urlOf(name))
  process.env.ZHIBU_TEST_MODEL = name
  return () => dropDatabases(name)
}
