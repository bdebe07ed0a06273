import { defineConfig } from 'vitest/config'

// A zone with an odd offset (+05:45), far from Shanghai: what leans on the machine's zone shows at once.
process.env.TZ = 'Asia/Kathmandu'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    env: { TZ: 'Asia/Kathmandu', LOG_LEVEL: 'silent' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
    restoreMocks: true,
  },
})
