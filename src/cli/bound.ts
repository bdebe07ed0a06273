import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { groupsPlatform } from '../chat/wecom/groups-platform.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

const platformWords: Record<string, string> = {
  wecom: '企业微信',
  [groupsPlatform]: '企业微信群机器人，只发不收',
  wechaty: '微信',
  sandbox: '模拟聊天',
}
const asleepWords = (platform: string): string =>
  platform === groupsPlatform
    ? '发不进去：请在群里重新复制 Webhook 地址，改好设置再启动'
    : '发不进去：请在群里 @ 小助手说一句话'

export const roomsCommand = (io: Io, finish: Finish): Command =>
  command('rooms')
    .description('看绑定了哪些群，或者解绑')
    .option('--off <编号>', '解绑这个编号的群；要再用，重新绑定')
    .option('--quiet <编号>', '这个群不再发通知，话还听')
    .option('--announce <编号>', '这个群又发通知')
    .addHelpText('after', examples('zhibu rooms', 'zhibu rooms --off 3', 'zhibu rooms --quiet 3'))
    .action((options: RoomOptions) => finish(showRooms(io, options)))

interface RoomOptions {
  off?: string
  quiet?: string
  announce?: string
}

async function showRooms(io: Io, { off, quiet, announce }: RoomOptions): Work {
  const { operate, whose, withDataInUse } = await import('./data.ts')
  const { unbindRoom } = await import('../actions/people/bind.ts')
  const { announceIn } = await import('../actions/people/bindings.ts')
  return withDataInUse(io, async (data) => {
    if (off !== undefined) {
      const gone = await operate(data, false, (act) => unbindRoom(act, numberOf(off)))
      if (!gone) throw noRoom(off)
      const again = gone.platform === groupsPlatform ? '设置里的地址也请删掉，不然下次启动又会绑上。' : ''
      await io.out(`✓ 已解绑：${gone.organization} 的群（${off} 号）。小助手不再往那里发，也不听那里的话。${again}`)
      return undefined
    }
    const told = quiet ?? announce
    if (told !== undefined) {
      const on = quiet === undefined
      const room = await operate(data, false, (act) => announceIn(act, numberOf(told), on))
      if (!room) throw noRoom(told)
      await io.out(`✓ ${room.organization} 的群（${told} 号）${on ? '又发通知了' : '不再发通知，话还听'}。`)
      return undefined
    }
    const rooms = await data.db.room.findMany({ include: { organization: true }, orderBy: { id: 'asc' } })
    await io.out(
      `${whose(data.demo)}：绑定了 ${rooms.length} 个群${rooms.length === 0 ? '。绑定用 zhibu bind room' : ''}`,
    )
    for (const { id, platform, organization, announce, asleepSince } of rooms) {
      const notes = [...(announce ? [] : ['不发通知']), ...(asleepSince ? [asleepWords(platform)] : [])]
      const where = platformWords[platform] ?? platform
      await io.out(`${id}  ${organization.name}（${where}）${notes.length > 0 ? `，${notes.join('，')}` : ''}`)
    }
    return undefined
  })
}

export const accountsCommand = (io: Io, finish: Finish): Command =>
  command('accounts')
    .description('看谁的聊天账号绑好了，或者解绑一个（丢了手机、换了账号）')
    .option('--branch <名称>', '哪个支部；只有一个支部时可以不写')
    .option('--off <编号>', '解绑这个编号的账号')
    .addHelpText('after', examples('zhibu accounts --branch 机关二支部', 'zhibu accounts --off 12'))
    .action((options: { branch?: string; off?: string }) => finish(showAccounts(io, options)))

async function showAccounts(io: Io, { branch: name, off }: { branch?: string; off?: string }): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { unbindAccount } = await import('../actions/people/bindings.ts')
  const { calledName } = await import('../life/people/roster.ts')
  return withDataInUse(io, async (data) => {
    if (off !== undefined) {
      const gone = await operate(data, false, (act) => unbindAccount(act, numberOf(off)))
      if (!gone) throw new ZhibuError('NOT_FOUND', `没有编号是「${off}」的账号。`, '编号见 zhibu accounts。')
      await io.out(`✓ 已解绑：${gone.name} 的账号（${off} 号）。要再用，重新要绑定码。`)
      return undefined
    }
    const branch = await oneOrganization(data.db, name === undefined ? {} : { branch: name })
    const members = await data.db.member.findMany({
      where: { branchId: branch.id, leftOn: null },
      include: { accounts: { orderBy: { id: 'asc' } } },
      orderBy: { id: 'asc' },
    })
    const bound = members.filter((one) => one.accounts.length > 0)
    await io.out(`${branch.name}（${whose(data.demo)}）：${members.length} 人，${bound.length} 人有聊天账号`)
    for (const member of members) {
      const accounts = member.accounts.map(
        ({ id, platform, reachable }) =>
          `${platformWords[platform] ?? platform} ${id} 号${reachable ? '' : '，还没私聊过'}`,
      )
      await io.out(`${calledName(member)}：${accounts.length > 0 ? accounts.join('；') : '还没有'}`)
    }
    return undefined
  })
}

/** What is no number is nobody's. */
const numberOf = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0)

const noRoom = (text: string) => new ZhibuError('NOT_FOUND', `没有编号是「${text}」的群。`, '编号见 zhibu rooms。')
