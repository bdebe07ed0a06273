import { describe, expect, test, vi } from 'vitest'
import { releaseExpired } from '../../src/records/claims.ts'
import { write } from '../../src/records/database.ts'
import { noRedis } from '../support/redis.ts'
import { inRedis, type Make, minute, own, place, recording } from './queues.ts'

/** What holds for every queue. */
function queues(make: Make) {
  test('brings what is due once, and the rest in its time', async () => {
    const here = await place()
    const { hands, brought } = recording(here.db)
    const queue = await make(here, hands)
    const later = new Date(here.clock.now().getTime() + minute)
    await here.due({ name: 'a' }, { name: 'many', recipientKind: 'organization' }, { name: 'later', dueAt: later })
    for (let i = 0; i < 3; i++) queue.wake()
    await queue.idle()
    expect(brought.toSorted()).toEqual(['a', 'many'])
    here.pass(minute)
    queue.wake()
    await queue.idle()
    expect(brought.slice(2)).toEqual(['later'])
  })

  test('what is urgent overtakes what is routine, also what has come to its turn already', async () => {
    const here = await place()
    let woken = false
    const { hands, brought } = recording(here.db, async (name) => {
      if (woken || name !== 'r1') return undefined
      woken = true
      await here.due({ name: 'urgent', urgent: true })
      queue.wake()
      // As while it waits for room: by then the other has come.
      await new Promise((resolve) => setTimeout(resolve, 300))
      return 'again'
    })
    const queue = await make(here, hands)
    await here.due({ name: 'r1' }, { name: 'r2' }, { name: 'u1', urgent: true })
    queue.wake()
    await queue.idle()
    expect(brought.slice(0, 2)).toEqual(['u1', 'urgent'])
    expect(brought.toSorted()).toEqual(['r1', 'r2', 'u1', 'urgent'])
  })

  test('one that breaks is not lost, and does not hold up the others for long', async () => {
    const here = await place()
    let broken = 0
    const { hands, brought } = recording(here.db, async (name) => {
      if (name === 'bad' && broken++ === 0) throw new Error('broken')
      return undefined
    })
    const queue = await make(here, hands)
    await here.due({ name: 'bad' }, { name: 'good' })
    queue.wake()
    await queue.idle()
    for (let i = 0; i < 2; i++) {
      here.pass(10 * minute)
      await write(here.db, (tx) => releaseExpired(tx, here.clock.now()))
      queue.wake()
      await queue.idle()
    }
    expect(brought.toSorted()).toEqual(['bad', 'good'])
  })

  test('stopped, it finishes what is in hand; another brings the rest', async () => {
    const here = await place()
    let stopping: Promise<void> | null = null
    const { hands, brought } = recording(here.db, async () => {
      stopping ??= first.stop()
      return undefined
    })
    const first = await make(here, hands)
    await here.due({ name: 'a' }, { name: 'b' }, { name: 'c' })
    first.wake()
    await vi.waitFor(() => expect(stopping).not.toBeNull(), 5_000)
    await stopping
    expect(brought).toHaveLength(1)
    const second = await make(here, recording(here.db).hands)
    here.pass(20 * minute)
    await write(here.db, (tx) => releaseExpired(tx, here.clock.now()))
    second.wake()
    await second.idle()
    expect(await here.db.notice.count({ where: { state: 'sent' } })).toBe(3)
  })
}

describe('of one process', () => queues(own))

describe.skipIf(noRedis)('in Redis', () => queues(inRedis))
