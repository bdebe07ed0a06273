import { describe, expect, test } from 'vitest'
import { noServers } from '../support/installation.ts'
import { playCity } from './kills.ts'

describe.skipIf(noServers)('of five processes', () => {
  test('each may be killed, and Redis emptied: nothing is lost, nothing is sent twice', {
    timeout: 300_000,
  }, async () => {
    const { complaints, kept } = await playCity(Math.random, 4)
    expect(complaints).toEqual([])
    expect(kept).toBeGreaterThan(20)
  })
})
