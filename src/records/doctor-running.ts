import { join } from 'node:path'
import type { Config } from '../base/config.ts'
import { groupsPlatform } from '../chat/wecom/groups-platform.ts'
import { roleWords } from '../life/people/roles.ts'
import type { Zone } from '../time/zone.ts'
import { databaseFile, databaseOf, mayHoldData, openDatabase, pendingAt } from './database.ts'
import type { Finding } from './finding.ts'
import { type Operations, operations } from './operations.ts'
import { readSetting } from './settings.ts'
import { type Connection, dutyOf, type Process, readStatus, type Status } from './status.ts'

/** The bot writes its status every minute: what is older was written by one that hangs. */
const staleMs = 5 * 60_000
const lateMs = 10 * 60_000

const fine = (title: string, detail: string): Finding => ({ ok: true, title, detail, next: '' })
const bad = (title: string, detail: string, next: string): Finding => ({ ok: false, title, detail, next })

/** Whether several processes share the work: none of them locks the folder, but each says there that it is alive. */
export function runsShared({ DATA_DIR, REDIS_URL }: Config, now: Date): boolean {
  const at = REDIS_URL === undefined ? undefined : readStatus(DATA_DIR)?.at
  return at !== undefined && now.getTime() - at.getTime() < staleMs
}

/** How the bot that runs on the data is doing: what its own page shows, in lines. Changes nothing. */
export async function examineRunning(
  config: Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>,
  zone: Zone,
  now: Date,
): Promise<Finding[]> {
  const status = readStatus(config.DATA_DIR)
  if (!status) return [fine('运行情况', '刚刚启动，过一分钟再看')]
  const address = status.demo ? databaseFile(join(config.DATA_DIR, 'demo')) : databaseOf(config)
  // A bot of another version runs on it: opening it here would change it.
  if (!mayHoldData(address) || (await pendingAt(address)).length > 0) return []
  const { prisma, close } = await openDatabase(address)
  try {
    const moved = Number((await readSetting(prisma, 'sandboxClock')) ?? 0)
    const here = new Date(now.getTime() + moved)
    return findings(status, await operations(prisma, here, status.connections), zone, now, here)
  } finally {
    await close()
  }
}

function findings(status: Status, seen: Operations, zone: Zone, now: Date, here: Date): Finding[] {
  const stale = now.getTime() - status.at.getTime() > staleMs
  const real = status.connections.filter((one) => one.platform !== 'sandbox')
  return [
    ...(stale
      ? [bad('运行情况', `${timeOf(status.at, zone)} 以后没有动静`, '请看日志 zhibu.log，必要时重新启动。')]
      : []),
    ...(status.processes.length > 0 ? [sharers(status.processes)] : []),
    ...status.connections.map((one) => connection(one, seen, zone)),
    waiting(seen, zone, here),
    doubts(seen),
    failures(seen),
    ...(real.length > 0 ? [groups(seen)] : []),
    // Where groups are only told, nobody has an account to bind.
    ...(real.some((one) => one.capabilities.hears) ? [people(seen)] : []),
  ]
}

const timeOf = (instant: Date, zone: Zone): string => `${zone.day(instant)} ${zone.hour(instant)}`

function connection(
  { title, up, state, since, lastInboundAt, lastOutboundAt, lastError, platform, capabilities }: Connection,
  seen: Operations,
  zone: Zone,
) {
  const inbound = lastInboundAt ?? seen.lastInbound.get(platform)
  const detail = [
    `${state}，从 ${timeOf(since, zone)} 起`,
    ...(capabilities.hears ? [`最近收到 ${inbound ? timeOf(inbound, zone) : '还没有'}`] : []),
    `最近发出 ${lastOutboundAt ? timeOf(lastOutboundAt, zone) : '还没有'}`,
    ...(lastError === null ? [] : [`原因：${lastError}`]),
  ].join('；')
  return up ? fine(title, detail) : bad(title, detail, '要扫码的，打开网页上的运行情况扫码；连不上的，检查网络和设置。')
}

function sharers(processes: Process[]): Finding {
  const detail = processes.map((one) => `${dutyOf(one)} ${one.host}:${one.pid}`).join('，')
  return processes.some((one) => one.gateway === 'active')
    ? fine('进程', detail)
    : bad('进程', `没有哪个进程在收发；在的有 ${detail}`, '请启动一个 zhibu start --role gateway。')
}

function waiting({ due }: Operations, zone: Zone, here: Date): Finding {
  const title = '等着发的'
  if (due.oldest === null) return fine(title, '没有')
  const detail = `${due.count} 条，最早的应在 ${timeOf(due.oldest, zone)}`
  return here.getTime() - due.oldest.getTime() > lateMs
    ? bad(title, detail, '没有连上的先连上；连着的，是一时要发的太多，会接着发。')
    : fine(title, detail)
}

function doubts({ unconfirmed }: Operations): Finding {
  const title = '不知道发出去没有'
  if (unconfirmed.count === 0) return fine(title, '没有')
  return bad(title, `${unconfirmed.count} 条`, '已经问了书记或本人：回「1」重发，回「2」已看到。')
}

function failures({ failed }: Operations): Finding {
  const title = '没有发成（最近 7 天）'
  const [last] = failed.latest
  if (!last) return fine(title, '没有')
  return bad(title, `${failed.count} 条，最近一条：${last.where}，${last.reason}`, '网页上的运行情况逐条列着。')
}

function groups({ rooms, branches }: Operations): Finding {
  const title = '绑定的群'
  const asleep = rooms.filter((one) => one.asleepSince !== null)
  if (asleep.length > 0) {
    const told = asleep.filter((one) => one.platform === groupsPlatform)
    const next = [
      ...(told.length < asleep.length ? ['请在群里 @ 小助手说一句话；小助手不在群里的，先把它加回来。'] : []),
      ...(told.length > 0 ? [`${some(told.map((one) => one.organization))}是只发不收的群：${newAddress}`] : []),
    ]
    return bad(title, `发不进去：${some(asleep.map((one) => one.organization))}`, next.join(''))
  }
  const without = branches.filter((one) => one.rooms === 0).map((one) => one.name)
  if (without.length > 0) return bad(title, `还没有群：${some(without)}`, '绑定用 zhibu bind room --branch 支部名称。')
  return fine(title, `${rooms.length} 个`)
}

function people({ branches, officers }: Operations): Finding {
  const title = '绑定的账号'
  const [members, bound, reachable] = (['members', 'bound', 'reachable'] as const).map((key) =>
    branches.reduce((sum, one) => sum + one[key], 0),
  )
  const detail = `${members} 位党员，${bound} 位已绑定，${reachable} 位能私聊`
  if (officers.length === 0) return fine(title, detail)
  const who = some(officers.map(({ branch, role }) => `${branch}${roleWords[role]}`))
  return bad(title, `${detail}；还私聊不到的支委：${who}`, '请他们绑定账号，再私聊小助手发一句「你好」。')
}

const newAddress = '请在群里重新复制群机器人的 Webhook 地址，改好 WECOM_GROUPS，再启动一次。'

const shown = 5
const some = (names: string[]): string =>
  `${names.slice(0, shown).join('、')}${names.length > shown ? `等 ${names.length} 个` : ''}`
