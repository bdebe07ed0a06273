import { beginAct, type Setting } from './actions/act.ts'
import { type Tied, tieGroups } from './actions/tree/tie-groups.ts'
import type { Config } from './base/config.ts'
import { ZhibuError } from './base/errors.ts'
import type { Log } from './base/log.ts'
import type { PlatformSettings } from './chat/settings.ts'
import { groupsPlatform } from './chat/wecom/groups-platform.ts'
import { borrowed, type Db, openDatabase, write } from './records/database.ts'
import { silenceRooms } from './records/rooms.ts'
import { readSetting } from './records/settings.ts'
import type { Clock } from './time/clock.ts'

/** What may not be connected to real groups. @throws ZhibuError BAD_CONFIG, BRANCH_NEEDED */
export function refuseDemo({ demo, config }: { demo: boolean; config: Config }): void {
  if (!demo) return
  throw config.DEMO
    ? new ZhibuError('BAD_CONFIG', '演示数据不能接上真正的群。', '请把 DEMO 改成 0；要看演示，就把平台的设置留空。')
    : new ZhibuError(
        'BRANCH_NEEDED',
        '还没有支部，不能接上真正的群。',
        '请先导入花名册：zhibu import 花名册.xlsx --branch 支部名称，再启动。',
      )
}

/**
 * Readies the data for real groups: the sandbox's are silent from now on, and groups that are only told come and go with
 * the settings.
 * @param ties whether those settings say which groups are only told
 * @throws ZhibuError CLOCK_MOVED, BRANCH_UNKNOWN
 */
export async function readyForGroups(
  { database, db, setting, clock, log }: { database: string; db?: Db; setting: Setting; clock: Clock; log: Log },
  settings: PlatformSettings,
  ties = true,
): Promise<Tied> {
  const { prisma, close } = db ? borrowed(db) : await openDatabase(database)
  try {
    if (Number((await readSetting(prisma, 'sandboxClock')) ?? 0) > 0) {
      throw new ZhibuError(
        'CLOCK_MOVED',
        '这份数据在模拟聊天里把时间往前拨过，里面有将来的活动和答复，不能接上真正的群。',
        '请用拨时间以前的备份恢复；没有备份，就用 DATA_DIR 另给一个空文件夹，重新导入花名册。',
      )
    }
    await write(prisma, (tx) => silenceRooms(tx, 'sandbox'))
    if (!ties) return { roomIds: new Map(), fresh: [], gone: [] }
    const names = settings.wecom.groups.map((one) => one.organization)
    const tied = await write(prisma, (tx) =>
      tieGroups(beginAct(tx, setting, { now: clock.now(), actor: { kind: 'operator' } }), groupsPlatform, names),
    )
    if (tied.fresh.length + tied.gone.length > 0)
      log.warn({ fresh: tied.fresh.length, gone: tied.gone.length }, 'groups that are only told have changed')
    return tied
  } finally {
    await close()
  }
}

/** Which groups have come and which have gone. */
export const remarkOnGroups = ({ fresh, gone }: Tied): string[] => [
  ...(fresh.length > 0 ? [`新加了只发不收的群：${fresh.join('、')}。请到群里看看有没有收到一句话。`] : []),
  ...(gone.length > 0
    ? [`设置里不再有这些群的 Webhook 地址，不再往那里发：${gone.join('、')}。不是有意的，请补上再启动。`]
    : []),
]
