// Writes database migrations from the models, for both dialects, without Prisma's native engine.
//   npm run migration -- add-tasks   new migrations: what the models have and the migrations have not
//   npm run migration -- --check     exit code 1 when models and migrations differ
// PostgreSQL's are replayed on a server, in a database that is made for it and dropped again: TEST_POSTGRES_URL says
// where (unless told otherwise this machine's). Without a server only SQLite's are looked at; with CI=true that fails.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { register } from 'tsx/esm/api'

register()
const { SqliteFactory } = await import('../src/records/sqlite.ts')
const { isAdditive } = await import('../src/records/migrations.ts')
const { NoServer, serverUrl, withEmptyDatabase } = await import('./postgres.ts')

const root = fileURLToPath(new URL('..', import.meta.url))

/** The published WebAssembly engine expects a bundler to wire it up; this does it by hand. */
async function loadEngine() {
  const address = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const glue = await import(address)
  const bytes = readFileSync(join(dirname(fileURLToPath(address)), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return glue.SchemaEngine
}
/** Its glue knows one instance alone: a second one would mix up their memories. */
const engineLoaded = loadEngine()

/** The engine replays a whole migration in one call; a prepared statement would only run its first statement. */
class SqliteScripts extends SqliteFactory {
  async connect() {
    const adapter = await super.connect()
    const executeRaw = adapter.executeRaw.bind(adapter)
    adapter.executeRaw = (query) =>
      query.args.length > 0 ? executeRaw(query) : adapter.executeScript(query.sql).then(() => 0)
    return adapter
  }
  connectToShadowDb() {
    return new SqliteScripts(':memory:').connect()
  }
}

/** One connection to the database in which the migrations are replayed. */
class PostgresScripts extends PrismaPg {
  #url
  constructor(url) {
    super({ connectionString: url, max: 1 })
    this.#url = url
  }
  async connect() {
    const adapter = await super.connect()
    const pool = adapter.underlyingDriver()
    // The adapter's own way cuts a script at every semicolon.
    adapter.executeScript = (sql) => pool.query(sql).then(() => {})
    const executeRaw = adapter.executeRaw.bind(adapter)
    adapter.executeRaw = (query) =>
      query.args.length > 0 ? executeRaw(query) : adapter.executeScript(query.sql).then(() => 0)
    // It does not know the server's own one-letter type, which describing the tables meets: a text like others.
    const performIO = adapter.performIO.bind(adapter)
    adapter.performIO = async (query) => {
      const result = await performIO(query)
      for (const field of result.fields ?? []) if (field.dataTypeID === 18) field.dataTypeID = pg.types.builtins.TEXT
      return result
    }
    return adapter
  }
  connectToShadowDb() {
    return new PostgresScripts(this.#url).connect()
  }
}

/**
 * Text is compared byte by byte, as SQLite does, whatever the server's language is: a path sorts before those below it,
 * and the beginning of a path is found by its index.
 */
const byteByByte = (sql) =>
  sql
    // The schema is there, and whoever may only use the database may not even ask for it.
    .replace(/-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\s*/, '')
    .replace(/ TEXT(?=[ ,\n]|$)/gm, ' TEXT COLLATE "C"')

const dialects = {
  sqlite: {
    name: 'SQLite',
    engine: (work) => work(new SqliteScripts(':memory:')),
    written: (sql) => sql,
  },
  postgres: {
    name: 'PostgreSQL',
    engine: (work) => withEmptyDatabase((url) => work(new PostgresScripts(url))),
    written: byteByByte,
  },
}

const folderOf = (dialect) => join(root, 'prisma', dialect, 'migrations')

const namesOf = (dialect) =>
  readdirSync(folderOf(dialect), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

/** SQL that leads from the migrations of a dialect to the models; empty when there is nothing to do. */
async function difference(dialect) {
  const SchemaEngine = await engineLoaded
  const schema = ['models.prisma', `${dialect}/schema.prisma`].map((name) => {
    const path = join(root, 'prisma', name)
    return { path, content: readFileSync(path, 'utf8') }
  })
  const migrations = folderOf(dialect)
  const existing = namesOf(dialect)
  const from = {
    tag: 'migrations',
    baseDir: migrations,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(migrations, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: existing.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(migrations, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
  return dialects[dialect].engine(async (factory) => {
    const engine = await SchemaEngine.new(
      { datamodels: schema.map(({ path, content }) => [path, content]) },
      () => {},
      bindMigrationAwareSqlAdapterFactory(factory),
    )
    const result = await engine.diff({
      from: existing.length > 0 ? from : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: schema },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return result.exitCode === 0 ? '' : dialects[dialect].written((result.stdout ?? '').trim())
  })
}

/** The difference of each dialect; null where there is no server to look at it. */
async function differences() {
  const found = {}
  for (const [dialect, { name }] of Object.entries(dialects)) {
    try {
      found[dialect] = await difference(dialect)
    } catch (error) {
      if (!(error instanceof NoServer)) throw error
      found[dialect] = null
      console.error(
        `${name} was left out: there is no server at ${serverUrl().replace(/\/\/.*@/, '//')}. ` +
          'Start one, or say with TEST_POSTGRES_URL where one is.',
      )
      if (process.env.CI === 'true' || process.env.CI === '1') process.exitCode = 1
    }
  }
  return found
}

function keep(dialect, name, sql) {
  const folder = join(folderOf(dialect), name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'migration.sql'), `${sql}\n`)
  const how = isAdditive(sql) ? 'only adds: older processes go on' : 'needs all processes to stop'
  console.log(`prisma/${dialect}/migrations/${name}/migration.sql (${how})`)
}

const [first] = process.argv.slice(2)
if (first === '--check') {
  for (const [dialect, sql] of Object.entries(await differences())) {
    if (sql === '') console.log(`${dialects[dialect].name}: the migrations lead to the models.`)
    else if (sql !== null) {
      const { name } = dialects[dialect]
      console.error(`${name}: the models have changed. Write a migration: npm run migration -- <name>\n\n${sql}`)
      process.exitCode = 1
    }
  }
} else if (first && /^[a-z][a-z0-9_-]*$/.test(first)) {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  for (const [dialect, sql] of Object.entries(await differences())) {
    if (sql === '') console.log(`${dialects[dialect].name}: nothing to write, the migrations lead to the models.`)
    else if (sql !== null) keep(dialect, `${stamp}_${first.replaceAll('-', '_')}`, sql)
  }
} else {
  console.error('npm run migration -- <name> | --check')
  process.exitCode = 2
}
