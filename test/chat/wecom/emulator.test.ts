import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { WecomEmulator } from '../../support/wecom-emulator.ts'
import { Hands } from './table.ts'

const answerShape = z.object({
  cmd: z.string().optional(),
  headers: z.object({ req_id: z.string() }),
  errcode: z.number().optional(),
  body: z.record(z.string(), z.unknown()).optional(),
})

/** A bot that speaks the protocol with bare hands: what the emulator does is seen frame by frame. */
async function bare(emulator: WecomEmulator) {
  const socket = new WebSocket(emulator.url)
  const frames: z.output<typeof answerShape>[] = []
  socket.on('message', (data) => void frames.push(answerShape.parse(JSON.parse(String(data)))))
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  let counted = 0
  const ask = async (cmd: string, body?: unknown, reqId = `r${++counted}`) => {
    socket.send(JSON.stringify({ cmd, headers: { req_id: reqId }, body }))
    for (;;) {
      const answer = frames.findLast((one) => one.cmd === undefined && one.headers.req_id === reqId)
      if (answer) {
        frames.splice(frames.indexOf(answer), 1)
        return answer
      }
      await once(socket, 'message')
    }
  }
  return {
    socket,
    frames,
    ask,
    code: async (cmd: string, body?: unknown, reqId?: string) => (await ask(cmd, body, reqId)).errcode,
    subscribe: () => ask('aibot_subscribe', { bot_id: emulator.botId, secret: emulator.secret }),
    push: async (body: Record<string, unknown>) => (await ask('aibot_send_msg', body)).errcode,
  }
}

async function subscribed() {
  const hands = new Hands()
  const emulator = await WecomEmulator.start({ now: hands.now })
  onTestFinished(() => emulator.stop())
  const bot = await bare(emulator)
  await bot.subscribe()
  return { hands, emulator, bot }
}

const markdown = { msgtype: 'markdown', markdown: { content: '好' } }
const card = (taskId: string, text = '参加', title = '会') => ({
  card_type: 'button_interaction',
  main_title: { title },
  button_list: [{ text, key: 'k' }],
  task_id: taskId,
})
const pushCard = (chat: string, taskId: string, text?: string) => ({
  chatid: chat,
  chat_type: 2,
  msgtype: 'template_card',
  template_card: card(taskId, text),
})

describe('the emulated WeCom', () => {
  it('lets in who knows the secret, and answers under the same req_id', async () => {
    const { emulator, bot } = await subscribed()
    const stranger = await bare(emulator)
    expect(await stranger.code('aibot_subscribe', { bot_id: emulator.botId, secret: 'no' })).toBe(853000)
    expect(await stranger.code('aibot_send_msg', { chatid: 'g', ...markdown })).toBe(846609)
    expect(await bot.ask('ping', undefined, 'ping_1')).toMatchObject({ headers: { req_id: 'ping_1' }, errcode: 0 })
    expect(stranger.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('has one subscription per bot: the older is told, then closed', async () => {
    const { emulator, bot } = await subscribed()
    const closed = once(bot.socket, 'close')
    const other = await bare(emulator)
    await other.subscribe()
    await closed
    expect(bot.frames.at(-1)).toMatchObject({ body: { event: { eventtype: 'disconnected_event' } } })
    emulator.say('wang', null, '你好')
    await once(other.socket, 'message')
    expect(other.frames).toMatchObject([{ cmd: 'aibot_msg_callback', body: { chattype: 'single' } }])
  })

  it('pushes only where somebody spoke to the bot', async () => {
    const { emulator, bot } = await subscribed()
    expect(await bot.push({ chatid: 'g', chat_type: 2, ...markdown })).toBe(93001)
    expect(await bot.push({ chatid: 'wang', chat_type: 1, ...markdown })).toBe(93006)
    emulator.say('wang', 'g', '绑定')
    expect(await bot.push({ chatid: 'g', chat_type: 2, ...markdown })).toBe(0)
    expect(await bot.push({ chatid: 'G', chat_type: 2, ...markdown })).toBe(93001)
    expect(await bot.push({ chatid: 'wang', chat_type: 1, ...markdown })).toBe(93006)
    emulator.enter('wang')
    expect(await bot.push({ chatid: 'wang', chat_type: 1, ...markdown })).toBe(93006)
  })

  it('knows which messages may be pushed', async () => {
    const { emulator, bot } = await subscribed()
    emulator.say('wang', 'g', '绑定')
    expect(await bot.push({ chatid: 'g', chat_type: 2, msgtype: 'text', text: { content: '好' } })).toBe(40008)
    expect(await bot.push(pushCard('g', 't1'))).toBe(0)
    expect(await bot.push(pushCard('g', 't1'))).toBe(42014)
    expect(await bot.push(pushCard('g', 't2', '一二三四五六七八九十'))).toBe(0)
    expect(await bot.push(pushCard('g', 't3', '一二三四五六七八九十一'))).toBe(40016)
    expect(await bot.push({ chatid: 'g', chat_type: 2, msgtype: 'file', file: { media_id: 'none' } })).toBe(40007)
    const long = { msgtype: 'markdown', markdown: { content: '好'.repeat(6827) } }
    expect(await bot.push({ chatid: 'g', chat_type: 2, ...long })).toBe(40058)
  })

  it('lets 30 a minute and 1000 an hour through to one conversation', async () => {
    const { emulator, bot, hands } = await subscribed()
    emulator.say('wang', 'g', '绑定')
    const push = () => bot.push({ chatid: 'g', chat_type: 2, ...markdown })
    let taken = 0
    for (let minute = 0; minute < 34; minute++) {
      for (let n = 0; n < 31; n++) if ((await push()) === 0) taken++
      hands.ms += 60_000
    }
    expect(taken).toBe(1000)
    hands.ms += 30 * 60_000
    expect(await push()).toBe(0)
  })

  it('takes an answer only for what it answers, in time, a card’s only once', async () => {
    const { emulator, bot, hands } = await subscribed()
    const said = emulator.say('wang', 'g', '绑定')
    await bot.push(pushCard('g', 't1'))
    const respond = (reqId: string) => bot.code('aibot_respond_msg', markdown, reqId)
    const update = (reqId: string, taskId = 't1') =>
      bot.code(
        'aibot_respond_update_msg',
        { response_type: 'update_template_card', template_card: card(taskId) },
        reqId,
      )
    const welcome = (reqId: string) =>
      bot.code('aibot_respond_welcome_msg', { msgtype: 'text', text: { content: '您好' } }, reqId)

    const click = emulator.click('wang', 't1', '参加')
    const enter = emulator.enter('wang')
    expect(await respond(click.reqId)).toBe(846605)
    expect(await respond(enter.reqId)).toBe(846605)
    expect(await respond('made-up')).toBe(846605)
    expect(await update(said.reqId)).toBe(846605)
    expect(await welcome(said.reqId)).toBe(846605)
    expect(await respond(said.reqId)).toBe(0)
    expect(await update(click.reqId, 't2')).toBe(40058)
    expect(await update(click.reqId)).toBe(0)
    expect(await update(click.reqId)).toBe(846605)
    expect(await welcome(enter.reqId)).toBe(0)

    const [lateClick, lateEnter] = [emulator.click('wang', 't1', '参加'), emulator.enter('wang')]
    hands.ms += 5_001
    expect(await update(lateClick.reqId)).toBe(846605)
    expect(await welcome(lateEnter.reqId)).toBe(846605)
    hands.ms += 24 * 3_600_000
    expect(await respond(said.reqId)).toBe(846605)
  })

  it('changes a card for those who are named, or for everybody', async () => {
    const { emulator, bot } = await subscribed()
    emulator.say('wang', 'g', '绑定')
    await bot.push(pushCard('g', 't1'))
    const update = (title: string, userids?: string[]) =>
      bot.code(
        'aibot_respond_update_msg',
        { response_type: 'update_template_card', template_card: card('t1', '参加', title), userids },
        emulator.click('wang', 't1', '参加').reqId,
      )
    expect(await update('王', ['wang'])).toBe(0)
    expect([emulator.view('wang', 't1'), emulator.view('li', 't1')].map((one) => one.main_title.title)).toEqual([
      '王',
      '会',
    ])
    expect(await update('全')).toBe(0)
    expect([emulator.view('wang', 't1'), emulator.view('li', 't1')].map((one) => one.main_title.title)).toEqual([
      '全',
      '全',
    ])
  })

  it('takes a file only when all of it has come', async () => {
    const { bot } = await subscribed()
    const init = {
      type: 'file',
      filename: 'a',
      total_size: 6,
      total_chunks: 1,
      md5: 'e80b5017098950fc58aad83c8c14978e',
    }
    const uploadId = (await bot.ask('aibot_upload_media_init', init)).body?.upload_id
    const chunk = (text: string) => ({ upload_id: uploadId, chunk_index: 0, base64_data: btoa(text) })
    const finish = () => bot.ask('aibot_upload_media_finish', { upload_id: uploadId })
    await bot.ask('aibot_upload_media_chunk', chunk('abc'))
    expect((await finish()).errcode).toBe(40058)
    await bot.ask('aibot_upload_media_chunk', chunk('abcdef'))
    expect(await finish()).toMatchObject({ errcode: 0, body: { type: 'file', media_id: expect.any(String) } })
  })
})
