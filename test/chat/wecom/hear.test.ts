import { describe, expect, it, vi } from 'vitest'
import { group, table, wang } from './table.ts'

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4])

describe('what people say', () => {
  it('comes from a group without the mention, wherever it stands', async () => {
    const { emulator, hears } = await table()
    emulator.say('wang', group.id, '@小助手 请假 出差')
    emulator.say('wang', group.id, '请假 @小助手\u2005出差')
    emulator.say('wang', group.id, '请假 出差 ＠小助手')
    const heard = await hears(3)
    expect(heard.map((one) => one.text)).toEqual(['请假 出差', '请假 出差', '请假 出差'])
    expect(heard[0]).toMatchObject({
      conversation: group,
      sender: { id: 'wang', name: 'wang' },
      addressed: true,
      files: [],
    })
    expect(new Set(heard.map((one) => one.id)).size).toBe(3)
  })

  it('keeps the mention of other people', async () => {
    const { emulator, hears } = await table()
    emulator.say('wang', group.id, '@小助手 @李四 请假')
    expect((await hears(1))[0]?.text).toBe('@李四 请假')
  })

  it('comes clean too where the bot has another name in WeCom than in the settings', async () => {
    const { emulator, hears } = await table({ emulator: { botName: '支部助手2号' } })
    emulator.say('wang', group.id, '@支部助手2号 收到')
    emulator.say('wang', group.id, '@支部助手2号 @李四 请假')
    expect((await hears(2)).map((one) => one.text)).toEqual(['收到', '@李四 请假'])
  })

  it('does not take a person for the bot where the service itself takes the mention out', async () => {
    const { emulator, hears } = await table({ botName: '小助手' })
    const text = (content: string) => ({ msgtype: 'text', text: { content } })
    emulator.message('wang', group.id, text('收到'))
    emulator.message('wang', group.id, text('@李四 请假'))
    expect((await hears(2)).map((one) => one.text)).toEqual(['收到', '@李四 请假'])
  })

  it('comes from a private chat as it is, and a quotation is no part of it', async () => {
    const { emulator, hears } = await table()
    emulator.say('wang', null, '我的党费', { quote: { msgtype: 'text', text: { content: '请假' } } })
    expect(await hears(1)).toMatchObject([{ conversation: wang, text: '我的党费', addressed: true }])
  })

  it('keeps a group id exactly as it is written', async () => {
    const { emulator, hears } = await table()
    emulator.say('wang', 'wrKa-AbC_xyz', '收到')
    expect((await hears(1))[0]?.conversation).toEqual({ kind: 'room', id: 'wrKa-AbC_xyz' })
  })

  it('is the words WeCom heard, where it was spoken', async () => {
    const { emulator, hears } = await table()
    emulator.voice('wang', '能参加。')
    expect(await hears(1)).toMatchObject([{ text: '能参加。', files: [] }])
  })

  it('keeps its id when it is delivered twice', async () => {
    const { emulator, hears } = await table()
    emulator.again(emulator.say('wang', null, '收到'))
    const [first, second] = await hears(2)
    expect(second?.id).toBe(first?.id)
  })

  it('arrives in the order it was said, a slow picture included', async () => {
    const { emulator, hears } = await table()
    emulator.image('wang', jpeg)
    emulator.say('wang', null, '这是照片')
    expect((await hears(2)).map((one) => one.text)).toEqual(['', '这是照片'])
  })
})

describe('pictures and files', () => {
  it('are opened and known for what they are', async () => {
    const { emulator, hears } = await table()
    const paper = new TextEncoder().encode('一份材料，不是照片。')
    emulator.image('wang', jpeg)
    await hears(1)
    emulator.file('wang', paper, encodeURIComponent('学习材料.docx'))
    await hears(2)
    emulator.file('wang', paper, '100%25.txt')
    const heard = await hears(3)
    const files = heard.flatMap((one) => one.files)
    expect(files.map(({ name, mediaType }) => [name, mediaType])).toEqual([
      ['图片.jpg', 'image/jpeg'],
      ['学习材料.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
      ['100%.txt', 'text/plain'],
    ])
    expect(await files[0]?.read()).toEqual(jpeg)
    expect(await files[1]?.read()).toEqual(paper)
  })

  it('come along with the words around them', async () => {
    const { emulator, hears } = await table()
    emulator.mixed('wang', group.id, '@小助手 会场', jpeg)
    const [one] = await hears(1)
    expect(one).toMatchObject({ text: '会场', conversation: group })
    expect(one?.files).toHaveLength(1)
  })

  it('that cannot be fetched any more are asked for again', async () => {
    const { emulator, heard } = await table()
    const file = emulator.files.keep(jpeg, null)
    emulator.files.forget(file.url)
    emulator.message('wang', null, { msgtype: 'image', image: file })
    await emulator.until(() => emulator.shown('wang').length > 0)
    expect(emulator.shown('wang')).toMatchObject([{ kind: 'reply', text: expect.stringContaining('请再发一次') }])
    expect(heard).toEqual([])
  })
})

describe('what nobody can make sense of', () => {
  it('is passed over, and what follows is heard', async () => {
    const { emulator, heard, hears } = await table()
    emulator.message('wang', null, { msgtype: 'location', location: { x: 1 } })
    emulator.message('wang', null, { msgtype: 'text' })
    emulator.message('wang', null, { msgtype: 'image', image: { url: 'file:///etc/passwd' } })
    emulator.raw('{"cmd":"aibot_msg_callback","headers":{"req_id":"R"},"body":{"msgtype":"text"}}')
    emulator.raw('{"cmd":"aibot_event_callback","headers":{},"body":{"msgtype":"event","event":5}}')
    emulator.raw('no json at all')
    emulator.say('wang', null, '收到')
    await hears(1)
    expect(heard.map((one) => one.text)).toEqual(['收到'])
  })

  it('that cannot be kept for a moment is tried again: nobody need say it twice', async () => {
    let away = 2
    const { emulator, heard, hears } = await table({ refuses: () => away-- > 0 })
    emulator.say('wang', null, '请假')
    emulator.say('wang', null, '算了，参加')
    await hears(2)
    expect(heard.map((one) => one.text)).toEqual(['请假', '算了，参加'])
    expect(emulator.shown('wang')).toEqual([])
  })

  it('that was not kept is asked for again, because WeCom delivers it only once', async () => {
    let away = true
    const { emulator, hears } = await table({ refuses: () => away, patienceMs: 0 })
    emulator.say('wang', group.id, '请假')
    await emulator.until(() => emulator.shown(group.id).length > 0)
    expect(emulator.shown(group.id)).toMatchObject([
      { kind: 'reply', text: '小助手出了点故障，刚才那句没有记下来，请过几分钟再说一次。' },
    ])
    away = false
    emulator.say('wang', group.id, '请假')
    expect(await hears(1)).toMatchObject([{ text: '请假' }])
  })
})

describe('what is said while the bot stops', () => {
  it('is answered too where it is not kept, as long as the bot is connected', async () => {
    const { emulator, chat, hands } = await table({ refuses: () => true, patienceMs: 0 })
    const release = emulator.holdAck('aibot_respond_msg')
    emulator.say('wang', null, '请假')
    await emulator.until(() => emulator.shown('wang').length === 1)
    const stopped = chat.stop()
    hands.ms += 1_000
    emulator.say('wang', null, '还是参加')
    await vi.waitFor(() => expect(chat.status().lastInboundAt).toEqual(hands.date()))
    release()
    await stopped
    expect(emulator.shown('wang')).toHaveLength(2)
  })
})

describe('who opens the private chat', () => {
  it('is welcomed', async () => {
    const { emulator } = await table({ welcome: '您好，我是支部小助手。' })
    emulator.enter('wang')
    await emulator.until(() => emulator.shown('wang').length > 0)
    expect(emulator.shown('wang')).toMatchObject([{ kind: 'welcome', text: '您好，我是支部小助手。' }])
  })

  it('is not, where nothing is to be said', async () => {
    const { emulator, hears } = await table()
    emulator.enter('wang')
    emulator.say('wang', null, '你好')
    await hears(1)
    expect(emulator.shown('wang')).toEqual([])
  })
})
