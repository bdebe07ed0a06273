import { expect, it } from 'vitest'
import { playYear } from './year.ts'

/** Some weeks of few branches, over the end of a year; `npm run soak -- --only year` plays all of it. */
const seed = Number(process.env.YEAR_SEED ?? Math.floor(Math.random() * 1_000_000))
const sample = { seed, branches: 3, days: 33, share: 1 }

it('holds every promise through kills, repeats, delays and clock steps, and tells the same story again', async () => {
  const [year, again] = [await playYear(sample), await playYear(sample)]
  expect(year.complaints, `YEAR_SEED=${seed}`).toEqual([])
  expect(again.digest, `YEAR_SEED=${seed}`).toBe(year.digest)
  const { counts, held } = year
  expect(counts.messages, `YEAR_SEED=${seed}`).toBeGreaterThan(20)
  expect(held.sends, `YEAR_SEED=${seed}`).toBeGreaterThan(50)
  expect(counts.starts, `YEAR_SEED=${seed}`).toBeGreaterThan(4)
}, 300_000)
