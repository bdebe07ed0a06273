import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Runs tests of this kind; returns 1 where one of them failed. */
async function tests(env: Record<string, string>, ...patterns: string[]): Promise<number> {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
  const child = spawn(process.execPath, [vitest, 'run', ...patterns], {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  return code === 0 ? 0 : 1
}

/**
 * What takes minutes because processes wait for each other: gateways that take over accounts, and an upgrade while the
 * older version runs on (test/shared/*.soak.ts).
 */
export const soakProcesses = () => tests({ ZHIBU_TEST_SOAK: '1' }, 'test/shared')

/** Everything that people see of the program, on PostgreSQL: `npm test` plays some of it there. */
export const soakConversations = () => tests({ ZHIBU_TEST_DATABASE: 'postgres' })
