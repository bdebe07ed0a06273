// tsx scripts/with-servers.ts npm test: runs a command that needs a PostgreSQL and a Redis, with those that answer where the
// tests look for them (TEST_POSTGRES_URL, TEST_REDIS_URL), and where none does with servers of its own for as long as it runs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { serverUrl } from './postgres.ts'
import { makePostgres, makeRedis, postgresAnswers, redisAnswers } from './servers.ts'

const [program = 'npm', ...args] = process.argv.slice(2)
const env = { ...process.env }
const undo: (() => Promise<void>)[] = []
try {
  const redisUrl = env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379'
  for (const [variable, answers, make] of [
    ['TEST_POSTGRES_URL', () => postgresAnswers(serverUrl()), makePostgres],
    ['TEST_REDIS_URL', () => redisAnswers(redisUrl), makeRedis],
  ] as const) {
    if (await answers()) continue
    const own = await make()
    undo.push(() => own.remove())
    await own.start()
    env[variable] = own.url
  }
  const [code] = await once(spawn(program, args, { env, stdio: 'inherit' }), 'exit')
  process.exitCode = code ?? 1
} finally {
  for (const step of undo) await step()
}
