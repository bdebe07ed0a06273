import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { folder } from '../world.ts'

/** What one message is to Koishi; `room` null: in private. */
export interface Said {
  room: string | null
  user: string
  text: string
}

const answer = z.object({ rows: z.number(), perSecond: z.number(), journal: z.string(), synchronous: z.string() })
export type KoishiMeasure = z.infer<typeof answer>

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))
export const installCommand = 'npm ci --prefix scripts/bench/koishi'

/**
 * Gives Koishi 4.18 with its SQLite plugin on a file these messages, those of one conversation one after the other; it
 * writes a row for each and replies. Null where it is not installed.
 * @throws Error where it fails, or did not write a row for each
 */
export async function measureKoishi(messages: readonly Said[]): Promise<KoishiMeasure | null> {
  if (!existsSync(here('node_modules/koishi'))) return null
  const child = spawn(process.execPath, [here('run.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ folder: folder(), messages, warmUp: Math.ceil(messages.length / 10) }))
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (code !== 0) throw new Error(`Koishi ended with ${code}`)
  // Koishi logs before it.
  const measured = answer.parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''))
  if (measured.rows !== messages.length) throw new Error(`Koishi wrote ${measured.rows} rows of ${messages.length}`)
  return measured
}

/** Messages a second; null where it is not installed. */
export const koishiPerSecond = async (messages: readonly Said[]): Promise<number | null> =>
  (await measureKoishi(messages))?.perSecond ?? null
