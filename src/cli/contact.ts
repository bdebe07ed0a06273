import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

interface Options {
  branch?: string
}

export const contactCommand = (io: Io, finish: Finish): Command => {
  const contact = command('contact')
    .description('领导干部的联系点：看、定、撤销')
    .addHelpText(
      'after',
      examples(
        'zhibu contact list',
        'zhibu contact add 刘芳 --branch 机关二支部',
        'zhibu contact end 刘芳 --branch 机关二支部',
      ),
    )
    .action(() => finish(list(io)))
  contact.addCommand(
    command('list')
      .description('看联系点')
      .action(() => finish(list(io))),
  )
  for (const [name, about, on] of [
    ['add', '定联系点', true],
    ['end', '撤销联系点', false],
  ] as const)
    contact.addCommand(
      command(name)
        .description(about)
        .argument('<姓名>', '领导干部')
        .requiredOption('--branch <名称>', '联系哪个支部')
        .action((who: string, options: Options) => finish(change(io, who, options, on))),
    )
  return contact
}

async function list(io: Io): Work {
  const { withDataInUse } = await import('./data.ts')
  const { contactsBelow } = await import('../records/contacts.ts')
  const { calledName } = await import('../life/people/roster.ts')
  return withDataInUse(io, async ({ db }) => {
    const contacts = await contactsBelow(db, '/')
    await io.out(
      contacts.length === 0
        ? '还没有定联系点。'
        : contacts
            .map(({ member, organization, fromOn }) => `${calledName(member)}  ${organization.name}  ${fromOn} 起`)
            .join('\n'),
    )
    return undefined
  })
}

async function change(io: Io, name: string, options: Options, on: boolean): Work {
  const { oneOrganization, operate, withDataInUse } = await import('./data.ts')
  const { setContact } = await import('../actions/people/contacts.ts')
  const { membersNamed } = await import('../records/contacts.ts')
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, options)
    const changed = await operate(data, false, async (act) => {
      const people = await membersNamed(act.tx, name, '/')
      const [member] = people
      if (!member || people.length > 1)
        throw new ZhibuError(
          'NOT_FOUND',
          people.length > 1
            ? `有 ${people.length} 位叫「${name}」：${people.map((one) => one.branch.name).join('、')}。`
            : `名单上没有「${name}」。`,
          '请照名单写全，重名的带上括号，例如 张伟（一车间）。',
        )
      if (on && member.branchId === branch.id)
        throw new ZhibuError('BAD_COMMAND', `${name}就在${branch.name}。`, '联系点要写别的支部。')
      return setContact(act, { memberId: member.id, organizationId: branch.id, on })
    })
    await io.out(
      changed
        ? `✓ ${name}${on ? '联系' : '不再联系'}${branch.name}。`
        : `${name}${on ? '已经' : '本来就没有'}联系${branch.name}，没有改动。`,
    )
    return undefined
  })
}
