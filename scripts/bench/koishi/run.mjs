// Koishi with its SQLite plugin on a file, given messages as JSON on standard input: { folder, messages, warmUp }, each
// message { room: string | null, user, text }. For each it writes one row and replies; those of one conversation come one
// after the other, all conversations at once. Prints as JSON how many it handled in a second and how durable its file is.
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'

// What Koishi ships as modules does not load under Node; as CommonJS it does.
const require = createRequire(import.meta.url)
const { SQLiteDriver } = require('@minatojs/driver-sqlite')
const { Bot, Context, h, MessageEncoder, Universal } = require('koishi')

const answers = [
  [/请假/, 'leave'],
  [/线上/, 'online'],
  [/参加|收到/, 'attend'],
]

/** The least that an adapter is: what is said goes in, what is answered is handed to whoever waits in that channel. */
class Wire extends Bot {
  static MessageEncoder = class extends MessageEncoder {
    #text = ''
    async flush() {
      this.bot.answered(this.channelId, this.#text)
      this.#text = ''
    }
    async visit({ type, attrs, children }) {
      if (type === 'text') this.#text += attrs.content
      else await this.render(children)
    }
  }
  // Not private: Koishi looks at bots through proxies.
  waiting = new Map()

  constructor(ctx) {
    super(ctx, {}, 'wire')
    this.selfId = 'bot'
    this.status = Universal.Status.ONLINE
  }

  say({ room, user, text: content }, id) {
    const channelId = room ?? `private:${user}`
    return new Promise((resolve) => {
      this.waiting.set(channelId, resolve)
      this.dispatch(
        this.session({
          type: 'message',
          platform: 'wire',
          selfId: this.selfId,
          timestamp: 0,
          user: { id: user, name: user },
          ...(room === null ? {} : { guild: { id: room } }),
          channel: { id: channelId, type: room === null ? Universal.Channel.Type.DIRECT : Universal.Channel.Type.TEXT },
          message: { id, content, elements: [h.text(content)] },
        }),
      )
    })
  }

  answered(channelId, words) {
    this.waiting.get(channelId)?.(words)
    this.waiting.delete(channelId)
  }
}

const { folder, messages, warmUp } = JSON.parse(await text(process.stdin))
const app = new Context()
app.baseDir = folder
app.plugin(SQLiteDriver, { path: 'koishi.db' })
let bot
app.plugin((ctx) => {
  bot = new Wire(ctx)
})
app.plugin({
  name: 'confirm',
  inject: ['database'],
  apply(ctx) {
    ctx.model.extend(
      'confirmation',
      { id: 'unsigned', channel: 'string', user: 'string', answer: 'string', text: 'text', at: 'timestamp' },
      { autoInc: true, unique: [] },
    )
    ctx.middleware(async (session, next) => {
      const answer = answers.find(([words]) => words.test(session.content))?.[1]
      if (!answer) return next()
      await ctx.database.create('confirmation', {
        channel: session.channelId,
        user: session.userId,
        answer,
        text: session.content,
        at: new Date(),
      })
      return `好的，记下了：${session.content}`
    })
  },
})
await app.start()

/** Everybody and every group is known beforehand. */
const rooms = [...new Set(messages.flatMap(({ room }) => room ?? []))]
const users = [...new Set(messages.map(({ user }) => user))]
for (const id of rooms) await app.database.createChannel('wire', id, { assignee: 'bot', guildId: id })
for (const id of users) await app.database.createUser('wire', id, { authority: 1 })

/** Resolves when every message is answered. */
async function handle(some, prefix) {
  const conversations = new Map()
  for (const one of some) {
    const key = one.room ?? `private:${one.user}`
    conversations.set(key, [...(conversations.get(key) ?? []), one])
  }
  await Promise.all(
    [...conversations.values()].map(async (own, c) => {
      for (const [i, one] of own.entries()) await bot.say(one, `${prefix}-${c}-${i}`)
    }),
  )
}

await handle(messages.slice(0, warmUp), 'warm')
const count = async () => Number(await app.database.eval('confirmation', (row) => ({ $count: row.id })))
const before = await count()
const began = performance.now()
await handle(messages, 'm')
const ms = performance.now() - began
const rows = (await count()) - before
const [driver] = app.database.drivers
const pragma = (name) => String(Object.values(driver._get(`PRAGMA ${name}`))[0])
console.log(
  JSON.stringify({
    ms,
    rows,
    perSecond: (messages.length / ms) * 1000,
    journal: pragma('journal_mode'),
    synchronous: pragma('synchronous'),
  }),
)
process.exit(0)
