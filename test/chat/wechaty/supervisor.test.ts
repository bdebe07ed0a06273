import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeLog } from '../../../src/base/log.ts'
import { type Link, type LinkEvents, LinkRefused } from '../../../src/chat/wechaty/link.ts'
import { scrubber } from '../../../src/chat/wechaty/scrub.ts'
import { type Alarm, Supervisor } from '../../../src/chat/wechaty/supervisor.ts'

const second = 1_000
const minute = 60_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Opening = 'fails' | 'refused' | 'logged_in' | 'qr' | 'breaks_at_once'

/** A service whose next openings are written down beforehand; the last one goes on for ever. */
function world(openings: Opening[], answers = true) {
  const closed: string[] = []
  const alarms: Alarm[] = []
  const arrived: string[] = []
  const opens: number[] = []
  let open = 0
  let most = 0
  let events: LinkEvents | null = null
  const supervisor = new Supervisor({
    async open(told) {
      opens.push(Date.now())
      most = Math.max(most, ++open)
      const opening = (openings.length > 1 ? openings.shift() : openings[0]) ?? 'fails'
      await new Promise((resolve) => setTimeout(resolve, 100))
      if (opening === 'fails' || opening === 'refused') {
        open--
        throw opening === 'fails'
          ? new Error('14 UNAVAILABLE: token_0123456789abcdef')
          : new LinkRefused('服务不认这个令牌', '请核对')
      }
      events = told
      if (opening === 'qr') told.scan('http://weixin.qq.com/x/code')
      else told.login('bot')
      if (opening === 'breaks_at_once') setTimeout(() => told.broken('1 CANCELLED'), 100)
      const link: Partial<Link> = {
        ping: () => void (answers && setTimeout(() => told.answered(), 50)),
        close: async (how) => {
          open--
          closed.push(how)
        },
      }
      return link as Link
    },
    arrived: (id) => void arrived.push(id),
    alarm: (alarm) => void alarms.push(alarm),
    changed: () => undefined,
    now: () => new Date(Date.now()),
    scrub: scrubber(['token_0123456789abcdef']),
    log: makeLog({ level: 'silent' }),
    timing: { alarmAfter: 5 * minute, steady: 30 * second, quiet: 20 * second, answer: 15 * second },
    random: () => 0.5,
  })
  const tell = () => {
    if (!events) throw new Error('no link')
    return events
  }
  return {
    supervisor,
    closed,
    alarms,
    arrived,
    opens,
    tell,
    most: () => most,
    now: () => supervisor.status.state,
    kinds: () => alarms.map(({ kind }) => kind),
    async start() {
      const starting = supervisor.start()
      starting.catch(() => undefined)
      await vi.advanceTimersByTimeAsync(200)
      return starting
    },
  }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('the supervisor', () => {
  it('is online when somebody is logged in', async () => {
    const one = world(['logged_in'])
    await one.start()
    expect(one.supervisor.status).toMatchObject({
      state: 'online',
      account: 'bot',
      qr: null,
      restarts: 0,
      lastError: null,
    })
    expect(one.supervisor.link).not.toBeNull()
  })

  it('shows the QR code until somebody logs in', async () => {
    const one = world(['qr'])
    await one.start()
    expect(one.supervisor.status).toMatchObject({ state: 'waiting_login', qr: 'http://weixin.qq.com/x/code' })
    one.tell().scan('http://weixin.qq.com/x/other')
    expect(one.supervisor.status.qr).toContain('other')
    one.tell().login('bot')
    expect(one.supervisor.status).toMatchObject({ state: 'online', qr: null })
  })

  it('hears what arrives while it is still connecting', async () => {
    const one = world(['logged_in'])
    const starting = one.supervisor.start()
    await pass(100)
    one.tell().arrived('m1')
    await starting
    expect(one.arrived).toEqual(['m1'])
  })

  it('replaces a broken link by a fresh one, and hears nothing more from the old', async () => {
    const one = world(['logged_in'])
    await one.start()
    const old = one.tell()
    old.broken('14 UNAVAILABLE: Connection dropped')
    expect(one.supervisor.status).toMatchObject({
      state: 'recovering',
      account: null,
      lastError: '14 UNAVAILABLE: Connection dropped',
    })
    expect(one.supervisor.link).toBeNull()
    await pass(second)
    expect(one.supervisor.status).toMatchObject({ state: 'online', restarts: 1 })
    expect(one.closed).toEqual(['abrupt'])
    old.arrived('ghost')
    old.broken('again')
    old.logout()
    expect(one.arrived).toEqual([])
    expect(one.now()).toBe('online')
    expect(one.most()).toBe(1)
  })

  it('tries for ever, ever more slowly, and never twice at a time', async () => {
    const one = world(['logged_in', 'fails'])
    await one.start()
    one.tell().broken('14 UNAVAILABLE')
    one.tell().broken('14 UNAVAILABLE')
    await pass(60 * minute)
    const gaps = one.opens.slice(2).map((at, i) => at - (one.opens[i + 1] ?? 0) - 100)
    expect(gaps.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000])
    expect(new Set(gaps.slice(5))).toEqual(new Set([30_000]))
    expect(one.opens.length).toBeGreaterThan(100)
    expect(one.most()).toBe(1)
  })

  it('comes back after hours', async () => {
    const one = world(['logged_in', ...Array<Opening>(300).fill('fails'), 'logged_in'])
    await one.start()
    one.tell().broken('14 UNAVAILABLE')
    await pass(4 * 60 * minute)
    expect(one.now()).toBe('online')
    expect(one.kinds()).toEqual(['offline', 'back'])
  })

  it('starts although nothing can be reached, says so after five minutes, and once more when it is well', async () => {
    const one = world([...Array<Opening>(20).fill('fails'), 'logged_in'])
    await one.start()
    expect(one.now()).toBe('recovering')
    await pass(5 * minute - second)
    expect(one.alarms).toEqual([])
    await pass(second)
    expect(one.now()).toBe('down')
    expect(one.alarms).toMatchObject([{ kind: 'offline', state: 'down', reason: '14 UNAVAILABLE: …' }])
    await pass(30 * minute)
    expect(one.kinds()).toEqual(['offline', 'back'])
  })

  it('says nothing of a short break', async () => {
    const one = world(['logged_in', 'fails', 'fails', 'logged_in'])
    await one.start()
    one.tell().broken('14 UNAVAILABLE')
    await pass(30 * minute)
    expect(one.now()).toBe('online')
    expect(one.alarms).toEqual([])
  })

  it('says so when the link comes and goes all the time', async () => {
    const one = world(['breaks_at_once'])
    await one.start()
    await pass(6 * minute)
    expect(one.kinds()).toEqual(['offline'])
    expect(one.opens.length).toBeLessThan(30)
  })

  it('lets a quiet link be that answers', async () => {
    const one = world(['logged_in'])
    await one.start()
    await pass(12 * 60 * minute)
    expect(one.supervisor.status).toMatchObject({ state: 'online', restarts: 0 })
  })

  it('gives up a link that shows no sign of life, and has the service end the old one', async () => {
    const one = world(['logged_in'], false)
    await one.start()
    one.tell().alive()
    await pass(49 * second)
    expect(one.supervisor.status.restarts).toBe(0)
    await pass(2 * second)
    expect(one.supervisor.status).toMatchObject({ restarts: 1, lastError: 'no sign of life' })
    expect(one.closed).toEqual(['polite'])
  })

  it('is quicker with a service that used to answer, and with a link that never showed any life', async () => {
    const one = world(['logged_in'], false)
    await one.start()
    await pass(31 * second)
    expect(one.supervisor.status.restarts).toBe(1)
    one.tell().answered()
    await pass(29 * second)
    expect(one.supervisor.status.restarts).toBe(1)
    await pass(2 * second)
    expect(one.supervisor.status.restarts).toBe(2)
  })

  it('asks at once when a call fails as if the connection were gone', async () => {
    const one = world(['logged_in'], false)
    await one.start()
    one.tell().answered()
    one.tell().doubt('14 UNAVAILABLE')
    await pass(11 * second)
    expect(one.supervisor.status.restarts).toBe(1)
  })

  it('does not restart while a QR code waits, unless nothing moves for minutes', async () => {
    const one = world(['qr'], false)
    await one.start()
    await pass(4 * minute)
    expect(one.supervisor.status.restarts).toBe(0)
    await pass(2 * minute)
    expect(one.supervisor.status.restarts).toBe(1)
  })

  it('tells of a logout at once, and when somebody is logged in again', async () => {
    const one = world(['logged_in'])
    await one.start()
    one.tell().logout()
    expect(one.supervisor.status).toMatchObject({ state: 'waiting_login', account: null })
    expect(one.kinds()).toEqual(['logged_out'])
    one.tell().scan('http://weixin.qq.com/x/code')
    await pass(20 * minute)
    expect(one.kinds()).toEqual(['logged_out'])
    one.tell().login('bot')
    await pass(minute)
    expect(one.kinds()).toEqual(['logged_out', 'back'])
  })

  it('does not start with a wrong token, and goes on trying with one that became wrong', async () => {
    await expect(world(['refused']).start()).rejects.toThrow('服务不认这个令牌')
    const one = world(['logged_in', 'refused', 'refused', 'logged_in'])
    await one.start()
    one.tell().broken('1 CANCELLED')
    await pass(second)
    expect(one.now()).toBe('down')
    await pass(5 * minute)
    expect(one.now()).toBe('online')
    expect(one.alarms).toMatchObject([{ kind: 'refused', next: '请核对' }, { kind: 'back' }])
  })

  it('leaves nothing behind when it is stopped, whatever it was doing', async () => {
    for (const openings of [
      ['logged_in'],
      ['qr'],
      ['fails'],
      ['logged_in', 'fails'],
      ['breaks_at_once'],
    ] satisfies Opening[][]) {
      const one = world([...openings])
      await one.start()
      if (openings.length > 1) one.tell().broken('14 UNAVAILABLE')
      await pass(second)
      const stopping = one.supervisor.stop()
      await pass(second)
      await stopping
      expect(vi.getTimerCount(), openings.join()).toBe(0)
      expect(one.now()).toBe('down')
      expect(one.alarms).toEqual([])
      vi.clearAllTimers()
    }
  })
})
