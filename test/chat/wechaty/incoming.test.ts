import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Content,
  incoming,
  type Lookup,
  type Payload,
  readLimited,
  withoutMention,
} from '../../../src/chat/wechaty/incoming.ts'

const lookup: Lookup = {
  selfId: 'bot',
  selfNames: async (roomId) => (roomId ? ['小助手', '机器人', '小支'] : ['小助手', '机器人', '']),
  nameOf: async (id, roomId) => (roomId ? `${id}的群名` : id),
  file: async () => new Uint8Array([1, 2, 3]),
}
const payload = (more: Partial<Payload> = {}): Payload => ({
  id: 'm1',
  talkerId: 'wxid_a',
  roomId: 'r1',
  text: '收到',
  timestamp: 1_764_550_800,
  ...more,
})
const read = (more: Partial<Payload> = {}, content: Content = 'text') => incoming(payload(more), content, lookup)

describe('a message of the platform', () => {
  it('in a group: who, where, when', async () => {
    expect(await read()).toEqual({
      id: 'm1',
      conversation: { kind: 'room', id: 'r1' },
      sender: { id: 'wxid_a', name: 'wxid_a的群名' },
      text: '收到',
      addressed: false,
      files: [],
      at: new Date('2025-12-01T01:00:00Z'),
    })
  })

  it('in private: always meant for the bot', async () => {
    expect(await read({ roomId: '' })).toMatchObject({
      conversation: { kind: 'private', id: 'wxid_a' },
      sender: { id: 'wxid_a', name: 'wxid_a' },
      addressed: true,
    })
  })

  it('with its time in seconds or in milliseconds', async () => {
    const [seconds, milliseconds] = [await read(), await read({ timestamp: 1_764_550_800_000 })]
    expect(milliseconds.at).toEqual(seconds.at)
  })

  it('that mentions the bot: the mention is no part of what is said', async () => {
    for (const text of ['@小支\u2005收到', '@机器人 收到', '@小助手收到', '收到 @小助手', '＠小助手 收到'])
      expect(await read({ text }), text).toMatchObject({ text: '收到', addressed: true })
    expect(await read({ text: '@昵称\u2005收到', mentionIdList: ['bot'] })).toMatchObject({
      text: '收到',
      addressed: true,
    })
  })

  it('that mentions somebody else', async () => {
    expect(await read({ text: '@李四\u2005收到了吗', mentionIdList: ['wxid_b'] })).toMatchObject({
      text: '@李四\u2005收到了吗',
      addressed: false,
    })
    const other = await read({ text: '@小助手二号\u2005收到', mentionIdList: ['wxid_b'] })
    expect(other).toMatchObject({ text: '@小助手二号\u2005收到', addressed: false })
  })

  it('to everybody is not to the bot', async () => {
    expect(await read({ text: '@所有人 明天开会', mentionIdList: ['notify@all'] })).toMatchObject({ addressed: false })
  })

  it('that is a 接龙 in XML: what people see of it', async () => {
    const text = '<msg><appmsg><title>#接龙&#x0A;主题党日&#x0A;1. 张三 &amp; 李四</title><type>53</type></appmsg></msg>'
    expect((await read({ text }, 'group_note')).text).toBe('#接龙\n主题党日\n1. 张三 & 李四')
    expect((await read({ text: '<title><![CDATA[#接龙\n1. 张三]]></title>' }, 'group_note')).text).toBe(
      '#接龙\n1. 张三',
    )
    expect((await read({ text: '#接龙\n1. 张三' }, 'group_note')).text).toBe('#接龙\n1. 张三')
  })

  it('by voice is told as one, so that the sender gets an answer', async () => {
    expect(await read({ text: '<xml/>', roomId: undefined }, 'voice')).toMatchObject({
      text: '[语音]',
      addressed: true,
    })
  })

  it('that is a file: its name, its type, and the bytes when asked for', async () => {
    const [image, document, nameless] = [
      await read({ text: '<img/>' }, 'image'),
      await read({ text: '会议记录.docx' }, 'attachment'),
      await read({ text: '<appmsg/>', filename: '签到.PDF' }, 'attachment'),
    ]
    expect(image).toMatchObject({ text: '', files: [{ name: '图片.jpg', mediaType: 'image/jpeg' }] })
    expect(document.files[0]).toMatchObject({
      name: '会议记录.docx',
      mediaType: expect.stringContaining('wordprocessing'),
    })
    expect(nameless.files[0]).toMatchObject({ name: '签到.PDF', mediaType: 'application/pdf' })
    expect(await image.files[0]?.read()).toEqual(new Uint8Array([1, 2, 3]))
  })
})

describe('the mention of the bot', () => {
  it('is found by whatever name, and everything else stays', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !/[@＠ ]|\s{2}/.test(text))
    fc.assert(
      fc.property(
        word,
        fc.constantFrom('小助手', '支部(一)', 'a.b*c'),
        fc.constantFrom(' ', '\u2005'),
        (said, name, gap) => {
          expect(withoutMention(`@${name}${gap}${said}`, ['小助手', '支部(一)', 'a.b*c'], [], 'bot')).toEqual({
            text: said.replace(/[ \u2005]+/g, ' ').trim(),
            mentioned: true,
          })
        },
      ),
    )
  })

  it('is nowhere where nobody is called', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[@＠]/.test(text)),
        (said) => {
          expect(withoutMention(said, ['小助手', ''], [], 'bot')).toEqual({ text: said.trim(), mentioned: false })
        },
      ),
    )
  })
})

describe('a file', () => {
  async function* chunks(count: number) {
    for (let i = 0; i < count; i++) yield new Uint8Array(1_000)
  }

  it('is read up to the limit', async () => {
    expect((await readLimited(chunks(10), 10_000)).byteLength).toBe(10_000)
    await expect(readLimited(chunks(11), 10_000)).rejects.toMatchObject({ code: 'CHAT_REFUSED' })
  })
})
