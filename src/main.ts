import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cron from 'node-cron'
import type { Setting } from './actions/act.ts'
import { type App, passTime, startApp } from './app.ts'
import type { Config } from './base/config.ts'
import { makeLog } from './base/log.ts'
import { SandboxChat } from './chat/sandbox.ts'
import { seedDemo } from './demo/branch.ts'
import { databaseFile, openDatabase, write } from './records/database.ts'
import { lockDataDir } from './records/lock.ts'
import { nextDue } from './records/notices.ts'
import { readSetting, writeSetting } from './records/settings.ts'
import { furnish, nextWords, peopleOfSandbox } from './sandbox.ts'
import { settingOf } from './setting.ts'
import { MovableClock } from './time/clock.ts'
import { addDays } from './time/days.ts'
import { type SandboxDesk, sandbox } from './web/sandbox.tsx'
import { startWeb } from './web/server.ts'

/** The folder of the data in use: the operator's once there is a branch in it, until then the demonstration's. */
export async function dataInUse(config: Config): Promise<{ dir: string; demo: boolean }> {
  const demo = { dir: join(config.DATA_DIR, 'demo'), demo: true }
  if (config.DEMO || !existsSync(databaseFile(config.DATA_DIR))) return demo
  const own = await openDatabase(databaseFile(config.DATA_DIR))
  try {
    return (await own.prisma.organization.count()) > 0 ? { dir: config.DATA_DIR, demo: false } : demo
  } finally {
    await own.close()
  }
}

export interface Running {
  url: string
  stop(): Promise<void>
}

/**
 * `zhibu start`: the bot with the sandbox chat and its page. (Real platforms take the sandbox's place when they are
 * configured.)
 * @throws ZhibuError PORT_TAKEN, DATA_DIR_UNWRITABLE, ALREADY_RUNNING, DATABASE_NEWER
 */
export async function start(config: Config): Promise<Running> {
  const setting = settingOf(config)
  const lock = lockDataDir(config.DATA_DIR)
  const undo: (() => Promise<void> | void)[] = [() => lock.release()]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const log = makeLog({ level: config.LOG_LEVEL, dir: config.DATA_DIR, hour: setting.zone.hour })
    const { dir, demo } = await dataInUse(config)
    const { clock, branch } = await prepareData(dir, setting, demo)
    const chat = new SandboxChat({
      profile: config.SANDBOX_PROFILE,
      botName: config.BOT_NAME,
      log: join(dir, 'sandbox.jsonl'),
      now: () => clock.now(),
    })
    const app = await startApp({ dir, setting, clock, ports: [chat], log })
    undo.push(() => app.stop())
    const desk = deskOf(app, chat, clock, setting, branch, demo)
    const web = await startWeb({
      port: config.PORT,
      host: config.HOST,
      routes: [sandbox(desk)],
      home: '/sandbox',
      health: async () => ({
        due: await app.db.notice.count({ where: { state: 'due', dueAt: { lte: clock.now() } } }),
        unconfirmed: await app.db.notice.count({ where: { state: 'unconfirmed' } }),
      }),
      onError: (error) => log.error({ err: error }, 'page failed'),
    })
    undo.push(() => web.close())
    const minute = cron.schedule('* * * * *', () => {
      app.beat().catch((error) => log.error({ err: error }, 'tick failed'))
    })
    undo.push(() => minute.stop())
    app.beat().catch((error) => log.error({ err: error }, 'first tick failed'))
    return { url: web.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Makes the demonstration on its first run, gives everybody a sandbox account, and takes up the sandbox clock. */
async function prepareData(
  dir: string,
  setting: Setting,
  demo: boolean,
): Promise<{ clock: MovableClock; branch: { id: number; name: string } }> {
  const { prisma, close } = await openDatabase(databaseFile(dir))
  try {
    const offset = Number((await readSetting(prisma, 'sandboxClock')) ?? 0)
    const clock = new MovableClock(undefined, offset)
    if (demo && (await prisma.organization.count()) === 0) await seedDemo(prisma, setting, clock.now())
    await furnish(prisma)
    const branch = await prisma.organization.findFirstOrThrow({
      where: { kind: 'branch' },
      orderBy: { id: 'asc' },
      select: { id: true, name: true },
    })
    return { clock, branch }
  } finally {
    await close()
  }
}

/** What the sandbox page asks for. */
function deskOf(
  app: App,
  chat: SandboxChat,
  clock: MovableClock,
  setting: Setting,
  branch: { id: number; name: string },
  demo: boolean,
): SandboxDesk {
  const { zone } = setting
  return {
    branchName: branch.name,
    chat,
    notice: demo ? '演示数据，人物均为虚构' : '演练：还没有接上真正的群，时间可以往前拨',
    people: () => peopleOfSandbox(app.db, branch.id),
    rooms: async () =>
      (await app.db.room.findMany({ where: { platform: 'sandbox', organizationId: branch.id } })).map((room) => ({
        id: room.roomId,
        title: room.title,
      })),
    clock: async () => {
      const next = await nextDue(app.db)
      return { now: clock.now(), zone, next: next ? { at: next.dueAt, what: nextWords(next.kind) } : null }
    },
    move: async (to) => {
      const from = clock.now()
      const next = await nextDue(app.db)
      const target =
        to === 'hour'
          ? new Date(from.getTime() + 3_600_000)
          : to === 'tomorrow'
            ? zone.at(addDays(zone.day(from), 1), '09:00')
            : (next?.dueAt ?? from)
      const reached = await passTime(app, clock, setting, target)
      await write(app.db, (tx) => writeSetting(tx, 'sandboxClock', clock.offsetMs))
      return { from, to: reached }
    },
  }
}
