import { expect, onTestFinished, test } from 'vitest'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { connected, forgetConnected, tellConnected } from '../../src/records/connected.ts'
import { openOwn } from '../support/database.ts'
import { instant } from '../support/town.ts'
import { tempFolder } from './places.ts'

const minute = 60_000

/** The platforms that processes tell of, minute by minute. */
async function place() {
  const { prisma: db, close } = await openOwn(tempFolder())
  onTestFinished(close)
  let now = instant('2026-12-01 09:00')
  const seen = async () => {
    const { platforms, gone } = await connected(db, now)
    return { here: [...platforms.keys()], gone }
  }
  return {
    db,
    seen,
    /** So many minutes pass, in each of which these are told of. */
    async pass(minutes: number, ...platforms: string[]) {
      for (let i = 0; i < minutes; i++) {
        now = new Date(now.getTime() + minute)
        for (const one of platforms) await tellConnected(db, one, capabilitiesOf.wechat, now)
      }
    },
  }
}

test('what nobody tells of any more is gone after ten minutes', async () => {
  const { db, seen, pass } = await place()
  expect(await seen()).toEqual({ here: [], gone: [] })
  await pass(30, 'wecom', 'wechaty')
  expect(await seen()).toEqual({ here: ['wechaty', 'wecom'], gone: [] })
  await pass(9, 'wecom')
  expect(await seen()).toEqual({ here: ['wechaty', 'wecom'], gone: [] })
  await pass(2, 'wecom')
  expect(await seen()).toEqual({ here: ['wecom'], gone: ['wechaty'] })
  await forgetConnected(db, 'wechaty')
  expect(await seen()).toEqual({ here: ['wecom'], gone: [] })
})

test('after a night in which all were down, the first one back does not count the others as gone', async () => {
  const { seen, pass } = await place()
  await pass(30, 'wecom', 'wechaty')
  await pass(600)
  expect((await seen()).here).toEqual(['wechaty', 'wecom'])
  await pass(9, 'wecom')
  expect((await seen()).here).toEqual(['wechaty', 'wecom'])
  await pass(1, 'wecom', 'wechaty')
  await pass(5, 'wecom', 'wechaty')
  expect(await seen()).toEqual({ here: ['wechaty', 'wecom'], gone: [] })
})
