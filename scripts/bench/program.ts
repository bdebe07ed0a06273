import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The program as people start it. */
export interface Program {
  pid: number
  /** Says something as the first person of the branch, in private; resolves with the milliseconds until it is answered. */
  say(text: string): Promise<number>
  stop(): Promise<void>
}

const state = z.object({
  people: z.array(z.object({ userId: z.string() })),
  lines: z.array(z.object({ conversation: z.string(), from: z.object({ kind: z.string() }) })),
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}

const patience = 300_000

/** Tries until it works: what is measured is how long that takes. */
async function until<T>(child: ChildProcess, attempt: () => Promise<T | null>): Promise<T> {
  for (const began = performance.now(); performance.now() - began < patience; ) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}`)
    const found = await attempt().catch(() => null)
    if (found !== null) return found
    await sleep(20)
  }
  throw new Error('the program did not answer')
}

/** `node bin/zhibu.mjs start` on a data folder, with the sandbox; resolves when its page answers. */
export async function startProgram(dataDir: string): Promise<Program> {
  const port = await freePort()
  const bin = fileURLToPath(new URL('../../bin/zhibu.mjs', import.meta.url))
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env
  const child = spawn(process.execPath, [bin, 'start'], {
    env: { ...env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const at = `http://127.0.0.1:${port}`
  const read = async () => state.parse(await (await fetch(`${at}/sandbox/state`)).json())
  const { people } = await until(child, read)
  const userId = people[0]?.userId ?? ''
  const answers = async () => {
    const { lines } = await read()
    return lines.filter(({ conversation, from }) => conversation === `private:${userId}` && from.kind === 'bot').length
  }
  return {
    pid: child.pid ?? 0,
    say: async (text) => {
      const before = await answers()
      const began = performance.now()
      const said = await fetch(`${at}/sandbox/say`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: at },
        body: JSON.stringify({ userId, conversation: { kind: 'private', id: userId }, text, files: [] }),
      })
      if (!said.ok) throw new Error(`the page answered ${said.status}`)
      await until(child, async () => ((await answers()) > before ? true : null))
      return performance.now() - began
    },
    stop: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** What a process holds in memory, in MiB (Linux). */
export function residentOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
