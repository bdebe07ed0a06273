import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'

const bin = join(import.meta.dirname, '../../bin/zhibu.mjs')

/** The real program in a folder of its own, with pipes for a terminal. */
function zhibu(argv: string[], dir = mkdtempSync(join(tmpdir(), 'zhibu-door-'))) {
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  // Told both, a newer Node says that it heeds only one.
  const { NO_COLOR: _, ...env } = process.env
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: dir,
    env: { ...env, DATA_DIR: join(dir, 'data'), PORT: '0', FORCE_COLOR: '1' },
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const status = new Promise<number | null>((resolve) => child.once('close', resolve))
  const until = (words: string) =>
    new Promise<void>((resolve) => {
      const look = () => (said.out.includes(words) ? resolve() : undefined)
      child.stdout.on('data', look)
      look()
    })
  return { child, said, status, until, dir }
}

// The first start may have to build the program.
beforeAll(() => new Promise((resolve) => spawn(process.execPath, [bin, '--version']).once('close', resolve)), 180_000)

test('piped output has no colours, and refusals their own stream and status', async () => {
  const help = zhibu(['--help'])
  expect(await help.status).toBe(0)
  expect(help.said.out).toContain('支部小助手')
  expect(help.said.out).not.toContain('\u001b')
  const wrong = zhibu(['nothing'])
  expect(await wrong.status).toBe(1)
  expect(wrong.said).toMatchObject({ out: '', err: expect.stringContaining('BAD_COMMAND') })
})

test('files get their Chinese names where the command was typed', async () => {
  const first = zhibu(['template', '花名册.xlsx'])
  expect(await first.status).toBe(0)
  expect(readdirSync(first.dir)).toEqual(['花名册.xlsx'])
})

test('lines are answered as they come, and the pipe may close early', async () => {
  const talk = zhibu(['when', '--jsonl'])
  talk.child.stdin.write('{"text":"明天下午三点","now":"2026-11-27T09:00:00+08:00"}\n')
  await talk.until('2026-11-28T15:00:00+08:00')
  talk.child.stdin.end('not json\n')
  expect(await talk.status).toBe(1)
  const cut = zhibu(['when', '--jsonl'])
  cut.child.stdout.destroy()
  cut.child.stdin.on('error', () => {})
  cut.child.stdin.end('{"text":"明天"}\n'.repeat(5000))
  expect(await cut.status).toBe(0)
  expect(cut.said.err).toBe('')
})

test.each(['SIGINT', 'SIGTERM'] as const)('start serves its page and stops at %s', async (signal) => {
  const bot = zhibu(['start'])
  await bot.until('按 Ctrl+C')
  const [url = ''] = /http:\S+/.exec(bot.said.out) ?? []
  expect((await fetch(`${url}/health`)).status).toBe(200)
  bot.child.kill(signal)
  expect(await bot.status).toBe(0)
  expect(bot.said.out).toContain('已经停下')
})
