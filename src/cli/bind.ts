import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

const platformWords: Record<string, string> = { wecom: '企业微信', wechaty: '微信', sandbox: '模拟聊天' }

export function bindCommand(io: Io, finish: Finish): Command {
  const all = command('bind').description('要一次性的绑定码：把群绑到支部，把聊天账号绑到人')
  const sub = (name: string) => all.command(name).copyInheritedSettings(all)
  sub('room')
    .description('把一个群绑到支部')
    .option('--branch <名称>', '哪个支部；只有一个支部时可以不写')
    .option('--committee <名称>', '或者哪个上级组织')
    .addHelpText('after', examples('zhibu bind room --branch 机关二支部'))
    .action((options: { branch?: string; committee?: string }) => finish(bindRoom(io, options)))
  sub('member')
    .description('把一个聊天账号绑到花名册上的人')
    .argument('<姓名>', '花名册上的姓名；有同名的写上括号里的说明')
    .option('--branch <名称>', '哪个支部；只有一个支部时可以不写')
    .addHelpText('after', examples('zhibu bind member 李建国 --branch 机关二支部', 'zhibu bind member 张伟（机电队）'))
    .action((name: string, options: { branch?: string }) => finish(bindMember(io, name, options)))
  all.addHelpText('after', examples('zhibu bind room --branch 机关二支部', 'zhibu bind member 李建国'))
  return all
}

async function bindRoom(io: Io, where: { branch?: string; committee?: string }): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { handOutCode } = await import('../actions/bind.ts')
  return withDataInUse(io, async (data) => {
    const { id, name } = await oneOrganization(data.db, where)
    const { code, days } = await operate(data, false, (act) => handOutCode(act, { kind: 'room', organizationId: id }))
    await io.out(
      [
        `✓ ${name}（${whose(data.demo)}）的群绑定码，${days} 天内有效，只能用一次。`,
        `  请在那个群里 @${data.setting.botName} 发这一句：`,
        `  绑定 ${code}`,
      ].join('\n'),
    )
    return undefined
  })
}

async function bindMember(io: Io, name: string, where: { branch?: string }): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { handOutCode } = await import('../actions/bind.ts')
  const { calledName } = await import('../life/roster.ts')
  const { rosterOf } = await import('../records/members.ts')
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, where)
    const roster = await rosterOf(data.db, branch.id)
    const bare = (text: string) => text.replace(/[\s（()）]/g, '')
    const found = roster.filter((one) => one.name === name.trim() || bare(calledName(one)) === bare(name))
    const [member] = found
    if (!member || found.length > 1) {
      const near = found.length > 1 ? found.map(calledName) : nearest(name, roster.map(calledName))
      throw new ZhibuError(
        'NOT_FOUND',
        found.length > 1
          ? `${branch.name}有 ${found.length} 位都叫「${name}」。`
          : `${branch.name}的花名册上没有「${name}」。`,
        near.length > 0 ? `是不是${quoted(near)}？请照着写。` : '请照花名册写姓名；刚来的同志，先改花名册再导入一次。',
      )
    }
    const { code, days } = await operate(data, false, (act) =>
      handOutCode(act, { kind: 'member', memberId: member.id }),
    )
    await io.out(
      [
        `✓ ${calledName(member)}（${branch.name}，${whose(data.demo)}）的绑定码，${days} 天内有效，只能用一次。`,
        `  请转告本人私聊${data.setting.botName}，发这一句：`,
        `  绑定 ${code}`,
      ].join('\n'),
    )
    return undefined
  })
}

export const roomsCommand = (io: Io, finish: Finish): Command =>
  command('rooms')
    .description('看绑定了哪些群，或者解绑')
    .option('--off <编号>', '解绑这个编号的群；要再用，重新绑定')
    .addHelpText('after', examples('zhibu rooms', 'zhibu rooms --off 3'))
    .action((options: { off?: string }) => finish(showRooms(io, options)))

async function showRooms(io: Io, { off }: { off?: string }): Work {
  const { operate, whose, withDataInUse } = await import('./data.ts')
  const { unbindRoom } = await import('../actions/bind.ts')
  return withDataInUse(io, async (data) => {
    if (off !== undefined) {
      const gone = /^\d+$/.test(off) ? await operate(data, false, (act) => unbindRoom(act, Number(off))) : null
      if (!gone) throw new ZhibuError('NOT_FOUND', `没有编号是「${off}」的群。`, '编号见 zhibu rooms。')
      await io.out(`✓ 已解绑：${gone.organization} 的群（${off} 号）。小助手不再往那里发，也不听那里的话。`)
      return undefined
    }
    const rooms = await data.db.room.findMany({ include: { organization: true }, orderBy: { id: 'asc' } })
    await io.out(
      `${whose(data.demo)}：绑定了 ${rooms.length} 个群${rooms.length === 0 ? '。绑定用 zhibu bind room' : ''}`,
    )
    for (const { id, platform, organization, announce, asleepSince } of rooms) {
      const notes = [...(announce ? [] : ['不发通知']), ...(asleepSince ? ['发不进去：请在群里 @ 小助手说一句话'] : [])]
      const where = platformWords[platform] ?? platform
      await io.out(`${id}  ${organization.name}（${where}）${notes.length > 0 ? `，${notes.join('，')}` : ''}`)
    }
    return undefined
  })
}
