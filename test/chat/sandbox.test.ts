import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation, IncomingMessage, OutgoingMessage } from '../../src/chat/port.ts'
import { SandboxChat, type SandboxProfile } from '../../src/chat/sandbox.ts'

const now = () => new Date('2026-12-01T01:00:00Z')
const group: Conversation = { kind: 'room', id: 'group' }
const privately = (userId: string): Conversation => ({ kind: 'private', id: userId })
const zhang = { userId: 'u1', name: '张三' }
const wang = { userId: 'u2', name: '王五' }
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text: '能到回 1',
  mentions: [],
  buttons: [],
  ...more,
})

async function sandbox(profile: SandboxProfile, log?: string) {
  const chat = new SandboxChat({ profile, now, ...(log === undefined ? {} : { log }) })
  const heard: IncomingMessage[] = []
  await chat.start(async (one) => void heard.push(one))
  return { chat, heard }
}

describe('as WeChat', () => {
  it('hears everything in the group', async () => {
    const { chat, heard } = await sandbox('wechat')
    await chat.say({ ...zhang, conversation: group, text: '收到' })
    expect(heard).toMatchObject([
      { conversation: group, sender: { id: 'u1', name: '张三' }, text: '收到', addressed: false, at: now() },
    ])
  })

  it('knows when it is meant: mentioned, or in private', async () => {
    const { chat, heard } = await sandbox('wechat')
    await chat.say({ ...zhang, conversation: group, text: '@小助手 请个假' })
    await chat.say({ ...zhang, conversation: group, text: '请个假', mentionBot: true })
    await chat.say({ ...zhang, conversation: privately('u1'), text: '请个假' })
    expect(heard.map(({ text, addressed }) => [text, addressed])).toEqual(Array(3).fill(['请个假', true]))
    expect(chat.lines(group).map((line) => line.text)).toEqual(['@小助手 请个假', '@小助手 请个假'])
  })

  it('may write first, mentions people and has no buttons', async () => {
    const { chat } = await sandbox('wechat')
    expect(await chat.send(privately('u9'), message(), 'n-1')).toEqual({ kind: 'accepted' })
    expect(await chat.send(group, message({ mentions: [wang] }), 'n-2')).toEqual({ kind: 'accepted' })
    expect(chat.lines(group)[0]?.mentions).toEqual([wang])
    const withButton = message({ buttons: [{ label: '参加', key: 'k' }] })
    expect(await chat.send(group, withButton, 'n-3')).toMatchObject({ kind: 'refused' })
    expect(chat.lines(group)).toHaveLength(1)
  })
})

describe('as WeCom', () => {
  it('hears in the group only what mentions it', async () => {
    const { chat, heard } = await sandbox('wecom')
    await chat.say({ ...zhang, conversation: group, text: '收到' })
    expect(heard).toEqual([])
    expect(chat.lines(group).map((line) => line.text)).toEqual(['收到'])
    await chat.say({ ...zhang, conversation: group, text: '收到', mentionBot: true })
    expect(heard.map((one) => one.text)).toEqual(['收到'])
  })

  it('writes privately only to people who wrote to it', async () => {
    const { chat } = await sandbox('wecom')
    expect(await chat.send(privately('u1'), message(), 'n-1')).toMatchObject({ kind: 'refused' })
    expect(chat.lines(privately('u1'))).toEqual([])
    await chat.say({ ...zhang, conversation: privately('u1'), text: '你好' })
    expect(await chat.send(privately('u1'), message(), 'n-1')).toEqual({ kind: 'accepted' })
    expect(await chat.send(privately('u2'), message(), 'n-2')).toMatchObject({ kind: 'refused' })
  })

  it('hears a click and shows each person’s latest choice', async () => {
    const { chat, heard } = await sandbox('wecom')
    const buttons = [
      { label: '参加', key: 'yes' },
      { label: '请假', key: 'no' },
    ]
    await chat.send(group, message({ buttons }), 'n-1')
    const lineId = chat.lines(group)[0]?.id ?? ''
    for (const key of ['yes', 'no']) await chat.click({ ...zhang, conversation: group, lineId, key })
    await chat.click({ ...wang, conversation: group, lineId, key: 'yes' })
    expect(heard.map(({ text, button, sender }) => [sender.name, button, text])).toEqual([
      ['张三', 'yes', '参加'],
      ['张三', 'no', '请假'],
      ['王五', 'yes', '参加'],
    ])
    expect(chat.lines(group)[0]?.clickedBy).toEqual([
      { ...zhang, key: 'no' },
      { ...wang, key: 'yes' },
    ])
    const nowhere = chat.click({ ...zhang, conversation: group, lineId, key: 'maybe' })
    await expect(nowhere).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('on either', () => {
  it('shows one message per id', async () => {
    const { chat } = await sandbox('wechat')
    for (let n = 0; n < 2; n++) expect(await chat.send(group, message(), 'n-1')).toEqual({ kind: 'accepted' })
    expect(chat.lines(group)).toHaveLength(1)
  })

  it('passes files on and shows each as a line', async () => {
    const { chat, heard } = await sandbox('wechat')
    const file = { name: '材料.txt', mediaType: 'text/plain', bytes: Buffer.from('学习材料') }
    await chat.say({ ...zhang, conversation: privately('u1'), text: '材料在这里', files: [file] })
    expect(chat.lines(privately('u1')).map(({ text, file }) => [text, file?.name])).toEqual([
      ['材料在这里', undefined],
      ['', '材料.txt'],
    ])
    expect(heard).toHaveLength(1)
    const read = await heard[0]?.files[0]?.read()
    expect(Buffer.from(read ?? []).toString()).toBe('学习材料')
  })

  it('says so when the bot did not take a message', async () => {
    const chat = new SandboxChat({ profile: 'wechat', now })
    await expect(chat.say({ ...zhang, conversation: group, text: '1' })).rejects.toMatchObject({ code: 'CHAT_REFUSED' })
    await chat.start(() => Promise.reject(new Error('busy')))
    await expect(chat.say({ ...zhang, conversation: group, text: '1' })).rejects.toThrow('busy')
  })

  it('tells its listeners of lines and clicks until they leave', async () => {
    const { chat } = await sandbox('wecom')
    const told: string[] = []
    const leave = chat.subscribe((line) => told.push(`${line.text} ${line.clickedBy?.length ?? 0}`))
    await chat.send(group, message({ buttons: [{ label: '参加', key: 'yes' }] }), 'n-1')
    await chat.click({ ...zhang, conversation: group, lineId: chat.lines(group)[0]?.id ?? '', key: 'yes' })
    leave()
    await chat.send(group, message(), 'n-2')
    expect(told).toEqual(['能到回 1 0', '能到回 1 1'])
  })
})

describe('its log', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('brings back lines, clicks, files and sent ids after a restart', async () => {
    const log = join(folder, 'new', 'chat.jsonl')
    const { chat } = await sandbox('wecom', log)
    await chat.say({ ...zhang, conversation: privately('u1'), text: '你好' })
    const file = { name: '台账.csv', mediaType: 'text/csv', bytes: Buffer.from([0xef, 0xbb, 0xbf]) }
    await chat.send(privately('u1'), message({ buttons: [{ label: '好', key: 'ok' }], file }), 'n-1')
    const lineId = chat.lines(privately('u1'))[1]?.id ?? ''
    await chat.click({ ...zhang, conversation: privately('u1'), lineId, key: 'ok' })

    const { chat: again } = await sandbox('wecom', log)
    expect(again.lines(privately('u1'))).toEqual(chat.lines(privately('u1')))
    expect(again.file(lineId)).toEqual(file)
    await again.send(privately('u1'), message(), 'n-1')
    expect(again.lines(privately('u1'))).toHaveLength(2)
    expect(await again.send(privately('u1'), message(), 'n-2')).toEqual({ kind: 'accepted' })
  })

  it('loses only the line that a crash tore', async () => {
    const log = join(folder, 'chat.jsonl')
    const { chat } = await sandbox('wechat', log)
    await chat.send(group, message({ text: '一' }), 'n-1')
    appendFileSync(log, '{"line":{"id":"bot-n-2","at":"2026-')

    const { chat: second } = await sandbox('wechat', log)
    expect(second.lines(group).map((line) => line.text)).toEqual(['一'])
    await second.send(group, message({ text: '二' }), 'n-2')

    const { chat: third } = await sandbox('wechat', log)
    expect(third.lines(group).map((line) => line.text)).toEqual(['一', '二'])
  })

  it('gives every message an id of its own, across restarts too', async () => {
    const log = join(folder, 'chat.jsonl')
    const ids = new Set<string>()
    for (let start = 0; start < 3; start++) {
      const { chat, heard } = await sandbox('wechat', log)
      for (let n = 0; n < 3; n++) await chat.say({ ...zhang, conversation: group, text: '1' })
      for (const one of heard) ids.add(one.id)
    }
    expect(ids.size).toBe(9)
  })
})
