import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, passTime, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { Conversation } from '../../src/chat/port.ts'
import { SandboxChat, type SandboxProfile } from '../../src/chat/sandbox.ts'
import { seedDemo } from '../../src/demo/branch.ts'
import { openDatabase } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { ownDatabase } from './database.ts'
import { instant, setting } from './town.ts'

export interface NewTown {
  app: App
  clock: MovableClock
  /** In the group with that id, or (without one) in private. What the bot then said there, and to nobody else. */
  says(userId: string, text: string, group?: string): Promise<string[]>
  /** What the bot said there since it was last asked. */
  heard(where: { user: string } | { group: string }): string[]
  until(when: string): Promise<void>
  memberId(name: string): Promise<number>
  /** What the account is tied to. */
  boundTo(userId: string): Promise<string | null>
  close(): Promise<void>
}

/**
 * The demonstration branch as it is right after the import: no group is bound, and of all accounts only those of `known`
 * (name on the roster → user id). People are called as their user ids say, unless `called` says otherwise.
 */
export async function newTown(
  profile: SandboxProfile,
  known: Record<string, string>,
  called: Record<string, string> = {},
): Promise<NewTown> {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
  const clock = new MovableClock(instant('2026-11-24 10:00'))
  const { address, giveBack } = await ownDatabase(dir)
  const seed = await openDatabase(address)
  await seedDemo(seed.prisma, setting, clock.now())
  // Programs of their own would speak up in the middle of the story.
  await seed.prisma.program.updateMany({ data: { enabled: false } })
  for (const [name, userId] of Object.entries(known)) {
    const { id: memberId } = await seed.prisma.member.findFirstOrThrow({ where: { name } })
    await seed.prisma.account.create({ data: { platform: 'sandbox', userId, memberId, name } })
  }
  await seed.close()

  const chat = new SandboxChat({ profile, botName: setting.botName, now: () => clock.now() })
  const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })
  const app = await startApp({ dir, database: address, setting, clock, ports: [chat], log })
  const read = new Map<string, number>()
  const heardIn = (conversation: Conversation): string[] => {
    const key = `${conversation.kind}:${conversation.id}`
    const all = chat.lines(conversation)
    const from = read.get(key) ?? 0
    read.set(key, all.length)
    return all
      .slice(from)
      .filter((line) => line.from.kind === 'bot')
      .map((line) => line.text)
  }
  const town: NewTown = {
    app,
    clock,
    async says(userId, text, group) {
      const conversation: Conversation =
        group === undefined ? { kind: 'private', id: userId } : { kind: 'room', id: group }
      const mentionBot = group !== undefined && profile === 'wecom'
      await chat.say({ userId, name: called[userId] ?? userId, conversation, text, mentionBot })
      await app.beat()
      return heardIn(conversation)
    },
    heard: (where) =>
      heardIn('user' in where ? { kind: 'private', id: where.user } : { kind: 'room', id: where.group }),
    until: async (when) => {
      await passTime(app, clock, setting, instant(when))
    },
    memberId: async (name) => (await app.db.member.findFirstOrThrow({ where: { name } })).id,
    boundTo: async (userId) =>
      (
        await app.db.account.findFirstOrThrow({
          where: { platform: 'sandbox', userId },
          include: { member: { select: { name: true } } },
        })
      ).member?.name ?? null,
    close: async () => {
      await app.stop()
      await giveBack()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  for (const userId of Object.values(known)) await town.says(userId, '你好')
  return town
}
