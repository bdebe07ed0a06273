import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { MessageEvent, NoticeEvent } from '../../src/base/events.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import type { Connection, Process } from '../../src/records/status.ts'
import { Metrics } from '../../src/web/metrics.ts'
import { probes } from '../../src/web/probes.ts'
import { startWeb, webApp } from '../../src/web/server.ts'
import { Vitals, type VitalsDesk } from '../../src/web/vitals.ts'
import { instant } from '../support/town.ts'

const away = () => Promise.reject(new Error('postgres://u:geheim@h/d is away'))
const connection = (up: boolean): Connection => ({
  platform: 'wecom',
  title: '企业微信',
  up,
  state: '已连上',
  since: instant('2026-12-01 08:00'),
  lastInboundAt: null,
  lastOutboundAt: null,
  lastError: '密钥 geheim 不对',
  capabilities: capabilitiesOf.wecom,
  qr: 'http://weixin.qq.com/x/geheim',
})
const process = (role: string, gateway: Process['gateway']): Process => ({
  role,
  host: 'one',
  pid: 1,
  since: instant('2026-12-01 08:00'),
  gateway,
  connections: [],
  standby: [],
})

/** One process on a free port, as those that watch it see it. */
async function watched(more: Partial<VitalsDesk> = {}) {
  const asked = { totals: 0 }
  const vitals = new Vitals({
    role: 'all',
    now: () => instant('2026-12-01 09:00'),
    database: async () => 1,
    redis: null,
    totals: async () => {
      asked.totals++
      return { due: 3, oldestDue: instant('2026-12-01 08:59'), unconfirmed: 2 }
    },
    depths: async (due) => ({ send: due, messages: 0 }),
    connections: () => [connection(true)],
    held: () => [connection(true)],
    processes: () => [],
    ticks: true,
    ...more,
  })
  const metrics = new Metrics()
  const web = await startWeb({
    port: 0,
    routes: [],
    watched: [probes(vitals), metrics.routes(vitals)],
    home: '/operator',
    onError: () => {},
  })
  onTestFinished(() => web.close())
  const ask = async (path: string) => {
    const answer = await fetch(web.url + path)
    const text = await answer.text()
    expect(text).not.toMatch(/geheim|postgres:/)
    return { status: answer.status, text }
  }
  const json = async (path: string) => {
    const { status, text } = await ask(path)
    return { code: status, ...JSON.parse(text) }
  }
  return { asked, vitals, metrics, json, samples: async () => (await ask('/metrics')).text }
}

const message = (more: Partial<MessageEvent>): MessageEvent => ({
  event: 'message',
  id: 1,
  platform: 'wecom',
  conversation: 'room',
  addressed: true,
  button: false,
  files: 0,
  outcome: 'attend:recorded',
  understood: true,
  askedBack: false,
  memberId: 1,
  roomId: 1,
  notices: 1,
  queued: false,
  waitedMs: 0,
  ms: 5,
  tries: 1,
  ...more,
})
const notice = (more: Partial<NoticeEvent>): NoticeEvent => ({
  event: 'notice',
  id: 1,
  kind: 'done',
  stage: 'reply',
  platform: 'wecom',
  to: 'member',
  outcome: 'sent',
  late: false,
  lagMs: 0,
  attempts: 1,
  ms: 5,
  ...more,
})

describe('a process whose work goes well', () => {
  test('lives, is ready, and says in numbers how it is', async () => {
    const { json, samples, asked } = await watched()
    expect(await json('/health')).toEqual({
      code: 200,
      status: 'ok',
      role: 'all',
      problems: [],
      due: 3,
      unconfirmed: 2,
      connections: { wecom: true },
    })
    expect(await json('/ready')).toEqual({
      code: 200,
      status: 'ready',
      role: 'all',
      checks: { database: true, platform: true },
    })
    const text = await samples()
    for (const sample of [
      'zhibu_notices_due 3',
      'zhibu_notices_due_lag_seconds 60',
      'zhibu_notices_unconfirmed 2',
      'zhibu_queue_depth{queue="send"} 3',
      'zhibu_connection_up{platform="wecom"} 1',
      'zhibu_ready{check="database"} 1',
      'zhibu_notices_total{outcome="failed"} 0',
    ])
      expect(text).toContain(`${sample}\n`)
    // However many ask, the database is asked once in a while.
    await Promise.all(Array.from({ length: 20 }, samples))
    expect(asked.totals).toBe(1)
  })

  test('counts what it has done', async () => {
    const { metrics, samples } = await watched()
    metrics.count({ event: 'arrival', id: 1, platform: 'wecom', conversation: 'room' })
    metrics.count(message({ queued: true }))
    metrics.count(message({ platform: 'wechaty', understood: false, askedBack: true }))
    metrics.count(message({ id: null, outcome: 'duplicate', understood: false }))
    metrics.count(notice({}))
    metrics.count(notice({ outcome: 'merged', late: true }))
    metrics.count(notice({ outcome: 'expired', late: true }))
    metrics.count(notice({ outcome: 'later' }))
    metrics.ticked(300)
    const text = await samples()
    for (const sample of [
      'zhibu_messages_in_total{platform="wecom"} 1',
      'zhibu_messages_in_total{platform="wechaty"} 1',
      'zhibu_messages_understood_total 1',
      'zhibu_messages_asked_back_total 1',
      'zhibu_notices_total{outcome="sent"} 1',
      'zhibu_notices_total{outcome="merged"} 1',
      'zhibu_notices_total{outcome="expired"} 1',
      'zhibu_notices_late_total 1',
      'zhibu_tick_seconds_bucket{le="0.5"} 1',
      'zhibu_tick_seconds_sum 0.3',
    ])
      expect(text).toContain(`${sample}\n`)
    expect(text).not.toContain('later')
  })
})

describe('a process that lacks something', () => {
  test('the database: it lives, is not ready, and tells what it knows', async () => {
    const { json, samples } = await watched({ database: away, totals: away })
    expect(await json('/health')).toMatchObject({
      code: 200,
      status: 'troubled',
      problems: ['database'],
      due: null,
    })
    expect(await json('/ready')).toMatchObject({
      code: 503,
      status: 'not_ready',
      checks: { database: false, platform: true },
    })
    const text = await samples()
    expect(text).toContain('zhibu_ready{check="database"} 0\n')
    expect(text).toContain('zhibu_notices_total{outcome="sent"} 0\n')
    expect(text).not.toMatch(/^zhibu_(notices_due|notices_unconfirmed|queue_depth)\b.* /m)
  })

  test('Redis: the outbox is told all the same', async () => {
    const { json, samples } = await watched({ redis: away, depths: away })
    expect((await json('/health')).problems).toEqual(['redis'])
    expect(await json('/ready')).toMatchObject({ code: 503, checks: { database: true, redis: false } })
    expect(await samples()).toContain('zhibu_notices_due 3\n')
  })

  test('whatever never answers is away after a few seconds', async () => {
    const hangs = () => new Promise<never>(() => {})
    const { json } = await watched({ database: hangs, totals: hangs })
    const [ready, health] = await Promise.all([json('/ready'), json('/health')])
    expect([ready.checks.database, health.problems, health.due]).toEqual([false, ['database'], null])
  })

  test('the platform: who sends cannot; who stands by is ready to stand by', async () => {
    const off = {
      role: 'gateway',
      ticks: false,
      connections: () => [connection(false)],
      held: () => [connection(false)],
    }
    const one = await watched(off)
    expect(await one.json('/ready')).toMatchObject({ code: 503, checks: { database: true, platform: false } })
    expect((await one.json('/health')).problems).toEqual(['connection:wecom'])
    const standby = { ...off, held: () => [], connections: () => [], redis: async () => 'PONG' }
    const other = await watched({ ...standby, processes: () => [process('gateway', 'standby')] })
    expect(await other.json('/ready')).toEqual({
      code: 200,
      status: 'ready',
      role: 'gateway',
      checks: { database: true, redis: true },
    })
    // It is there, and so is the trouble of the whole: nobody receives and sends.
    expect(await other.json('/health')).toMatchObject({ problems: ['gateway'] })
    expect(await other.samples()).toContain('zhibu_processes{role="gateway",gateway="standby"} 1\n')
  })

  test('what is due waits for long', async () => {
    const { json } = await watched({ now: () => instant('2026-12-01 09:20') })
    expect((await json('/health')).problems).toEqual(['late'])
  })

  test('the work of the minute fails, or never ends', async () => {
    let now = 0
    const { vitals, json } = await watched({ stopwatch: () => now })
    const work = async () => {
      now += 40
    }
    expect(await vitals.minute(work)).toBe(40)
    await expect(vitals.minute(away)).rejects.toThrow()
    now += 4 * 60_000
    expect(await json('/health')).toMatchObject({ status: 'troubled', problems: ['tick'] })
    let end = () => {}
    const ended = new Promise<void>((resolve) => {
      end = resolve
    })
    const minute = vitals.minute(() => ended)
    now += 11 * 60_000
    expect(await json('/health')).toMatchObject({ code: 503, status: 'stuck' })
    end()
    await minute
    expect((await json('/health')).status).toBe('ok')
  })
})

describe('who may ask', () => {
  const numbers = new Hono()
  numbers.get('/metrics', (c) => c.text('1'))
  const pages = new Hono()
  pages.get('/operator', (c) => c.text('page'))
  const app = webApp({ routes: [pages], watched: [numbers], home: '/operator', onError: () => {} })
  const status = async (path: string, host: string, headers = {}) =>
    (await app.request(path, { headers: { host, ...headers } })).status

  test.each(['localhost:8787', '127.0.0.1', '10.0.3.7:8787', '[fd00::7]:8787', 'worker:8787', 'zhibu-worker-2:8787'])(
    '%s, for numbers alone',
    async (host) => {
      expect(await status('/metrics', host)).toBe(200)
      const here = ['localhost:8787', '127.0.0.1'].includes(host)
      expect(await status('/operator', host)).toBe(here ? 200 : 403)
    },
  )

  test.each(['evil.example', 'localhost.evil.example:8787', '127.0.0.1.evil.example', 'evil.example@worker', ''])(
    'nobody in the name of "%s"',
    async (host) => {
      expect(await status('/metrics', host)).toBe(403)
    },
  )

  test('no page of another website', async () => {
    expect(await status('/metrics', '10.0.3.7:8787', { origin: 'http://evil.example' })).toBe(403)
  })
})
