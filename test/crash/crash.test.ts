import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileBot } from './compiled.ts'
import { playEvening } from './evening.ts'

let bot: ReturnType<typeof compileBot>
beforeAll(() => {
  bot = compileBot()
})
afterAll(() => bot.remove())

/** CRASH_SEED tells a story again that went wrong; the whole proof is `npm run soak`. */
const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 1_000_000))

/** A short sample. */
const kills = 8

test(`a busy evening with ${kills} kills: nothing is lost, nothing is sent twice (CRASH_SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const { verdict, kills: struck } = await playEvening(bot.script, seed, kills)
  expect(verdict.complaints).toEqual([])
  expect(Object.values(struck).reduce((sum, count) => sum + count)).toBe(kills)
  expect(verdict.counts.messages).toBeGreaterThan(20)
  expect(verdict.counts.arrivals).toBeGreaterThan(30)
})
