import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Setting } from '../../src/actions/act.ts'
import { type App, passTime, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { Conversation } from '../../src/chat/port.ts'
import { type Line, SandboxChat, type SandboxProfile } from '../../src/chat/sandbox.ts'
import { demoBranch, seedDemo } from '../../src/demo/branch.ts'
import { type Db, databaseFile, openDatabase } from '../../src/records/database.ts'
import { furnish } from '../../src/sandbox.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'

export const setting: Setting = { zone: zoneOf('Asia/Shanghai'), calendar: publishedCalendar(), botName: '小助手' }

/** "2026-12-01 09:00" in the organization's zone. */
export const instant = (text: string): Date => setting.zone.at(text.slice(0, 10), text.slice(11, 16))

/** A place to speak and listen in. `heard` gives what the bot said since it was last asked. */
export interface Talk {
  says(name: string, text: string): Promise<void>
  /** Clicks the newest button with that label. */
  clicks(name: string, label: string): Promise<void>
  sends(name: string, file: { name: string; mediaType: string; bytes: Uint8Array }): Promise<void>
  heard(): string[]
}

/** The demonstration branch on a stopped clock, with its chat: what every conversation test plays in. */
export interface Town {
  db: Db
  app: App
  clock: MovableClock
  dir: string
  profile: SandboxProfile
  group: Talk
  /** The private chat of one person with the bot. */
  private(
    name: string,
  ): Omit<Talk, 'says' | 'clicks' | 'sends'> & {
    says(text: string): Promise<void>
    clicks(label: string): Promise<void>
    sends(file: { name: string; mediaType: string; bytes: Uint8Array }): Promise<void>
  }
  /** Lets the time pass to "2026-12-01 09:00"; everything due on the way is sent. */
  until(when: string): Promise<void>
  /** Stops the program and starts it again on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface TownOptions {
  profile?: SandboxProfile
  /** When the story begins. */
  at?: string
  /** On wecom the bot may only write to people who wrote to it: these have. Everybody unless told otherwise. */
  acquainted?: string[]
}

export const profiles: SandboxProfile[] = ['wechat', 'wecom']

export async function town({
  profile = 'wechat',
  at = '2026-11-27 09:55',
  acquainted,
}: TownOptions = {}): Promise<Town> {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
  const clock = new MovableClock(instant(at))
  const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })
  const seed = await openDatabase(databaseFile(dir))
  await seedDemo(seed.prisma, setting, clock.now())
  await furnish(seed.prisma)
  await seed.close()

  let chat: SandboxChat
  let app: App
  const start = async () => {
    chat = new SandboxChat({
      profile,
      botName: setting.botName,
      log: join(dir, 'sandbox.jsonl'),
      now: () => clock.now(),
    })
    app = await startApp({ dir, setting, clock, ports: [chat], log })
  }
  await start()

  const members = await openDatabase(databaseFile(dir)).then(async ({ prisma, close }) => {
    const rows = await prisma.member.findMany({
      select: { id: true, name: true, label: true, branch: { select: { name: true } } },
    })
    const branch = await prisma.organization.findFirstOrThrow({ where: { name: demoBranch } })
    await close()
    return { rows, branch }
  })
  const personOf = (name: string) => {
    const found = members.rows.find((one) => (one.label ? `${one.name}（${one.label}）` : one.name) === name)
    if (!found) throw new Error(`nobody is called ${name}`)
    return { userId: `m${found.id}`, name: found.name }
  }
  const room: Conversation = { kind: 'room', id: `branch-${members.branch.id}` }
  const read = new Map<string, number>()
  const talk = (conversation: Conversation): Talk => {
    const key = `${conversation.kind}:${conversation.id}`
    const lines = (): readonly Line[] => chat.lines(conversation)
    return {
      async says(name, text) {
        const mentionBot = conversation.kind === 'room' && profile === 'wecom' && !text.includes(`@${setting.botName}`)
        await chat.say({ ...personOf(name), conversation, text, mentionBot })
        await app.beat()
      },
      async clicks(name, label) {
        const line = lines().findLast((one) => one.buttons.some((button) => button.label === label))
        const key = line?.buttons.find((button) => button.label === label)?.key
        if (!line || key === undefined) throw new Error(`there is no button ${label}`)
        await chat.click({ ...personOf(name), conversation, lineId: line.id, key })
        await app.beat()
      },
      async sends(name, file) {
        await chat.say({ ...personOf(name), conversation, text: '', files: [file] })
        await app.beat()
      },
      heard() {
        const all = lines()
        const from = read.get(key) ?? 0
        read.set(key, all.length)
        return all
          .slice(from)
          .filter((line) => line.from.kind === 'bot')
          .map((line) => line.text)
      },
    }
  }
  const privateWith = (name: string) => {
    const person = personOf(name)
    const own = talk({ kind: 'private', id: person.userId })
    return {
      heard: own.heard,
      says: (text: string) => own.says(name, text),
      clicks: (label: string) => own.clicks(name, label),
      sends: (file: Parameters<Talk['sends']>[1]) => own.sends(name, file),
    }
  }
  if (profile === 'wecom') {
    for (const { name, label } of members.rows) {
      const full = label ? `${name}（${label}）` : name
      if (!acquainted || acquainted.includes(full)) await privateWith(full).says('你好')
    }
    for (const { name, label } of members.rows) privateWith(label ? `${name}（${label}）` : name).heard()
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
    profile,
    group: talk(room),
    private: privateWith,
    until: async (when) => {
      await passTime(app, clock, setting, instant(when))
    },
    restart: async () => {
      await app.stop()
      await start()
      await app.beat()
    },
    close: async () => {
      await app.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
