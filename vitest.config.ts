import { defineConfig } from 'vitest/config'
import { quickFolder } from './test/support/quick-folder.ts'

// A zone with an odd offset (+05:45), far from Shanghai: what leans on the machine's zone shows at once.
process.env.TZ = 'Asia/Kathmandu'

/** Which databases the tests play on: sqlite (unless told otherwise), postgres, or both. `npm test` takes both. */
const columns = process.env.ZHIBU_TEST_DATABASE ?? 'sqlite'

/** What takes minutes (processes that wait for each other) is asked for by name: `npm run soak -- --only processes`. */
const soak = process.env.ZHIBU_TEST_SOAK === '1'

const testsOf = (...rooms: string[]) => rooms.map((room) => `test/${room}/**/*.test.ts`)

/** Pure rules and texts. */
const rules = testsOf('base', 'life', 'time', 'talk', 'workbook')

/** What people see of the program: played whole on both databases. */
const played = testsOf('conversation', 'actions')

const projects = [
  { name: 'rules and conversations', database: 'sqlite', include: [...rules, ...played], folder: quickFolder() },
  {
    name: 'sqlite',
    database: 'sqlite',
    include: soak ? ['test/**/*.soak.ts'] : ['test/**/*.test.{ts,tsx}'],
    exclude: [...rules, ...played, 'test/database/move.test.ts'],
  },
  {
    name: 'postgres',
    database: 'postgres',
    include: [...played, ...testsOf('database'), 'test/jobs/queue.test.ts'],
    globalSetup: ['test/support/postgres-model.ts'],
    folder: quickFolder(),
  },
]

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
    // Nothing is kept from one file to the next: what was loaded once is shared.
    isolate: false,
    restoreMocks: true,
    projects: projects
      .filter(({ database }) => columns === 'both' || columns === database)
      .map(({ database, folder, ...project }) => ({
        extends: true as const,
        test: {
          ...project,
          env: {
            TZ: 'Asia/Kathmandu',
            LOG_LEVEL: 'silent',
            ZHIBU_TEST_DATABASE: database,
            ...(folder === undefined ? {} : { TMPDIR: folder }),
          },
        },
      })),
  },
})
