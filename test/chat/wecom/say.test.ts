import { describe, expect, it } from 'vitest'
import { answers, cardOf, group, message, table, wang } from './table.ts'

const accepted = { kind: 'accepted' }

describe('what the bot says', () => {
  it('reaches a group and a person that talked to it, as it was written', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', group.id, '绑定')
    emulator.say('wang', null, '你好')
    expect(await chat.send(group, message('各位同志'), 'n-1')).toEqual(accepted)
    expect(await chat.send(wang, message('3*4 <b> _x_'), 'n-2')).toEqual(accepted)
    expect(emulator.delivered).toMatchObject([
      { kind: 'push', chat: group.id, type: 'markdown', text: '各位同志' },
      { kind: 'push', chat: 'wang', type: 'markdown', text: '3＊4 ＜b> ＿x＿' },
    ])
    const pushes = emulator.frames.filter((one) => one.cmd === 'aibot_send_msg')
    expect(pushes.map((one) => one.body.chat_type)).toEqual([2, 1])
  })

  it('is refused for good where nobody talked to it, with the next step', async () => {
    const { chat } = await table()
    const toGroup = await chat.send(group, message('各位同志'), 'n-1')
    expect(toGroup).toEqual({ kind: 'refused', reason: expect.stringMatching(/先 @ 小助手.*93001/) })
    const toWang = await chat.send(wang, message('您好'), 'n-2')
    expect(toWang).toEqual({ kind: 'refused', reason: expect.stringMatching(/还没有跟小助手说过话.*93006/) })
  })

  it('is cut where it is longer than one message', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    const lines = Array.from({ length: 1500 }, (_, i) => `第${i}人：已经答复参加`)
    expect(await chat.send(wang, message(lines.join('\n')), 'n-1')).toEqual(accepted)
    expect(emulator.shown('wang').length).toBeGreaterThan(1)
    expect(emulator.shown('wang').flatMap((one) => one.text.split('  \n'))).toEqual(lines)
  })

  it('goes on where it broke off', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    const long = message(Array.from({ length: 1500 }, (_, i) => `第${i}人：已经答复参加`).join('\n'))
    const holdSecond = emulator.holdAck()
    const sending = chat.send(wang, long, 'n-1')
    await emulator.until(() => emulator.delivered.length === 1)
    emulator.failNext(45009)
    holdSecond()
    expect(await sending).toMatchObject({ kind: 'refused', reason: expect.stringContaining('前 1 段已发出') })
    expect(await chat.send(wang, long, 'n-1')).toEqual(accepted)
    const first = emulator.delivered.filter((one) => one.text.startsWith('第0人'))
    expect(first).toHaveLength(1)
  })

  it.each([
    [45009, { retryAfterMs: 60_000 }],
    [45033, { retryAfterMs: 60_000, scope: 'account' }],
    [-1, { retryAfterMs: 60_000 }],
    [40008, {}],
    [93008, {}],
    [12345, {}],
  ])('that is refused with %s may be tried again so: %j', async (code, again) => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    emulator.failNext(code)
    const outcome = await chat.send(wang, message('您好'), 'n-1')
    expect(outcome).toEqual({
      kind: 'refused',
      reason: expect.stringContaining(`错误码 ${code}`),
      ...again,
    })
    expect(emulator.delivered).toEqual([])
  })

  it('keeps below what a conversation may hear in a minute', async () => {
    const { emulator, chat, hands } = await table()
    emulator.say('wang', null, '你好')
    emulator.say('wang', group.id, '你好')
    for (let n = 0; n < 30; n++) expect(await chat.send(wang, message('一'), `n-${n}`)).toEqual(accepted)
    expect(await chat.send(wang, message('一'), 'n-30')).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('过一会儿'),
      retryAfterMs: 61_000,
    })
    expect(await chat.send(group, message('一'), 'n-31')).toEqual(accepted)
    hands.ms += 61_000
    expect(await chat.send(wang, message('一'), 'n-30')).toEqual(accepted)
  })

  it('is answered by the platform with 45009 where the limit is higher here than there', async () => {
    const { emulator, chat } = await table({ perMinute: 100 })
    emulator.say('wang', null, '你好')
    for (let n = 0; n < 30; n++) await chat.send(wang, message('一'), `n-${n}`)
    expect(await chat.send(wang, message('一'), 'n-30')).toMatchObject({ kind: 'refused', retryAfterMs: 60_000 })
  })
})

describe('choices', () => {
  it('are a card with buttons', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', group.id, '绑定')
    const text = '各位同志，12月主题党日：12月4日（周五）15:00，三楼会议室。\n能到回 1，有事回 2 加原因。'
    expect(await chat.send(group, message(text, { buttons: answers }), 'n-7')).toEqual(accepted)
    const card = cardOf(emulator, group.id)
    expect(card.main_title.title).toBe('各位同志，12月主题党日')
    expect(card.sub_title_text).toBe('12月4日（周五）15:00，三楼会议室。\n能到回 1，有事回 2 加原因。')
    expect(card.button_list.map((one) => one.text)).toEqual(['参加', '请假'])
    expect(card.task_id).toMatch(/^n-7-[0-9a-f]{12}$/)
  })

  it('follow the text where it is too long for a card', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', group.id, '绑定')
    const text = `12月主题党日\n${'学习材料很多。'.repeat(30)}`
    expect(await chat.send(group, message(text, { buttons: answers }), 'n-7')).toEqual(accepted)
    expect(emulator.shown(group.id).map((one) => one.type)).toEqual(['markdown', 'template_card'])
  })

  it('are said in words where they are too many or too long', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    const many = Array.from({ length: 7 }, (_, i) => ({ label: `第${i + 1}个`, key: String(i) }))
    const long = [{ label: '一二三四五六七八九十一', key: '1' }]
    expect(await chat.send(wang, message('选一个', { buttons: many }), 'n-1')).toEqual(accepted)
    expect(await chat.send(wang, message('1 一二三四五六七八九十一。', { buttons: long }), 'n-2')).toEqual(accepted)
    expect(emulator.shown('wang').map(({ type, text }) => [type, text.split('  \n').at(-1)])).toEqual([
      ['markdown', '可以回复：第1个、第2个、第3个、第4个、第5个、第6个、第7个'],
      ['markdown', '1 一二三四五六七八九十一。'],
    ])
  })

  it('are shown once, though they are sent again after a lost acknowledgement', async () => {
    const { emulator, chat, another } = await table()
    emulator.say('wang', group.id, '绑定')
    const card = message('明天开会', { buttons: answers })
    emulator.dropAck()
    const sending = chat.send(group, card, 'n-7')
    await emulator.until(() => emulator.delivered.length === 1)
    emulator.cut()
    expect(await sending).toMatchObject({ kind: 'unknown' })

    // Another process knows nothing of the first try.
    await chat.stop()
    const later = another()
    await later.start(async () => {})
    expect(await later.send(group, card, 'n-7')).toEqual(accepted)
    expect(emulator.delivered).toHaveLength(1)
  })

  it('of a new installation, which counts its notices anew, are not mistaken for old ones', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', group.id, '绑定')
    await chat.send(group, message('12月4日开会', { buttons: answers }), 'n-7')
    expect(await chat.send(group, message('1月8日开会', { buttons: answers }), 'n-7')).toEqual(accepted)
    expect(emulator.delivered).toHaveLength(2)
  })
})

describe('files', () => {
  const bytes = new Uint8Array(1_300_000).map((_, i) => i % 251)
  const file = { name: '台账.xlsx', mediaType: 'application/octet-stream', bytes }

  it('arrive whole, after the text', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    expect(await chat.send(wang, message('台账在这里。', { file }), 'n-1')).toEqual(accepted)
    const [text, sent] = emulator.shown('wang')
    expect(text?.text).toBe('台账在这里。')
    expect(sent?.type).toBe('file')
    expect(sent?.file?.name).toBe('台账.xlsx')
    expect(sent?.file?.bytes.equals(bytes)).toBe(true)
  })

  it('that are pictures are shown as pictures', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    const picture = { name: 'a.png', mediaType: 'image/png', bytes: bytes.subarray(0, 100) }
    expect(await chat.send(wang, message('', { file: picture }), 'n-1')).toEqual(accepted)
    expect(emulator.shown('wang').map((one) => one.type)).toEqual(['image'])
  })

  it('that WeCom does not take are refused before anything is sent', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    const huge = { ...file, bytes: new Uint8Array(20 * 1024 * 1024 + 1) }
    expect(await chat.send(wang, message('看', { file: huge }), 'n-1')).toMatchObject({ kind: 'refused' })
    const empty = { ...file, bytes: new Uint8Array() }
    expect(await chat.send(wang, message('看', { file: empty }), 'n-2')).toMatchObject({ kind: 'refused' })
    expect(emulator.frames.map((one) => one.cmd)).toEqual(['aibot_subscribe'])
  })

  it('that do not get through leave no half of a message behind, and may be sent again', async () => {
    const { emulator, chat } = await table()
    emulator.say('wang', null, '你好')
    emulator.failNext(-1, 'aibot_upload_media_chunk')
    expect(await chat.send(wang, message('看', { file }), 'n-1')).toMatchObject({ retryAfterMs: 60_000 })
    emulator.loseFrame('aibot_upload_media_finish')
    const sending = chat.send(wang, message('看', { file }), 'n-1')
    await emulator.until(() => emulator.frames.some((one) => one.cmd === 'aibot_upload_media_finish'))
    emulator.cut()
    expect(await sending).toMatchObject({ kind: 'refused', retryAfterMs: 10_000 })
    expect(emulator.delivered).toEqual([])
  })
})
