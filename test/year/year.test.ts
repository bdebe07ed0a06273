import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** Some weeks of few branches, over the end of a year; `npm run soak -- --only year` plays all of it. */
const seed = process.env.YEAR_SEED ?? String(Math.floor(Math.random() * 1_000_000))

/** In a process of its own: what one run remembers must not reach the next. */
const play = (): string => {
  const script = fileURLToPath(new URL('../../scripts/soak/main.ts', import.meta.url))
  const options = ['--only', 'year', '--seed', seed, '--branches', '3', '--days', '33', '--share', '1']
  return execFileSync(process.execPath, ['--import', 'tsx', script, ...options], { encoding: 'utf8' })
}

it('holds every promise through kills, repeats, delays and clock steps, and tells the same story again', () => {
  const [year, again] = [play(), play()]
  expect(year).toContain('\n0 complaints')
  const digest = /digest ([0-9a-f]{16})/
  expect(digest.exec(year)?.[1]).toHaveLength(16)
  expect(digest.exec(again)?.[1], `YEAR_SEED=${seed}`).toBe(digest.exec(year)?.[1])
}, 300_000)
