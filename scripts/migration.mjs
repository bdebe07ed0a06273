// Writes database migrations from the models, without Prisma's native engine.
//   npm run migration -- add-tasks             a new migration: what the models have and the migrations have not
//   npm run migration -- --recreate foundation writes that migration anew (only before it was ever released)
//   npm run migration -- --check               exit code 1 when models and migrations differ
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { register } from 'tsx/esm/api'

register()
const { SqliteFactory } = await import('../src/records/sqlite.ts')

const root = fileURLToPath(new URL('..', import.meta.url))
const migrations = join(root, 'prisma/sqlite/migrations')

const schema = ['prisma/models.prisma', 'prisma/sqlite/schema.prisma'].map((name) => ({
  path: join(root, name),
  content: readFileSync(join(root, name), 'utf8'),
}))

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

/** The engine replays a whole migration in one call; a prepared statement would only run its first statement. */
class ScriptFactory extends SqliteFactory {
  async connect() {
    const adapter = await super.connect()
    const executeRaw = adapter.executeRaw.bind(adapter)
    adapter.executeRaw = (query) =>
      query.args.length > 0 ? executeRaw(query) : adapter.executeScript(query.sql).then(() => 0)
    return adapter
  }
  connectToShadowDb() {
    return new ScriptFactory(':memory:').connect()
  }
}

const names = () =>
  readdirSync(migrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

/** SQL that leads from the given migrations to the models; empty when there is nothing to do. */
async function difference(existing) {
  const SchemaEngine = await loadEngine()
  const adapter = bindMigrationAwareSqlAdapterFactory(new ScriptFactory(':memory:'))
  const engine = await SchemaEngine.new(
    { datamodels: schema.map(({ path, content }) => [path, content]) },
    () => {},
    adapter,
  )
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
  const filters = { externalTables: [], externalEnums: [] }
  const result = await engine.diff({
    from: existing.length > 0 ? from : { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: schema },
    script: true,
    exitCode: true,
    filters,
  })
  return result.exitCode === 0 ? '' : (result.stdout ?? '').trim()
}

function keep(name, sql) {
  mkdirSync(join(migrations, name), { recursive: true })
  writeFileSync(join(migrations, name, 'migration.sql'), `${sql}\n`)
  console.log(`prisma/sqlite/migrations/${name}/migration.sql`)
}

const [first, second] = process.argv.slice(2)
if (first === '--check') {
  const sql = await difference(names())
  if (sql === '') console.log('The migrations lead to the models.')
  else {
    console.error(`The models have changed. Write a migration: npm run migration -- <name>\n\n${sql}`)
    process.exitCode = 1
  }
} else if (first === '--recreate' && second) {
  const name = names().find((existing) => existing.endsWith(`_${second}`)) ?? `20261123000000_${second}`
  const before = names().filter((existing) => existing < name)
  if (names().some((existing) => existing > name)) throw new Error('Only the last migration can be written anew.')
  rmSync(join(migrations, name), { recursive: true, force: true })
  keep(name, await difference(before))
} else if (first && /^[a-z][a-z0-9_-]*$/.test(first)) {
  const sql = await difference(names())
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  if (sql === '') console.log('The migrations already lead to the models: nothing to write.')
  else keep(`${stamp}_${first.replaceAll('-', '_')}`, sql)
} else {
  console.error('npm run migration -- <name> | --recreate <name> | --check')
  process.exitCode = 2
}
