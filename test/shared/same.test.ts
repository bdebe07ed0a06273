import { describe, expect, test } from 'vitest'
import { random } from '../crash/evening.ts'
import { noServers } from '../support/installation.ts'
import { playSame } from './same.ts'

const seed = Number(process.env.CITY_SEED ?? Math.floor(Math.random() * 1_000_000))

describe.skipIf(noServers)('two schedulers and three workers', () => {
  test(`write the same rows and send the same as one process (CITY_SEED=${seed})`, { timeout: 240_000 }, async () => {
    const one = await playSame('one', random(seed), 1, 2)
    const many = await playSame('many', random(seed), 1, 2)
    expect(many.sends).toEqual(one.sends)
    expect(many.rows).toEqual(one.rows)
    expect(one.sends.length).toBeGreaterThan(5)
  })
})
