import { join } from 'node:path'
import type { Setting } from './actions/act.ts'
import { startApp } from './app.ts'
import type { Config } from './base/config.ts'
import { ZhibuError } from './base/errors.ts'
import { type Log, makeLog } from './base/log.ts'
import { SandboxChat } from './chat/sandbox.ts'
import { type PlatformSettings, readPlatforms } from './chat/settings.ts'
import { seedDemo } from './demo/branch.ts'
import { MemoryPace } from './jobs/pace.ts'
import { readyForGroups, refuseDemo, remarkOnGroups } from './live.ts'
import { makePlatforms } from './platforms.ts'
import { databaseFile, databaseOf, isPostgres, mayHoldData, openDatabase } from './records/database.ts'
import { lockDataDir } from './records/lock.ts'
import { readSetting } from './records/settings.ts'
import type { Connection } from './records/status.ts'
import { type Role, sharing } from './roles.ts'
import { furnish } from './sandbox.ts'
import { deskOf } from './sandbox-desk.ts'
import { serve } from './serve.ts'
import { settingOf } from './setting.ts'
import { MovableClock, systemClock } from './time/clock.ts'
import { Metrics } from './web/metrics.ts'
import { sandbox } from './web/sandbox.tsx'

/** The folder of the data in use, and the address of its database. */
export interface DataInUse {
  dir: string
  database: string
  demo: boolean
}

/** The operator's data once there is a branch in it, until then the demonstration's, which is always embedded. */
export async function dataInUse(config: Config): Promise<DataInUse> {
  const dir = join(config.DATA_DIR, 'demo')
  const demo = { dir, database: databaseFile(dir), demo: true }
  const database = databaseOf(config)
  if (config.DEMO || !mayHoldData(database)) return demo
  const own = await openDatabase(database)
  try {
    return (await own.prisma.organization.count()) > 0 ? { dir: config.DATA_DIR, database, demo: false } : demo
  } finally {
    await own.close()
  }
}

export interface Running {
  url: string
  dir: string
  demo: boolean
  /** Where people talk: 企业微信, 微信, or the sandbox. */
  connections(): Connection[]
  /** What the operator should know of this start. */
  remarks: string[]
  stop(): Promise<void>
}

/** What has to be undone at the end, the last first. */
type Undo = (() => Promise<unknown> | unknown)[]

interface Start extends DataInUse {
  config: Config
  setting: Setting
  log: Log
  undo: Undo
}

/**
 * `zhibu start`: the bot on the platforms that are configured, on the operator's data; where there is none, with the
 * sandbox chat in their place.
 * @param scan told of a QR code that waits to be scanned
 * @param role what this process does of the whole, where several share the work
 * @throws ZhibuError BAD_CONFIG, PORT_TAKEN, DATA_DIR_UNWRITABLE, ALREADY_RUNNING, DATABASE_NEWER, BRANCH_NEEDED,
 *   BRANCH_UNKNOWN, CLOCK_MOVED, CHAT_REFUSED, DATABASE_UNREACHABLE, DATABASE_REFUSED, DATABASE_UNFIT, REDIS_UNREACHABLE
 */
export async function start(
  config: Config,
  scan: (title: string, qr: string) => void = () => {},
  role: Role = 'all',
): Promise<Running> {
  const setting = settingOf(config)
  const platforms = readPlatforms(config)
  const shared = sharing(config, role, platforms !== null)
  if (shared) {
    const { startShared } = await import('./shared.ts')
    const started = await startShared({ ...shared, config, setting, role, settings: platforms, scan })
    return { ...started, remarks: [...started.remarks, ...remarkOnHost(config.HOST)] }
  }
  const lock = lockDataDir(config.DATA_DIR)
  const undo: Undo = [() => lock.release()]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const log = makeLog({ level: config.LOG_LEVEL, dir: config.DATA_DIR, hour: setting.zone.hour })
    const from: Start = { config, setting, log, undo, ...(await dataInUse(config)) }
    const { url, connections, remarks } = await (platforms ? startLive(from, platforms, scan) : startSandbox(from))
    return {
      url,
      connections,
      dir: from.dir,
      demo: from.demo,
      remarks: [...remarks, ...remarkOnHost(config.HOST)],
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The pages answer to this machine's own names alone: at an address of the network nobody can open them. */
const remarkOnHost = (host: string): string[] =>
  ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::'].includes(host)
    ? []
    : [
        `HOST 写的是 ${host}，这个地址上的网页打不开。请改成 127.0.0.1；要在别的电脑上看，见《部署与运维》里的 SSH 通道。`,
      ]

async function startLive(
  { config, setting, log, dir, database, demo, undo }: Start,
  settings: PlatformSettings,
  scan: (title: string, qr: string) => void,
) {
  refuseDemo({ demo, config })
  const clock = systemClock
  const lease = isPostgres(database) ? await takeAlone(database) : null
  undo.push(async () => lease?.release())
  const tied = await readyForGroups({ database, setting, clock, log }, settings)
  const platforms = makePlatforms(config, settings, { dir, clock, log, scan, roomIds: tied.roomIds })
  undo.push(() => platforms.stop())
  const pace = new MemoryPace({ total: [{ count: config.SEND_PER_MINUTE, ms: 60_000 }] })
  const metrics = new Metrics()
  const app = await startApp({
    dir,
    database,
    setting,
    clock,
    ports: platforms.ports,
    log,
    pace,
    count: metrics.count,
    ...(lease ? { mine: lease.held } : {}),
  })
  undo.push(() => app.stop())
  const { connections } = platforms
  const served = await serve({ config, app, clock, demo, zone: setting.zone, log, connections, sandbox: null, metrics })
  undo.push(() => served.stop())
  return { url: served.url, connections, remarks: remarkOnGroups(tied) }
}

/** On a server the folder's lock says nothing: another machine may be at the same data. @throws ZhibuError ALREADY_RUNNING */
async function takeAlone(database: string) {
  const { keepLease } = await import('./records/lease.ts')
  const lease = await keepLease(database)
  if (lease) return lease
  throw new ZhibuError(
    'ALREADY_RUNNING',
    '这个 PostgreSQL 数据库已经有一个小助手在收发。',
    '请先停止正在运行的那一个；要几个进程分担，请填 REDIS_URL。',
  )
}

async function startSandbox({ config, setting, log, dir, database, demo, undo }: Start) {
  const { clock, branch } = await prepareData(database, setting, demo)
  const chat = new SandboxChat({
    profile: config.SANDBOX_PROFILE,
    botName: config.BOT_NAME,
    log: join(dir, 'sandbox.jsonl'),
    now: () => clock.now(),
  })
  const metrics = new Metrics()
  const app = await startApp({ dir, database, setting, clock, ports: [chat], log, count: metrics.count })
  undo.push(() => app.stop())
  const since = clock.now()
  const connections = (): Connection[] => [
    {
      platform: chat.platform,
      title: '模拟聊天',
      up: true,
      state: '没有接真正的群',
      since,
      lastInboundAt: null,
      lastOutboundAt: null,
      lastError: null,
      capabilities: chat.capabilities,
      qr: null,
    },
  ]
  const page = sandbox(deskOf(app, chat, clock, setting, branch, demo))
  const served = await serve({ config, app, clock, demo, zone: setting.zone, log, connections, sandbox: page, metrics })
  undo.push(() => served.stop())
  return { url: served.url, connections, remarks: [] }
}

/** Makes the demonstration on its first run, gives everybody a sandbox account, and takes up the sandbox clock. */
async function prepareData(
  database: string,
  setting: Setting,
  demo: boolean,
): Promise<{ clock: MovableClock; branch: { id: number; name: string } }> {
  const { prisma, close } = await openDatabase(database)
  try {
    const offset = Number((await readSetting(prisma, 'sandboxClock')) ?? 0)
    const clock = new MovableClock(undefined, offset)
    if (demo && (await prisma.organization.count()) === 0) await seedDemo(prisma, setting, clock.now())
    await furnish(prisma)
    const branch = await prisma.organization.findFirstOrThrow({
      where: { kind: 'branch', dissolvedOn: null },
      orderBy: { id: 'asc' },
      select: { id: true, name: true },
    })
    return { clock, branch }
  } finally {
    await close()
  }
}
