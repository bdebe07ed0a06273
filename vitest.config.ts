import { defineConfig } from 'vitest/config'

// A zone with an odd offset (+05:45), far from Shanghai: what leans on the machine's zone shows at once.
process.env.TZ = 'Asia/Kathmandu'

/** Which databases the tests play on: sqlite (unless told otherwise), postgres, or both. `npm test` takes both. */
const columns = process.env.ZHIBU_TEST_DATABASE ?? 'sqlite'
const env = { TZ: 'Asia/Kathmandu', LOG_LEVEL: 'silent' }

/**
 * What people see of the program, on PostgreSQL too: all of it where only PostgreSQL is asked for (as does
 * `npm run soak -- --only conversations`), else what a month is made of, so that `npm test` stays within minutes.
 */
const onPostgres =
  columns === 'postgres'
    ? ['test/conversation/**/*.test.ts', 'test/actions/**/*.test.ts']
    : ['committee', 'dues', 'month', 'roll', 'undo'].map((name) => `test/conversation/${name}.test.ts`)

/** Pure rules and texts keep nothing between tests: their files share what was loaded once. */
const pure = ['base', 'life', 'time', 'talk', 'workbook'].map((room) => `test/${room}/**/*.test.ts`)

/** What takes minutes (processes that wait for each other) is asked for by name: `npm run soak -- --only processes`. */
const soak = process.env.ZHIBU_TEST_SOAK === '1'

/** Everything on the embedded database. */
const projects = [
  { name: 'rules', database: 'sqlite', include: pure, isolate: false },
  {
    name: 'sqlite',
    database: 'sqlite',
    include: soak ? ['test/**/*.soak.ts'] : ['test/**/*.test.{ts,tsx}'],
    exclude: [...pure, 'test/database/move.test.ts'],
  },
  {
    name: 'postgres',
    database: 'postgres',
    include: [...onPostgres, 'test/database/**/*.test.ts'],
    globalSetup: ['test/support/postgres-model.ts'],
  },
]

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
    restoreMocks: true,
    projects: projects
      .filter(({ database }) => columns === 'both' || columns === database)
      .map(({ database, ...project }) => ({
        extends: true as const,
        test: { ...project, env: { ...env, ZHIBU_TEST_DATABASE: database } },
      })),
  },
})
