import { defineConfig } from 'vitest/config'

// A zone with an odd offset (+05:45), far from Shanghai: what leans on the machine's zone shows at once.
process.env.TZ = 'Asia/Kathmandu'

/** Which databases the tests play on: sqlite (unless told otherwise), postgres, or both. `npm test` takes both. */
const columns = process.env.ZHIBU_TEST_DATABASE ?? 'sqlite'
const env = { TZ: 'Asia/Kathmandu', LOG_LEVEL: 'silent' }

/** Everything on the embedded database; what people see of the program, on PostgreSQL too. */
const projects = [
  { name: 'sqlite', include: ['test/**/*.test.{ts,tsx}'] },
  {
    name: 'postgres',
    include: ['test/conversation/**/*.test.ts', 'test/actions/**/*.test.ts', 'test/database/**/*.test.ts'],
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
      .filter(({ name }) => columns === 'both' || columns === name)
      .map((project) => ({
        extends: true as const,
        test: { ...project, env: { ...env, ZHIBU_TEST_DATABASE: project.name } },
      })),
  },
})
