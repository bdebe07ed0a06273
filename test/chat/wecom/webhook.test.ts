import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeLog } from '../../../src/base/log.ts'
import { merge } from '../../../src/chat/wecom/merge.ts'
import { type WebhookOptions, WecomWebhook } from '../../../src/chat/wecom/webhook.ts'
import { WecomHook } from '../../support/wecom-hook.ts'
import { Hands, message } from './table.ts'

async function hooked(options: Partial<WebhookOptions> = {}) {
  const hands = new Hands()
  const hook = await WecomHook.start(hands.now)
  const logged: string[] = []
  const log = makeLog({ level: 'trace', terminal: (line) => void logged.push(line) })
  /** What runs when the minute is over; one thing at most. */
  let due: (() => void) | null = null
  let wake = () => {}
  const after = (_: number, run: () => void) => {
    due = run
    wake()
    return () => {
      due = null
    }
  }
  const webhook = new WecomWebhook({ url: hook.url, now: hands.date, log, after, ...options })
  onTestFinished(async () => {
    await webhook.stop()
    await hook.stop()
  })
  /** Waits until something waits for the minute to pass, and lets it pass. */
  const passMinute = async () => {
    while (!due)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    const run: () => void = due
    due = null
    hands.ms += 61_000
    run()
  }
  return { hook, webhook, logged, passMinute, isWaiting: () => due !== null }
}

const accepted = { kind: 'accepted' }

describe('a notice to a group', () => {
  it('is text, with those it is for', async () => {
    const { hook, webhook } = await hooked()
    expect(await webhook.notify('企业微信机器人掉线了', ['wang', '@all'])).toEqual(accepted)
    expect(hook.told).toEqual([{ type: 'text', text: '企业微信机器人掉线了', mentions: ['wang', '@all'] }])
  })

  it('may be markdown, where a mention stands in the text', async () => {
    const { hook, webhook } = await hooked()
    expect(await webhook.notify('**掉线**', ['wang'], 'markdown')).toEqual(accepted)
    expect(hook.told).toEqual([{ type: 'markdown', text: '**掉线** <@wang>', mentions: [] }])
  })

  it('that is too long ends with …', async () => {
    const { hook, webhook } = await hooked()
    expect(await webhook.notify('长'.repeat(1000))).toEqual(accepted)
    expect(hook.told[0]?.text).toBe(`${'长'.repeat(681)}…`)
  })

  it('cannot have buttons or files, and nothing needs no sending', async () => {
    const { hook, webhook } = await hooked()
    const file = { name: 'a', mediaType: 'b', bytes: new Uint8Array(9) }
    const refused = { kind: 'refused' }
    expect(await webhook.send(message('去吗', { buttons: [{ label: '去', key: '1' }] }))).toMatchObject(refused)
    expect(await webhook.send(message('看', { file }))).toMatchObject(refused)
    expect(await webhook.notify(' ')).toMatchObject(refused)
    expect(hook.requests).toBe(0)
    const mentions = [{ userId: 'wang', name: '王五' }]
    expect(await webhook.send(message('@王五 好', { mentions }))).toEqual(accepted)
    expect(hook.told[0]?.mentions).toEqual(['wang'])
  })
})

describe('many notices', () => {
  it('up to 20 a minute are messages of their own', async () => {
    const { hook, webhook } = await hooked()
    await Promise.all(Array.from({ length: 20 }, (_, n) => webhook.notify(`第${n}条`)))
    expect(hook.told.map((one) => one.text)).toEqual(Array.from({ length: 20 }, (_, n) => `第${n}条`))
  })

  it('above that wait, and are one message', async () => {
    const { hook, webhook, passMinute } = await hooked()
    for (let n = 0; n < 20; n++) await webhook.notify(`第${n}条`)
    const rest = ['甲', '乙', '丙'].map((text) => webhook.notify(text, [text]))
    await passMinute()
    expect(hook.requests).toBe(20)
    expect(await Promise.all(rest)).toEqual([accepted, accepted, accepted])
    expect(hook.told.at(-1)).toEqual({ type: 'text', text: '甲\n\n乙\n\n丙', mentions: ['甲', '乙', '丙'] })
    expect(hook.requests).toBe(21)
  })

  it('told all at once are merged at once', async () => {
    const { hook, webhook } = await hooked()
    const outcomes = await Promise.all(Array.from({ length: 100 }, (_, n) => webhook.notify(`第${n}条`)))
    expect(new Set(outcomes.map((one) => one.kind))).toEqual(new Set(['accepted']))
    expect(hook.told.flatMap((one) => one.text.split('\n\n'))).toEqual(
      Array.from({ length: 100 }, (_, n) => `第${n}条`),
    )
    expect(hook.requests).toBeLessThanOrEqual(20)
  })

  it('that the platform holds back wait a minute', async () => {
    const { hook, webhook, passMinute } = await hooked()
    hook.faults.push(45009)
    const first = webhook.notify('甲')
    await hook.until(() => hook.requests === 1)
    const second = webhook.notify('乙')
    await passMinute()
    expect(await Promise.all([first, second])).toEqual([accepted, accepted])
    expect(hook.told.map((one) => one.text)).toEqual(['甲\n\n乙'])
  })

  it('that it holds back again and again are given up', async () => {
    const { hook, webhook, passMinute } = await hooked()
    hook.faults.push(45009, 45009, 45009, 45009, 45009)
    const notice = webhook.notify('甲')
    for (let n = 1; n <= 4; n++) await passMinute()
    expect(await notice).toMatchObject({ kind: 'refused', reason: expect.stringContaining('45009') })
  })
})

describe('what goes wrong', () => {
  it('is refused with the next step where the address is wrong', async () => {
    const { hook, logged } = await hooked()
    const log = makeLog({ level: 'trace', terminal: (line) => void logged.push(line) })
    const webhook = new WecomWebhook({ url: `${hook.url}-not`, now: () => new Date(0), log })
    expect(await webhook.notify('甲')).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('WECOM_WEBHOOK_URL'),
    })
    expect(logged.join('')).not.toContain(hook.key)
  })

  it('is refused where nothing could leave', async () => {
    const { hook, webhook, logged } = await hooked()
    await hook.stop()
    expect(await webhook.notify('某某的事')).toMatchObject({ kind: 'refused', retryAfterMs: 60_000 })
    expect(logged.join('')).not.toMatch(/KEY-OF|某某|webhook\/send/)
  })

  it.each(['hang up', 'nonsense'] as const)('is unknown where the answer is lost (%s)', async (fault) => {
    const { hook, webhook, logged } = await hooked()
    hook.faults.push(fault)
    expect(await webhook.notify('某某的事')).toMatchObject({ kind: 'unknown' })
    expect(logged.join('')).not.toMatch(/KEY-OF|某某|webhook\/send/)
    expect(await webhook.notify('乙')).toEqual(accepted)
  })

  it('a stop refuses what still waits, and leaves no timer', async () => {
    const { hook, webhook, isWaiting } = await hooked()
    for (let n = 0; n < 20; n++) await webhook.notify(`第${n}条`)
    const waiting = webhook.notify('甲')
    while (!isWaiting()) await new Promise((resolve) => setImmediate(resolve))
    await webhook.stop()
    expect(await waiting).toMatchObject({ kind: 'refused' })
    expect(await webhook.notify('乙')).toMatchObject({ kind: 'refused' })
    expect(hook.requests).toBe(20)
    expect(isWaiting()).toBe(false)
  })
})

describe('merging', () => {
  const notices = fc.array(
    fc.record({ text: fc.string({ minLength: 1, unit: 'grapheme' }), mentions: fc.array(fc.constantFrom('a', 'b')) }),
  )
  const bytes = (text: string) => Buffer.byteLength(text)

  it('loses no notice, keeps their order and the limit, and names everybody once', () => {
    fc.assert(
      fc.property(notices, fc.integer({ min: 40, max: 400 }), (given, limit) => {
        const merged = merge(given, limit)
        expect(merged.flatMap((one) => one.of)).toEqual(given.map((_, index) => index))
        for (const { text, mentions, of } of merged) {
          expect(bytes(text)).toBeLessThanOrEqual(limit)
          expect([...mentions].sort()).toEqual([...new Set(of.flatMap((index) => given[index]?.mentions ?? []))].sort())
        }
        const short = given.filter((one) => bytes(one.text) <= limit)
        for (const { text } of short) expect(merged.some((one) => one.text.includes(text))).toBe(true)
      }),
    )
  })

  it('makes no more messages than needed', () => {
    expect(
      merge(
        [
          { text: '甲', mentions: [] },
          { text: '乙', mentions: [] },
        ],
        8,
      ),
    ).toMatchObject([{ text: '甲\n\n乙' }])
    expect(
      merge(
        [
          { text: '甲', mentions: [] },
          { text: '乙', mentions: [] },
        ],
        7,
      ),
    ).toHaveLength(2)
  })
})
