import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/records/database.ts'
import { migrate } from '../../src/records/migrate.ts'
import { isAdditive, migrationsOf, readMigrations } from '../../src/records/migrations.ts'
import { startWorker, tempFolder } from './places.ts'

/** A folder of migrations, one for each text of SQL. */
function migrations(folder: string, ...scripts: string[]): string {
  for (const [i, sql] of scripts.entries()) {
    mkdirSync(join(folder, `m/${i}_step`), { recursive: true })
    writeFileSync(join(folder, `m/${i}_step/migration.sql`), sql)
  }
  return join(folder, 'm')
}

function rows(file: string, sql: string): unknown[] {
  const database = new DatabaseSync(file, { returnArrays: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

const migrationsFolder = migrationsOf('sqlite')
const applied = 'SELECT migration_name FROM _prisma_migrations ORDER BY 1'

describe('the migrations of this version', () => {
  test('make an empty database, once', async () => {
    const file = join(tempFolder(), 'zhibu.db')
    const names = readMigrations(migrationsFolder).map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    expect(await migrate(file)).toEqual(names)
    expect(await migrate(file)).toEqual([])
    expect(rows(file, applied)).toEqual(names.map((name) => [name]))
    expect(rows(file, 'PRAGMA integrity_check')).toEqual([['ok']])
  })

  test('lead to the models', () => {
    const script = join(import.meta.dirname, '../../scripts/migration.mjs')
    const said = execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8', stdio: 'pipe' })
    expect(said).toContain('SQLite: the migrations lead to the models')
  })
})

describe('what was applied before', () => {
  test('stays, and what is new is added', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    await migrate(file, migrations(folder, 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (7);'))
    const more = migrations(
      folder,
      'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (7);',
      'CREATE TABLE b (x)',
    )
    expect(await migrate(file, more)).toEqual(['1_step'])
    expect(rows(file, 'SELECT id FROM a')).toEqual([[7]])
  })

  test('an older version goes on where a newer one has only added', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const both = migrations(folder, 'CREATE TABLE a (x)', 'ALTER TABLE a ADD COLUMN y TEXT; CREATE TABLE b (x)')
    await migrate(file, both)
    const older = join(folder, 'older')
    cpSync(join(both, '0_step'), join(older, '0_step'), { recursive: true })
    expect(await migrate(file, older)).toEqual([])
    expect(await migrate(file, both)).toEqual([])
  })

  test('a newer database is refused and left as it is', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const both = migrations(folder, 'CREATE TABLE a (x)', 'DROP TABLE a')
    await migrate(file, both)
    const older = join(folder, 'older')
    cpSync(join(both, '0_step'), join(older, '0_step'), { recursive: true })
    await expect(migrate(file, older)).rejects.toMatchObject({ code: 'DATABASE_NEWER' })
    expect(rows(file, applied)).toHaveLength(2)
  })

  test('a migration that was edited afterwards is refused', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    await migrate(file, migrations(folder, 'CREATE TABLE a (x)'))
    await expect(migrate(file, migrations(folder, 'CREATE TABLE a (y)'))).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
    })
  })

  test('one that failed under Prisma is refused', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const steps = migrations(folder, 'CREATE TABLE a (x)')
    await migrate(file, steps)
    const database = new DatabaseSync(file)
    database.exec('UPDATE _prisma_migrations SET finished_at = NULL')
    database.close()
    await expect(migrate(file, steps)).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' })
  })
})

test.each([
  [true, 'CREATE TABLE "a" ("x" INT NOT NULL); CREATE UNIQUE INDEX "u" ON "a"("x"); CREATE INDEX "i" ON "Old"("y")'],
  [true, '-- AlterTable\nALTER TABLE "a" ADD COLUMN     "x" TEXT,\nADD COLUMN     "y" INTEGER NOT NULL DEFAULT 0;\n'],
  [true, 'CREATE TABLE "a" ("x" INT); ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "Old"("id")'],
  [false, 'ALTER TABLE "a" ADD COLUMN "x" TEXT NOT NULL'],
  [false, 'ALTER TABLE "a" ADD COLUMN "x" TEXT, DROP COLUMN "y"'],
  [false, 'ALTER TABLE "a" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "b"("id")'],
  [false, 'ALTER TABLE "a" ALTER COLUMN "x" SET NOT NULL'],
  [false, 'CREATE UNIQUE INDEX "u" ON "Old"("x")'],
  [false, `ALTER TYPE "Kind" ADD VALUE 'new'`],
  [false, 'UPDATE "a" SET "x" = 1'],
  [false, '-- needs a stop: the old version would count it twice\nCREATE TABLE "a" ("x" INT)'],
])('that it only adds is %s of: %s', (only, sql) => {
  expect(isAdditive(sql)).toBe(only)
})

describe('a migration that goes wrong leaves nothing behind', () => {
  test('where its SQL fails half-way', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const broken = migrations(folder, 'CREATE TABLE a (x)', 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)')
    await expect(migrate(file, broken)).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' })
    expect(rows(file, 'SELECT name FROM sqlite_master')).toEqual([])
  })

  test('where rows would be left without the row they belong to', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const tables = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (parentId INTEGER REFERENCES parent (id) ON DELETE CASCADE);
      INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (1), (2);`
    await migrate(file, migrations(folder, tables))
    await expect(migrate(file, migrations(folder, tables, 'DELETE FROM parent WHERE id = 2'))).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
    })
    expect(rows(file, 'SELECT count(*) FROM parent')).toEqual([[2]])
  })

  test('and a table that is rebuilt keeps the rows that refer to it', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const tables = `CREATE TABLE parent (id INTEGER PRIMARY KEY);
      CREATE TABLE child (parentId INTEGER REFERENCES parent (id) ON DELETE CASCADE);
      INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);`
    const rebuild = `CREATE TABLE new_parent (id INTEGER PRIMARY KEY, note TEXT);
      INSERT INTO new_parent (id) SELECT id FROM parent; DROP TABLE parent; ALTER TABLE new_parent RENAME TO parent;`
    await migrate(file, migrations(folder, tables))
    await migrate(file, migrations(folder, tables, rebuild))
    expect(rows(file, 'SELECT parentId FROM child')).toEqual([[1]])
  })

  test('where the process is killed in the middle', async () => {
    const folder = tempFolder()
    const file = join(folder, 'zhibu.db')
    const many = `CREATE TABLE a (x);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) INSERT INTO a SELECT i FROM n;`
    const long = migrations(folder, 'CREATE TABLE first (x)', many)
    const { child, ended } = startWorker('migrate', file, long)
    // The file appears when the migration begins; the twenty million rows then take seconds.
    while (!(await holdsLock(file))) await sleep(5)
    child.kill('SIGKILL')
    expect(await ended).not.toContain('applied')
    expect(rows(file, 'SELECT name FROM sqlite_master')).toEqual([])
    const short = join(folder, 'short')
    cpSync(join(long, '0_step'), join(short, '0_step'), { recursive: true })
    expect(await migrate(file, short)).toEqual(['0_step'])
  })
})

async function holdsLock(file: string): Promise<boolean> {
  const database = new DatabaseSync(file)
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK')
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}

test('of four processes that start at once exactly one applies', async () => {
  const file = join(tempFolder(), 'zhibu.db')
  const outputs = await Promise.all([1, 2, 3, 4].map(() => startWorker('migrate', file, migrationsFolder).ended))
  const count = readMigrations(migrationsFolder).length
  expect(outputs.map((output) => output.trim()).sort()).toEqual([
    'applied 0',
    'applied 0',
    'applied 0',
    `applied ${count}`,
  ])
})

describe('a file that cannot be used', () => {
  test('because it is no database', async () => {
    const file = join(tempFolder(), 'zhibu.db')
    writeFileSync(file, '这不是数据库'.repeat(500))
    await expect(migrate(file)).rejects.toMatchObject({ code: 'DATABASE_DAMAGED' })
  })

  test('because its folder cannot be made', async () => {
    const file = join(tempFolder(), 'file')
    writeFileSync(file, '')
    await expect(openDatabase(join(file, 'zhibu.db'))).rejects.toMatchObject({ code: 'DATA_DIR_UNWRITABLE' })
  })

  test('because its folder does not exist', async () => {
    await expect(migrate(join(tempFolder(), 'none/zhibu.db'))).rejects.toMatchObject({ code: 'DATA_DIR_UNWRITABLE' })
  })
})
