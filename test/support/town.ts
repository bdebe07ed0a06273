import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Setting } from '../../src/actions/act.ts'
import { type App, passTime, startApp } from '../../src/app.ts'
import { type Log, makeLog } from '../../src/base/log.ts'
import type { ChatPort, Conversation } from '../../src/chat/port.ts'
import { demoBranch, seedDemo } from '../../src/demo/branch.ts'
import { calledName } from '../../src/life/people/roster.ts'
import { type Db, openDatabase } from '../../src/records/database.ts'
import { shippedGuides } from '../../src/records/guides.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'
import { ownDatabase } from './database.ts'
import { type Player, type Stage, sandboxStage, type TestFile } from './stage.ts'

export const setting: Setting = {
  zone: zoneOf('Asia/Shanghai'),
  calendar: publishedCalendar(),
  botName: '小助手',
  guides: shippedGuides(),
}

/** "2026-12-01 09:00" in the organization's zone. */
export const instant = (text: string): Date => setting.zone.at(text.slice(0, 10), text.slice(11, 16))

/** A place to speak and listen in. `heard` gives what the bot said since it was last asked. */
export interface Talk {
  says(name: string, text: string): Promise<void>
  /** Clicks the newest button with that label. */
  clicks(name: string, label: string): Promise<void>
  sends(name: string, file: TestFile): Promise<void>
  heard(): string[]
}

/** The private chat of one person with the bot. */
export interface PrivateTalk {
  says(text: string): Promise<void>
  clicks(label: string): Promise<void>
  sends(file: TestFile): Promise<void>
  heard(): string[]
}

/** The demonstration branch on a stopped clock, with its chat: what every conversation test plays in. */
export interface Town {
  db: Db
  app: App
  clock: MovableClock
  dir: string
  stage: Stage
  group: Talk
  private(name: string): PrivateTalk
  /** Lets the time pass to "2026-12-01 09:00"; everything due on the way is sent. */
  until(when: string): Promise<void>
  /** Stops the program and starts it again on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** The sandbox as WeChat and as WeCom; the mock puppet; Wechaty over gRPC; the WeCom adapter over its WebSocket. */
export type Platform = 'wechat' | 'wecom' | 'puppet' | 'grpc' | 'wecom-wire'

/** Conversations in a group run on both profiles of the sandbox; the month of a branch on all platforms. */
export const profiles = ['wechat', 'wecom'] as const
/** What is only said in private reads the same on both. */
export const inPrivate = ['wechat'] as const
export const platforms: readonly Platform[] = [...profiles, 'puppet', 'grpc', 'wecom-wire']

export interface TownOptions {
  profile?: Platform
  /** When the story begins. */
  at?: string
  /** On WeCom the bot may only write to people who wrote to it: these have. Everybody unless told otherwise. */
  acquainted?: string[]
  /** What is connected, if not the stage alone. */
  ports?: (stage: ChatPort, clock: MovableClock) => ChatPort[]
  log?: Log
}

async function openStage(platform: Platform, clock: MovableClock, dir: string): Promise<Stage> {
  const { botName } = setting
  if (platform === 'wechat' || platform === 'wecom')
    return sandboxStage(platform, botName, clock, join(dir, 'sandbox.jsonl'))
  // The real adapters take a moment to load: only where they are played on.
  if (platform === 'wecom-wire') return (await import('./stage-wecom.ts')).wecomStage(botName, clock)
  return (await import('./stage-wechaty.ts')).wechatyStage(botName, platform === 'grpc')
}

export async function town({
  profile = 'wechat',
  at = '2026-11-27 09:55',
  acquainted,
  ports = (own) => [own],
  log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
}: TownOptions = {}): Promise<Town> {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
  const clock = new MovableClock(instant(at))
  const stage = await openStage(profile, clock, dir)
  const { address, giveBack } = await ownDatabase(dir)
  const cast = await settle(address, stage, clock)
  const start = () => startApp({ dir, database: address, setting, clock, ports: ports(stage.port(), clock), log })
  let app = await start()

  const playerOf = (name: string): Player => {
    const found = cast.people.get(name)
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }
  const read = new Map<string, number>()
  const talk = (conversation: Conversation): Talk => {
    const mention = conversation.kind === 'room' && stage.mentionsOnly ? `@${setting.botName} ` : ''
    return {
      async says(name, text) {
        const words = text.includes(`@${setting.botName}`) ? text : mention + text
        await stage.say(playerOf(name), conversation, words)
        await app.beat()
      },
      async clicks(name, label) {
        await stage.click(playerOf(name), conversation, label)
        await app.beat()
      },
      async sends(name, file) {
        await stage.send(playerOf(name), conversation, file)
        await app.beat()
      },
      heard() {
        const all = stage.said(conversation)
        const from = read.get(conversation.id) ?? 0
        read.set(conversation.id, all.length)
        return all.slice(from)
      },
    }
  }
  const privateWith = (name: string): PrivateTalk => {
    const own = talk({ kind: 'private', id: playerOf(name).userId })
    return {
      heard: own.heard,
      says: (text) => own.says(name, text),
      clicks: (label) => own.clicks(name, label),
      sends: (file) => own.sends(name, file),
    }
  }
  const group = talk({ kind: 'room', id: cast.roomId })
  if (stage.mentionsOnly) {
    for (const name of cast.people.keys()) if (acquainted?.includes(name) ?? true) await privateWith(name).says('你好')
    if (profile === 'wecom-wire') await group.says('李建国', '你好')
    for (const name of cast.people.keys()) privateWith(name).heard()
    group.heard()
  }
  return {
    get db() {
      return app.db
    },
    get app() {
      return app
    },
    clock,
    dir,
    stage,
    group,
    private: privateWith,
    until: async (when) => {
      await passTime(app, clock, setting, instant(when))
    },
    restart: async () => {
      await app.stop()
      app = await start()
      await app.beat()
    },
    close: async () => {
      await app.stop()
      await stage.close()
      await giveBack()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Writes the demonstration branch, with a group and accounts on the stage's platform. */
async function settle(address: string, stage: Stage, clock: MovableClock) {
  const { prisma, close } = await openDatabase(address)
  await seedDemo(prisma, setting, clock.now())
  const { platform } = stage
  const branches = await prisma.organization.findMany({ where: { kind: 'branch' }, include: { members: true } })
  const players = branches.flatMap(({ members }) => members).map((one) => ({ ...one, userId: stage.userId(one.id) }))
  const rooms = branches.map(({ id, name, members }) => ({
    id: stage.roomId(id),
    title: name,
    organizationId: id,
    userIds: members.map((one) => stage.userId(one.id)),
  }))
  await prisma.room.createMany({
    data: rooms.map(({ id, title, organizationId }) => ({ platform, roomId: id, title, organizationId })),
  })
  await prisma.account.createMany({
    data: players.map(({ id, userId, name }) => ({ platform, userId, memberId: id, name })),
  })
  await close()
  stage.furnish(
    players.map(({ userId, name }) => ({ userId, name })),
    rooms,
  )
  const demo = branches.find((one) => one.name === demoBranch)
  return {
    roomId: stage.roomId(demo?.id ?? 0),
    people: new Map(players.map((one) => [calledName(one), { userId: one.userId, name: one.name }])),
  }
}
