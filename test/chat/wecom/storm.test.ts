import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { WecomEmulator } from '../../support/wecom-emulator.ts'
import { WecomHook } from '../../support/wecom-hook.ts'
import { playStorm } from './storm.ts'

it.each([1, 2, 3])('a bad day leaves nothing lost, doubled or wrongly reported (seed %s)', async (seed) => {
  const { complaints, sent, heard, clicks, breaks } = await playStorm(seed, 150)
  expect(complaints).toEqual([])
  // All of it really happened.
  for (const count of [sent.accepted, sent.refused, sent.unknown, heard, clicks, breaks])
    expect(count).toBeGreaterThan(2)
})

it('a stopped bot leaves nothing that keeps its process alive', async () => {
  const emulator = await WecomEmulator.start()
  const hook = await WecomHook.start(Date.now)
  onTestFinished(async () => {
    await emulator.stop()
    await hook.stop()
  })
  const env = { ...process.env, BOT_URL: emulator.url, BOT_SECRET: emulator.secret, HOOK_URL: hook.url }
  const script = join(import.meta.dirname, 'leave.ts')
  const child = new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ['--import', 'tsx', script], { env }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
  await emulator.until(() => emulator.online)
  emulator.image('wang', new Uint8Array(1000))
  expect(JSON.parse(await child)).toEqual({ picture: 1000, pushed: 'accepted', told: 'accepted', alive: [] })
})
