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

test(`a busy evening with 20 kills: nothing is lost, nothing is sent twice (CRASH_SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const { verdict, kills } = await playEvening(bot.script, seed, 20)
  expect(verdict.complaints).toEqual([])
  expect(Object.values(kills).reduce((sum, count) => sum + count)).toBe(20)
  expect(verdict.counts.messages).toBeGreaterThan(20)
  expect(verdict.counts.arrivals).toBeGreaterThan(50)
})
