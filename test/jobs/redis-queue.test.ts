import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Platforms } from '../../src/actions/notify/compose.ts'
import { RedisQueue } from '../../src/jobs/redis-queue.ts'
import { conversationKey, dropArrival, firstArrival, putArrival } from '../../src/records/arrivals.ts'
import { releaseExpired } from '../../src/records/claims.ts'
import { type Db, write } from '../../src/records/database.ts'
import { takeIn } from '../../src/records/inbound.ts'
import { emptied, noRedis, redisDoor } from '../support/redis.ts'
import { instant } from '../support/town.ts'
import { can, log, minute, place, recording, redisQueue } from './queues.ts'

/** What holds of the queue in Redis beside what holds for every queue: see queue.test.ts. */
describe.skipIf(noRedis)('the queue in Redis', () => {
  test('several that are woken at once bring everything once', async () => {
    const [here, door] = [await place(), await redisDoor()]
    const { hands, brought } = recording(here.db)
    const { hands: expand, brought: many } = recording(here.db)
    const gateway = redisQueue(door, here, { send: hands })
    const others = [redisQueue(door, here, { expand }), redisQueue(door, here, { expand }), redisQueue(door, here, {})]
    const names = Array.from({ length: 60 }, (_, i) => `n${i}`)
    await here.due(...names.map((name) => ({ name })))
    await here.due(...names.map((name) => ({ name: `o${name}`, recipientKind: 'organization' as const })))
    for (const queue of [...others, gateway]) queue.wake()
    await Promise.all([...others, gateway].map((queue) => queue.idle()))
    expect(brought.toSorted()).toEqual(names.toSorted())
    expect(many.toSorted()).toEqual(names.map((name) => `o${name}`).toSorted())
  })

  test('what goes to a platform comes to whoever holds its account, and to nobody else', async () => {
    const [here, door] = [await place(), await redisDoor()]
    const both: Platforms = new Map([
      ['wechaty', can],
      ['wecom', can],
    ])
    const accounts = await Promise.all(
      ['wecom', 'wechaty', 'gone'].map((platform) =>
        here.db.account.create({ data: { platform, userId: 'u', name: 'U', reachable: true } }),
      ),
    )
    const names = accounts.map(({ platform }) => `to ${platform}`)
    await here.due(...accounts.map(({ id, platform }) => ({ name: `to ${platform}`, ...account(id) })))
    await here.due({ name: 'to nobody', recipientKind: 'member', recipientId: 4711 })
    const [wecom, wechaty] = [recording(here.db), recording(here.db)]
    const one = redisQueue(door, here, { send: wecom.hands }, 'wecom', both)
    one.wake()
    await vi.waitFor(() => expect(wecom.brought).toEqual(['to wecom']), 5_000)
    expect(await one.depths()).toMatchObject({ send: 3 })
    const other = redisQueue(door, here, { send: wechaty.hands }, 'wechaty', both)
    await other.idle()
    expect(wecom.brought).toEqual(['to wecom'])
    // What can go nowhere is somebody's to say so.
    expect(wechaty.brought.toSorted()).toEqual([...names.slice(1), 'to nobody'].toSorted())
  })

  test('before there is a platform, what is to be sent waits; what is for many does not', async () => {
    const [here, door] = [await place(), await redisDoor()]
    await here.due({ name: 'a' }, { name: 'many', recipientKind: 'organization' })
    const { hands, brought } = recording(here.db)
    const worker = redisQueue(door, here, { expand: hands }, 'sandbox', new Map())
    worker.wake()
    await worker.idle()
    expect(brought).toEqual(['many'])
    here.pass(2 * minute)
    await write(here.db, (tx) => releaseExpired(tx, here.clock.now()))
    const gateway = redisQueue(door, here, { send: hands })
    gateway.wake()
    await gateway.idle()
    expect(brought).toEqual(['many', 'a'])
  })

  test('where a platform takes several at once, a job carries several: one that breaks or waits holds up none of them', async () => {
    const [here, door] = [await place(), await redisDoor()]
    const platforms: Platforms = new Map([['sandbox', { ...can, atOnce: 4 }]])
    const tried = new Set<string>()
    const { hands, brought } = recording(here.db, async (name) => {
      const first = !tried.has(name)
      tried.add(name)
      if (name === 'bad' && first) throw new Error('broken')
      return name === 'waits' && first ? 'again' : undefined
    })
    await here.due(...['a', 'bad', 'waits', 'b', 'c'].map((name) => ({ name })), { name: 'urgent', urgent: true })
    const scheduler = redisQueue(door, here, {}, 'sandbox', platforms)
    scheduler.wake()
    await vi.waitFor(async () => expect(await scheduler.depths()).toMatchObject({ send: 3 }))
    const gateway = redisQueue(door, here, { send: { ...hands, atOnce: 4 } }, 'sandbox', platforms)
    await gateway.idle()
    expect(brought.toSorted()).toEqual(['a', 'b', 'c', 'urgent', 'waits'])
    here.pass(10 * minute)
    await write(here.db, (tx) => releaseExpired(tx, here.clock.now()))
    gateway.wake()
    await gateway.idle()
    expect(brought.slice(5)).toEqual(['bad'])
  })

  test('what somebody claimed who was gone before it was in the queue is due again within a minute', async () => {
    const [here, door] = [await place(), await redisDoor()]
    let goOn = () => {}
    const never = new Promise<Platforms>((resolve) => {
      goOn = () => resolve(new Map())
    })
    const gone = new RedisQueue({ door, db: here.db, clock: here.clock, log, duties: {}, platforms: () => never })
    onTestFinished(async () => {
      goOn()
      await gone.stop()
    })
    const { hands, brought } = recording(here.db)
    const others = redisQueue(door, here, { send: hands })
    await others.rebuild()
    await others.idle()
    await here.due({ name: 'a' })
    gone.wake()
    await vi.waitFor(async () => expect(await here.db.notice.count({ where: { state: 'claimed' } })).toBe(1))
    await others.rebuild()
    await others.idle()
    expect(brought).toEqual([])
    here.pass(minute)
    await others.rebuild()
    await others.idle()
    expect(brought).toEqual(['a'])
  })

  test('emptied, it is made again from the rows: nothing is lost, nothing comes twice', async () => {
    const [here, door] = [await place(), await redisDoor()]
    // Nobody takes anything yet.
    const scheduler = redisQueue(door, here, {})
    await scheduler.rebuild()
    await here.due({ name: 'a' }, { name: 'b', recipientKind: 'organization' })
    const inboundId = await said(here.db, 'room:A', 'words')
    scheduler.wake()
    await vi.waitFor(async () => expect(await scheduler.depths()).toMatchObject({ send: 1, expand: 1 }))
    await emptied(door)
    expect(await scheduler.depths()).toEqual({ send: 0, expand: 0, messages: 1 })
    await scheduler.rebuild()
    const { hands, brought } = recording(here.db)
    const handled: number[] = []
    const messages = async (id: number) => {
      handled.push(id)
      await write(here.db, (tx) => dropArrival(tx, id))
    }
    const all = redisQueue(door, here, { send: hands, expand: hands, messages })
    await all.rebuild()
    await all.idle()
    expect(brought.toSorted()).toEqual(['a', 'b'])
    expect(handled).toEqual([inboundId])
  })

  test('emptied while the database is away, it is made again once that is back', async () => {
    const [here, door] = [await place(), await redisDoor()]
    const scheduler = redisQueue(door, here, {})
    await scheduler.rebuild()
    await here.due({ name: 'a' })
    scheduler.wake()
    await vi.waitFor(async () => expect(await scheduler.depths()).toMatchObject({ send: 1 }))
    await emptied(door)
    await here.db.$executeRawUnsafe(`CREATE TRIGGER "away" BEFORE UPDATE ON "Notice" WHEN NEW."state" = 'due'
      BEGIN SELECT RAISE(ABORT, 'away'); END`)
    await scheduler.rebuild()
    await here.db.$executeRawUnsafe('DROP TRIGGER "away"')
    const { hands, brought } = recording(here.db)
    const all = redisQueue(door, here, { send: hands })
    await all.rebuild()
    await all.idle()
    expect(brought).toEqual(['a'])
  })

  test('messages of a conversation come in order, and one that says much keeps nobody waiting', async () => {
    const [here, door] = [await place(), await redisDoor()]
    const gateway = redisQueue(door, here, {})
    const busy = conversationKey('sandbox', 'room:busy')
    for (let i = 0; i < 30; i++) await gateway.arrived(await said(here.db, 'room:busy', `busy ${i}`), busy)
    const calm = ['room:1', 'room:2', 'room:3']
    for (const one of calm) await gateway.arrived(await said(here.db, one, one), conversationKey('sandbox', one))
    const heard: string[] = []
    const atOnce = new Map<string, number>()
    const messages = async (id: number) => {
      const { conversation, platform } = await here.db.inbound.findUniqueOrThrow({ where: { id } })
      const first = await firstArrival(here.db, conversationKey(platform, conversation))
      if (!first) return
      atOnce.set(conversation, (atOnce.get(conversation) ?? 0) + 1)
      expect(atOnce.get(conversation)).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 5))
      heard.push(first.text)
      await write(here.db, (tx) => dropArrival(tx, first.inboundId))
      atOnce.set(conversation, 0)
    }
    const workers = [redisQueue(door, here, { messages }), redisQueue(door, here, { messages })]
    await Promise.all(workers.map((one) => one.idle()))
    expect(heard.filter((text) => text.startsWith('busy'))).toEqual(Array.from({ length: 30 }, (_, i) => `busy ${i}`))
    for (const one of calm) expect(heard.indexOf(one)).toBeLessThan(8)
  })
})

const account = (recipientId: number) => ({ recipientKind: 'account' as const, recipientId })

async function said(db: Db, conversation: string, text: string): Promise<number> {
  return write(db, async (tx) => {
    const message = { platform: 'sandbox', account: 'zhibu', messageId: text, conversation, userId: 'u', text }
    const id = await takeIn(tx, { ...message, receivedAt: instant('2026-12-01 09:00') })
    if (id === null) throw new Error('said before')
    const key = conversationKey('sandbox', conversation)
    await putArrival(tx, {
      inboundId: id,
      conversation: key,
      senderName: 'U',
      addressed: true,
      button: null,
      files: [],
    })
    return id
  })
}
