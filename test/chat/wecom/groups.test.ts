import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ZhibuError } from '../../../src/base/errors.ts'
import { makeLog } from '../../../src/base/log.ts'
import { readGroups } from '../../../src/chat/wecom/group-settings.ts'
import { WecomGroups } from '../../../src/chat/wecom/groups.ts'
import { WecomHook } from '../../support/wecom-hook.ts'
import { Hands, message } from './table.ts'

const accepted = { kind: 'accepted' }

/** Two branches, each with a group that has a webhook. */
async function groups() {
  const hands = new Hands()
  const [first, second] = [await WecomHook.start(hands.now, 'KEY-1'), await WecomHook.start(hands.now, 'KEY-2')]
  const logged: string[] = []
  const log = makeLog({ level: 'trace', terminal: (line) => void logged.push(line) })
  const addresses = new Map([
    ['organization-1', first.url],
    ['organization-2', second.url],
  ])
  const chat = new WecomGroups({ addresses, now: hands.date, log })
  onTestFinished(async () => {
    await chat.stop()
    await first.stop()
    await second.stop()
  })
  const tell = (id: string, text: string, mentions: { userId: string; name: string }[] = []) =>
    chat.send({ kind: 'room', id: `organization-${id}` }, message(text, { mentions }))
  return { first, second, chat, hands, logged, tell }
}

describe('groups that are only told', () => {
  it('get each its own, with those who are meant by their phone numbers', async () => {
    const { first, second, tell, chat } = await groups()
    expect(await tell('1', '@王五 请答复', [{ userId: '13800000005', name: '王五' }])).toEqual(accepted)
    expect(await tell('2', '各位同志')).toEqual(accepted)
    expect(first.told).toEqual([{ type: 'text', text: '@王五 请答复', mentions: [], phones: ['13800000005'] }])
    expect(second.told).toEqual([{ type: 'text', text: '各位同志', mentions: [] }])
    expect(chat.status()).toMatchObject({ groups: 2, lastError: null })
  })

  it('get a long text whole, in several messages', async () => {
    const { first, tell } = await groups()
    const text = Array.from({ length: 40 }, (_, n) => `${n}${'长'.repeat(60)}`).join('\n')
    expect(await tell('1', text, [{ userId: '13800000005', name: '王五' }])).toEqual(accepted)
    expect(first.told.length).toBeGreaterThan(1)
    expect(first.told.map((one) => one.text).join('\n')).toBe(text)
    expect(first.told.map((one) => one.phones?.length ?? 0).reduce((sum, one) => sum + one, 0)).toBe(1)
  })

  it('of which half is there are doubtful: nothing is repeated', async () => {
    const { first, tell } = await groups()
    const sent = tell('1', '长'.repeat(1000))
    await first.until(() => first.told.length === 1)
    first.faults.push(45009)
    expect(await sent).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('前 1 段已发出') })
  })

  it('that heard 20 in a minute are told later; the other ones are not kept waiting', async () => {
    const { first, tell, hands } = await groups()
    for (let n = 0; n < 20; n++) expect(await tell('1', '一')).toEqual(accepted)
    expect(await tell('1', '一')).toMatchObject({ kind: 'refused', retryAfterMs: 61_000 })
    expect(await tell('2', '一')).toEqual(accepted)
    expect(first.requests).toBe(20)
    hands.ms += 61_000
    expect(await tell('1', '一')).toEqual(accepted)
  })

  it('where the platform says that it is too much wait, and mean nobody else', async () => {
    const { first, tell } = await groups()
    first.faults.push(45009)
    const outcome = await tell('1', '一')
    expect(outcome).toMatchObject({ kind: 'refused', retryAfterMs: 60_000 })
    expect(outcome).not.toHaveProperty('scope')
    expect(await tell('1', '一')).toMatchObject({ kind: 'refused', retryAfterMs: 61_000 })
    expect(first.requests).toBe(1)
  })

  it('that could not be told before a stop may be told after the next start', async () => {
    const { tell, chat } = await groups()
    await chat.stop()
    expect(await tell('1', '一')).toMatchObject({ kind: 'refused', retryAfterMs: 10_000 })
  })

  it('whose robot is gone refuse for good; where nobody answered it is doubtful; no address is told', async () => {
    const { first, second, tell, chat, logged } = await groups()
    first.faults.push(93000, 'hang up')
    const gone = await tell('1', '某某的事')
    expect(gone).toEqual({ kind: 'refused', reason: expect.stringContaining('WECOM_GROUPS') })
    expect(await tell('1', '某某的事')).toMatchObject({ kind: 'unknown' })
    await second.stop()
    expect(await tell('2', '某某的事')).toMatchObject({ kind: 'refused', retryAfterMs: 60_000 })
    expect(chat.status().lastError).toContain('连不上')
    expect(await tell('3', '一')).toMatchObject({ kind: 'refused' })
    expect(await chat.send({ kind: 'private', id: 'organization-1' }, message('一'))).toMatchObject({ kind: 'refused' })
    expect(logged.join('') + JSON.stringify([gone, chat.status()])).not.toMatch(/KEY-|某某|webhook\/send/)
  })
})

describe('their settings', () => {
  const url = (key: string) => `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`
  const fileOf = (text: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const file = join(dir, 'groups.txt')
    writeFileSync(file, text)
    return file
  }
  const complaint = (env: Record<string, string>) => {
    try {
      readGroups(env)
    } catch (error) {
      if (error instanceof ZhibuError) return `${error.code} ${error.message}${error.next}`
      throw error
    }
    throw new Error('nothing was wrong')
  }

  it('come from the environment, from a file, or both', () => {
    expect(readGroups({})).toEqual([])
    const file = fileOf(`\ufeff# 各支部的群\r\n机关二支部 = ${url('b')}\r\n\r\n运销支部＝${url('c')}\n`)
    expect(readGroups({ WECOM_GROUPS: `机关一支部=${url('a')}；`, WECOM_GROUPS_FILE: file })).toEqual([
      { organization: '机关一支部', url: url('a') },
      { organization: '机关二支部', url: url('b') },
      { organization: '运销支部', url: url('c') },
    ])
  })

  it.each([
    ['no branch', { WECOM_GROUPS: url('SECRET') }, '第 1 行'],
    ['no address', { WECOM_GROUPS: `甲=${url('a')};乙=SECRET` }, '第 2 行'],
    ['a branch twice', { WECOM_GROUPS: `甲=${url('SECRET')};甲=${url('b')}` }, '「甲」的群写了两次'],
    ['an address twice', { WECOM_GROUPS: `甲=${url('SECRET')};乙=${url('SECRET')}` }, '抄错了行'],
    ['a file that is not there', { WECOM_GROUPS_FILE: '/nowhere/groups.txt' }, 'WECOM_GROUPS_FILE'],
  ])('with %s are refused, and never quoted', (_, env, words) => {
    const said = complaint(env)
    expect(said).toContain('BAD_CONFIG')
    expect(said).toContain(words)
    expect(said).not.toMatch(/SECRET|https:\/\/qyapi/)
  })
})
