import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

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
  sub('members')
    .description('给还没有聊天账号的人每人一个绑定码，列成一张单子')
    .option('--branch <名称>', '哪个支部；只有一个支部时可以不写')
    .addHelpText('after', examples('zhibu bind members --branch 机关二支部'))
    .action((options: { branch?: string }) => finish(bindMembers(io, options)))
  all.addHelpText('after', examples('zhibu bind room --branch 机关二支部', 'zhibu bind member 李建国'))
  return all
}

async function bindRoom(io: Io, where: { branch?: string; committee?: string }): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { handOutCode } = await import('../actions/people/bind.ts')
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
  const { handOutCode } = await import('../actions/people/bind.ts')
  const { calledName } = await import('../life/people/roster.ts')
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

/** A list to pass on: one line for everybody on the roster who has no account yet. */
async function bindMembers(io: Io, where: { branch?: string }): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { handOutCode } = await import('../actions/people/bind.ts')
  const { calledName } = await import('../life/people/roster.ts')
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, where)
    const members = await data.db.member.findMany({
      where: { branchId: branch.id, leftOn: null, accounts: { none: { platform: { not: 'sandbox' } } } },
      orderBy: { id: 'asc' },
    })
    if (members.length === 0) {
      await io.out(`${branch.name}（${whose(data.demo)}）的人都有聊天账号了。`)
      return undefined
    }
    const codes = await operate(data, false, async (act) => {
      const made: { name: string; code: string; days: number }[] = []
      for (const member of members)
        made.push({ name: calledName(member), ...(await handOutCode(act, { kind: 'member', memberId: member.id })) })
      return made
    })
    await io.out(
      [
        `✓ ${branch.name}（${whose(data.demo)}）还没有聊天账号的 ${codes.length} 人，每人一个绑定码，${codes[0]?.days} 天内有效，只能用一次。`,
        `  请分别转告本人，私聊${data.setting.botName}发自己的那一句，不要发到群里：`,
        ...codes.map(({ name, code }) => `  ${name}：绑定 ${code}`),
      ].join('\n'),
    )
    return undefined
  })
}
