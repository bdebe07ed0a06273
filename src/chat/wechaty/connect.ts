import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { FileBox } from 'file-box'
import { log as libraryLog, ScanStatus, types, WechatyBuilder } from 'wechaty'
import { resolvePuppet } from 'wechaty-puppet/helpers'
import type { PuppetInterface } from 'wechaty-puppet/impls'
import type { OutgoingMessage } from '../port.ts'
import { within } from '../timers.ts'
import { discover } from './discover.ts'
import { type Content, incoming, readLimited } from './incoming.ts'
import { type Link, type LinkEvents, LinkRefused } from './link.ts'
import { ServicePuppet } from './service-puppet.ts'
import type { WechatySettings } from './settings.ts'

// This file is the only one that loads Wechaty, which takes a second; whoever does not use it never waits for that.

export interface ConnectOptions {
  settings: Pick<WechatySettings, 'puppet' | 'service'>
  /** What people may call the bot besides its name on the platform. */
  botName: string
  /** Where the puppet keeps its session; only readable by the owner. */
  memoryDir: string
  /** Instead of the puppet that the settings name. */
  makePuppet?: () => PuppetInterface
  /** The library's own log, which shows tokens and messages at its finer levels. */
  libraryLogLevel?: 'silent' | 'error' | 'warn' | 'info' | 'verbose' | 'silly'
}

const startMs = 25_000
const stopMs = 6_000
const findFileMs = 15_000
const readFileMs = 60_000

const contents: Partial<Record<number, Content>> = {
  [types.Message.Text]: 'text',
  [types.Message.GroupNote]: 'group_note',
  [types.Message.Image]: 'image',
  [types.Message.Video]: 'video',
  [types.Message.Attachment]: 'attachment',
  [types.Message.Audio]: 'voice',
}

/** What the gRPC client says when the connection is gone, and not the puppet at its other end. */
const transport = /^(1 CANCELLED|14 UNAVAILABLE|4 DEADLINE)|RST_STREAM|no grpc manager|NO CLIENT/

/**
 * Starts a fresh bot with a fresh puppet. The library can start one again that has failed, but leaks listeners and
 * keeps old state then.
 * @throws LinkRefused when the token is wrong or the puppet is missing; any other error when it may work later
 */
export async function connect(options: ConnectOptions, events: LinkEvents, signal?: AbortSignal): Promise<Link> {
  libraryLog.level(options.libraryLogLevel ?? 'silent')
  const puppet = await puppetOf(options, signal)
  const bot = WechatyBuilder.build({ puppet, name: memoryFile(options.memoryDir) })
  let open = true
  let failure: unknown = null
  let failed: (error: unknown) => void = () => undefined
  const failing = new Promise<never>((_, reject) => {
    failed = reject
  })
  failing.catch(() => undefined)
  const tell = (what: () => void) => {
    if (open) what()
  }
  const broken = (reason: string) =>
    tell(() => {
      open = false
      events.broken(reason)
    })

  // First of all: an error without a listener ends the process, and errors come even after the end.
  bot.on('error', (error) => {
    failure = error
    if (!transport.test(error.message) && !isUnauthenticated(error)) return
    failed(error)
    tell(() => events.doubt(error.message))
  })
  if (puppet instanceof ServicePuppet) puppet.onStreamEnd = broken
  const alive = () => tell(() => events.alive())
  puppet.on('dong', () => tell(() => events.answered()))
  for (const event of ['heartbeat', 'ready', 'friendship', 'room-join', 'room-leave', 'room-topic'] as const)
    puppet.on(event, alive)
  puppet.on('scan', ({ qrcode, status }) => {
    alive()
    const waits = status === ScanStatus.Waiting || status === ScanStatus.Timeout
    tell(() => events.scan(waits && qrcode ? qrcode : null))
  })
  puppet.on('login', ({ contactId }) => {
    alive()
    tell(() => events.login(contactId))
  })
  puppet.on('logout', () => tell(() => events.logout()))
  puppet.on('message', ({ messageId }) => {
    alive()
    tell(() => events.arrived(messageId))
  })

  const close = async (how: 'polite' | 'abrupt') => {
    open = false
    if (puppet instanceof ServicePuppet) puppet.stopRemote = how === 'polite'
    // What fails or hangs while it stops is thrown away below.
    await within(stopMs, bot.stop()).catch(() => undefined)
    if (puppet instanceof ServicePuppet) puppet.hangUp()
  }

  const cancel = () => failed(new Error('stopped'))
  signal?.addEventListener('abort', cancel)
  const starting = bot.start()
  try {
    // The library waits some seconds more after the first failure; a fresh attempt is sooner there.
    await within(startMs, Promise.race([starting, failing]))
    // It resolves also when nothing runs.
    if (puppet.state.active() !== true) throw failure ?? new Error('the puppet did not start')
  } catch (error) {
    open = false
    if (puppet instanceof ServicePuppet) puppet.hangUp()
    starting.catch(() => undefined).then(() => close('abrupt'))
    throw isUnauthenticated(error) ? wrongToken(error) : error
  } finally {
    signal?.removeEventListener('abort', cancel)
  }

  const selfNames = async (roomId: string | undefined) => {
    const self = puppet.currentUserId
    return [options.botName, (await puppet.contactPayload(self)).name, await aliasIn(puppet, self, roomId)]
  }
  return {
    close,
    ping: () => {
      try {
        puppet.ding('zhibu')
      } catch {
        // No answer will come, and that is what is being asked.
      }
    },
    async read(messageId) {
      const payload = await puppet.messagePayload(messageId)
      const content = contents[payload.type]
      const selfId = puppet.currentUserId
      if (content === undefined || !payload.talkerId || payload.talkerId === selfId) return null
      return incoming(payload, content, {
        selfId,
        selfNames,
        nameOf: async (personId, roomId) =>
          (await aliasIn(puppet, personId, roomId)) || (await puppet.contactPayload(personId)).name,
        file: () => readFile(puppet, messageId),
      })
    },
    readFile: (messageId) => readFile(puppet, messageId),
    async find(to) {
      const found = to.kind === 'room' ? await puppet.roomPayload(to.id) : await puppet.contactPayload(to.id)
      if (found.id !== to.id) throw new Error('not found')
    },
    sendText: async (to, text, mentionIds) => void (await puppet.messageSendText(to.id, text, mentionIds)),
    sendFile: async (to, file) => void (await puppet.messageSendFile(to.id, boxOf(file))),
  }
}

const boxOf = ({ bytes, name }: NonNullable<OutgoingMessage['file']>) => FileBox.fromBuffer(Buffer.from(bytes), name)

async function readFile(puppet: PuppetInterface, messageId: string): Promise<Uint8Array> {
  const box = await within(findFileMs, puppet.messageFile(messageId))
  const stream = await within<Readable>(findFileMs, box.toStream())
  return within(readFileMs, readLimited(stream), 'file not read in time').finally(() => stream.destroy())
}

/** How a person is called in a room; empty where they have no name of their own there. */
async function aliasIn(puppet: PuppetInterface, personId: string, roomId: string | undefined): Promise<string> {
  if (roomId === undefined) return ''
  const member = await puppet.roomMemberPayload(roomId, personId).catch(() => null)
  return member?.roomAlias ?? ''
}

async function puppetOf({ settings, makePuppet }: ConnectOptions, signal?: AbortSignal): Promise<PuppetInterface> {
  if (makePuppet) return makePuppet()
  const { puppet, service } = settings
  if (service) {
    const { token, authority, noTls } = service
    const endpoint = service.endpoint ?? (await discover(token, authority, signal))
    return new ServicePuppet({ token, endpoint, tls: { disable: noTls } })
  }
  try {
    // The library types the names of packages that it knows; the settings have seen to it that this is a package name.
    return await resolvePuppet({ puppet: puppet as `wechaty-puppet-${string}` })
  } catch (cause) {
    throw new LinkRefused(
      `微信接入包 ${puppet} 没有装好`,
      `请在程序文件夹里运行 npm install ${puppet} 再启动；包名写错了就改 WECHATY_PUPPET。`,
      { cause },
    )
  }
}

/** The library writes the session there, readable for everybody unless the file is there already. */
function memoryFile(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const name = join(dir, 'session')
  const file = `${name}.memory-card.json`
  if (!existsSync(file)) writeFileSync(file, '{}', { mode: 0o600 })
  return name
}

const isUnauthenticated = (error: unknown) =>
  error instanceof Error && /\b16 UNAUTHENTICATED|Invalid Wechaty TOKEN/i.test(error.message)

const wrongToken = (cause: unknown) =>
  new LinkRefused('服务不认这个令牌', '请核对 WECHATY_PUPPET_SERVICE_TOKEN 和服务地址，改正后再启动。', { cause })
