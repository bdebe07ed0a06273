import { join } from 'node:path'
import type { Config } from './base/config.ts'
import type { Log } from './base/log.ts'
import { groupsPace, wechatyPace, wecomPace } from './chat/paces.ts'
import type { ChatPort } from './chat/port.ts'
import type { PlatformSettings } from './chat/settings.ts'
import { type WechatyAlarm, WechatyChat, type WechatyStatus } from './chat/wechaty/adapter.ts'
import type { WechatySettings } from './chat/wechaty/settings.ts'
import { WecomChat } from './chat/wecom/bot.ts'
import type { ConnectionState } from './chat/wecom/connection.ts'
import { WecomGroups } from './chat/wecom/groups.ts'
import type { WecomSettings } from './chat/wecom/settings.ts'
import { type Notifier, WecomWebhook } from './chat/wecom/webhook.ts'
import type { Connection } from './records/status.ts'
import type { Clock } from './time/clock.ts'

/** The real platforms that are configured. */
export interface Platforms {
  ports: ChatPort[]
  connections(): Connection[]
  /** After the ports have stopped. */
  stop(): Promise<void>
}

export interface Surroundings {
  /** Told of a QR code that waits to be scanned; of its renewals only the page knows. */
  scan: (title: string, qr: string) => void
  dir: string
  clock: Clock
  log: Log
  /** The rooms of the organizations whose groups are only told. */
  roomIds: ReadonlyMap<string, string>
}

/** Makes the ports; nothing is connected before they are started. */
export function makePlatforms(config: Config, { wecom, wechaty }: PlatformSettings, around: Surroundings): Platforms {
  const { clock, log } = around
  const webhook = wecom.webhookUrl
    ? new WecomWebhook({ url: wecom.webhookUrl, now: () => clock.now(), log, perMinute: config.WEBHOOK_PER_MINUTE })
    : null
  const made = [
    ...(wecom.bot ? [wecomOf(config, wecom.bot, around, webhook)] : []),
    ...(wechaty ? [wechatyOf(config, wechaty, around, webhook)] : []),
    ...(wecom.groups.length > 0 ? [groupsOf(config, wecom.groups, around)] : []),
  ]
  return {
    ports: made.map((one) => one.port),
    connections: () => made.map((one) => one.connection()),
    stop: async () => webhook?.stop(),
  }
}

interface Made {
  port: ChatPort
  connection(): Connection
}

function wecomOf(
  config: Config,
  bot: NonNullable<WecomSettings['bot']>,
  { clock, log }: Surroundings,
  webhook: Notifier | null,
): Made {
  const back = new Signal()
  const chat = new WecomChat({
    ...bot,
    onOnline: back.give,
    botName: config.BOT_NAME,
    welcome: `您好，我是${config.BOT_NAME}。回「帮助」看看我能做什么。`,
    now: () => clock.now(),
    log,
    // The connection has logged it already.
    onAlarm: ({ message, next }) => void webhook?.notify(`${config.BOT_NAME}（企业微信）：${message}${next}`),
  })
  const up = () => chat.status().state === 'online'
  return {
    port: paced(chat, { pace: wecomPace(config), online: up, onOnline: back.listen }),
    connection: () => {
      const { state, since, lastInboundAt, lastOutboundAt, lastError } = chat.status()
      return {
        platform: chat.platform,
        title: '企业微信',
        up: up(),
        state: wecomStates[state],
        since,
        lastInboundAt,
        lastOutboundAt,
        lastError: up() ? null : lastError,
        capabilities: chat.capabilities,
        qr: null,
      }
    },
  }
}

const wecomStates: Record<ConnectionState, string> = {
  stopped: '没有启动',
  connecting: '正在连接',
  online: '已连上',
  refused: '企业微信不让连：请核对 Bot ID 和 Secret',
  kicked: '同一个机器人在别处连接了，这边让开了：请停掉那一个，再重新启动',
}

function wechatyOf(
  config: Config,
  settings: WechatySettings,
  { dir, clock, log, scan }: Surroundings,
  webhook: Notifier | null,
): Made {
  let shown = false
  let wasUp = false
  const back = new Signal()
  const chat = new WechatyChat({
    settings,
    botName: config.BOT_NAME,
    memoryDir: join(dir, 'wechaty'),
    clock,
    log,
    changed: ({ qr, state }) => {
      if (state === 'online' && !wasUp) back.give()
      wasUp = state === 'online'
      if (qr !== null && !shown) scan('微信', qr)
      shown = qr !== null
    },
    alarm: (alarm) => {
      const words = alarmWords(alarm)
      if (alarm.kind === 'back') log.info({ alarm: alarm.kind }, words)
      else log.error({ alarm: alarm.kind }, words)
      void webhook?.notify(`${config.BOT_NAME}（微信）：${words}`)
    },
  })
  const up = () => chat.status().state === 'online'
  return {
    port: paced(chat, { pace: wechatyPace(config), online: up, onOnline: back.listen }),
    connection: () => {
      const { state, since, lastInboundAt, lastOutboundAt, lastError, qr } = chat.status()
      return {
        platform: chat.platform,
        title: '微信',
        up: up(),
        state: wechatyStates[state],
        since,
        lastInboundAt,
        lastOutboundAt,
        lastError: up() ? null : lastError,
        capabilities: chat.capabilities,
        qr: up() ? null : qr,
      }
    },
  }
}

const wechatyStates: Record<WechatyStatus['state'], string> = {
  starting: '正在启动',
  waiting_login: '等待扫码登录',
  online: '已连上',
  recovering: '断开了，正在重新连接',
  down: '断开很久了，还在重新连接',
}

function groupsOf(config: Config, groups: WecomSettings['groups'], { clock, log, roomIds }: Surroundings): Made {
  const addresses = new Map(
    groups.flatMap(({ organization, url }) => {
      const id = roomIds.get(organization)
      return id === undefined ? [] : [[id, url] as const]
    }),
  )
  const chat = new WecomGroups({ addresses, now: () => clock.now(), log })
  return {
    port: {
      platform: chat.platform,
      account: chat.account,
      capabilities: chat.capabilities,
      pace: groupsPace(config),
      start: () => chat.start(),
      stop: () => chat.stop(),
      send: (to, message) => chat.send(to, message),
    },
    connection: () => {
      const { since, lastOutboundAt, lastError, groups } = chat.status()
      return {
        platform: chat.platform,
        title: '企业微信群机器人',
        // Nothing is held open: each message finds its way, or says in the list below why not.
        up: true,
        state: `${groups} 个群只发不收`,
        since,
        lastInboundAt: null,
        lastOutboundAt,
        lastError,
        capabilities: chat.capabilities,
        qr: null,
      }
    },
  }
}

/** What an alarm says to the operator: no names, no text, no secrets. */
export function alarmWords(alarm: WechatyAlarm): string {
  switch (alarm.kind) {
    case 'offline':
      return '微信断开很久了，还在重新连接；这期间群里的话收不到，消息发不出。请看运行情况那一页。'
    case 'logged_out':
      return '微信退出登录了。请打开运行情况那一页重新扫码。'
    case 'refused':
      return `微信接入服务不让连：${alarm.reason}。${alarm.next}`
    case 'back':
      return '微信恢复了，积下的消息正在补发。'
    case 'inbox_full':
      return '收到的消息存不下了，新的先不收。请检查磁盘和数据库。'
    case 'message_lost':
      return '有一条收到的消息没能处理，请留意有没有人没得到答复。'
  }
}

/** Something that happens again and again, told to whoever listens by then. */
class Signal {
  #listener = () => {}
  readonly give = () => this.#listener()
  readonly listen = (listener: () => void) => {
    this.#listener = listener
  }
}

/** The port with what the program adds to it. */
const paced = (chat: ChatPort, added: Required<Pick<ChatPort, 'pace' | 'online' | 'onOnline'>>): ChatPort => ({
  platform: chat.platform,
  // Known only when somebody has logged in.
  get account() {
    return chat.account
  },
  capabilities: chat.capabilities,
  ...added,
  start: (receive) => chat.start(receive),
  stop: () => chat.stop(),
  send: (to, message, id) => chat.send(to, message, id),
})
