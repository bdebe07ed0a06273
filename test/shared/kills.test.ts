import { describe, expect, test } from 'vitest'
import { random } from '../crash/evening.ts'
import { noOwnServers } from '../support/installation.ts'
import { blows, playCity } from './kills.ts'

/** CITY_SEED strikes once more at the moments that went wrong; the whole proof is `npm run soak -- --only city`. */
const seed = Number(process.env.CITY_SEED ?? Math.floor(Math.random() * 1_000_000))

describe.skipIf(noOwnServers)('of five processes and their two servers', () => {
  test(`each may be killed: nothing is lost, nothing is sent twice (CITY_SEED=${seed})`, {
    timeout: 400_000,
  }, async () => {
    const { complaints, counts, blows: struck } = await playCity(random(seed), blows.length)
    expect(complaints).toEqual([])
    expect(struck).toEqual({ gateway: 1, worker: 1, scheduler: 1, redis: 1, postgres: 1 })
    expect(counts.kept).toBeGreaterThan(20)
    expect(counts.sent).toBeGreaterThan(20)
  })
})
