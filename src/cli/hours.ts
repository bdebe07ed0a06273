import type { Command } from 'commander'
import { ruleInvalid } from '../life/programs/check-rule.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { hourOf } from './program-options.ts'

interface Options {
  branch?: string
  committee?: string
  quiet?: string
  perDay?: string
}

export const hoursCommand = (io: Io, finish: Finish): Command =>
  command('hours')
    .description('看或改：群里什么时候不打扰，一天最多主动说几次')
    .option('--branch <名称>', '哪个支部')
    .option('--committee <名称>', '或者哪个上级组织')
    .option('--quiet <时段>', '不打扰的时段，例如 21:00-08:00')
    .option('--per-day <次数>', '一天最多主动说几次，1 到 10')
    .addHelpText(
      'after',
      examples('zhibu hours --branch 机关二支部', 'zhibu hours --branch 机关二支部 --quiet 21:00-08:00 --per-day 2'),
    )
    .action((options: Options) => finish(changeOrShow(io, options)))

async function changeOrShow(io: Io, options: Options): Work {
  const { quiet, perDay } = options
  const patch = {
    ...(quiet === undefined ? {} : quietOf(quiet)),
    ...(perDay === undefined ? {} : { perDay: Number(perDay) }),
  }
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { changeHours, hoursOf } = await import('../actions/programs/organization.ts')
  return withDataInUse(io, async (data) => {
    const organization = await oneOrganization(data.db, options)
    const changes = Object.keys(patch).length > 0
    const {
      quietFrom,
      quietTo,
      perDay: count,
    } = changes ? await operate(data, false, (act) => changeHours(act, organization, patch)) : hoursOf(organization)
    await io.out(
      `${changes ? '✓ 已改好，' : ''}${organization.name}（${whose(data.demo)}）：${quietFrom} 到 ${quietTo} 不打扰，一天最多主动说 ${count} 次。`,
    )
    return undefined
  })
}

function quietOf(text: string): { quietFrom: string; quietTo: string } {
  const [, from, to] = /^\s*([\d:：]+)\s*(?:-|—|–|~|到|至)\s*([\d:：]+)\s*$/.exec(text) ?? []
  const [quietFrom, quietTo] = [hourOf(from ?? ''), hourOf(to ?? '')]
  if (quietFrom === null || quietTo === null) throw ruleInvalid(`不打扰的时段应当像 21:00-08:00，现在写的是「${text}」`)
  return { quietFrom, quietTo }
}
