import { describe, expect, test } from 'vitest'
import { random } from '../crash/evening.ts'
import { noOwnServers } from '../support/installation.ts'
import { playOutage } from './outage.ts'

const seed = Number(process.env.CITY_SEED ?? Math.floor(Math.random() * 1_000_000))

describe.skipIf(noOwnServers)('servers that go away and come back', () => {
  test(`what was said meanwhile is done once, what fell due is sent once (CITY_SEED=${seed})`, {
    timeout: 240_000,
  }, async () => {
    const { complaints, counts, connected } = await playOutage(random(seed), 2_000)
    expect(complaints).toEqual([])
    expect(counts).toMatchObject({ unheard: 0, cutOff: 0, unconfirmed: 0 })
    expect(counts.kept).toBeGreaterThan(20)
    // Whoever receives stays, to tell people where they cannot be heard.
    expect(connected).toBe(1)
  })
})
