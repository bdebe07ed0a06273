// A process of its own: connects, takes a picture in, answers, tells the group, stops, and says what is still alive.
import { makeLog } from '../../../src/base/log.ts'
import type { IncomingMessage } from '../../../src/chat/port.ts'
import { WecomChat } from '../../../src/chat/wecom/bot.ts'
import { WecomWebhook } from '../../../src/chat/wecom/webhook.ts'
import { message } from './message.ts'

const { BOT_URL = '', BOT_SECRET = '', HOOK_URL = '' } = process.env
const log = makeLog({ level: 'silent' })
const now = () => new Date()
const chat = new WecomChat({ botId: 'BOT', secret: BOT_SECRET, url: BOT_URL, now, log })
const webhook = new WecomWebhook({ url: HOOK_URL, now, log })

const first = new Promise<IncomingMessage>((resolve) => {
  void chat.start(async (one) => resolve(one))
})
const { files, conversation } = await first
const picture = (await files[0]?.read())?.length
const pushed = (await chat.send(conversation, message('收到'), 'n-1')).kind
const told = (await webhook.notify('收到')).kind
await chat.stop()
await webhook.stop()
// The socket's own goodbye takes a turn or two.
for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
const alive = process.getActiveResourcesInfo().filter((one) => !/^(Pipe|TTY|FSReq|Immediate)/.test(one))
process.stdout.write(JSON.stringify({ picture, pushed, told, alive }))
