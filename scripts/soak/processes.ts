import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * What takes minutes because processes wait for each other: gateways that take over accounts, and an upgrade while the
 * older version runs on (test/shared/*.soak.ts). Returns 1 where one of them failed.
 */
export async function soakProcesses(): Promise<number> {
  const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
  const child = spawn(process.execPath, [vitest, 'run', 'test/shared'], {
    env: { ...process.env, ZHIBU_TEST_SOAK: '1' },
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  return code === 0 ? 0 : 1
}
