import type { Command } from 'commander'
import type { Act } from '../actions/act.ts'
import { ZhibuError } from '../base/errors.ts'
import type { TransferRow } from '../records/transfers.ts'
import { isDay } from '../time/days.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

interface Options {
  branch?: string
  to?: string
  from?: string
  letter?: string
  dues?: string
  monthly?: string
  reason?: string
  probationary?: boolean
  dryRun?: boolean
}

export const transferCommand = (io: Io, finish: Finish): Command => {
  const transfer = command('transfer')
    .description('组织关系转接：看、转出、接收、退回、转入')
    .addHelpText(
      'after',
      examples(
        'zhibu transfer list',
        'zhibu transfer out 张三 --branch 机关二支部 --to 机关一支部 --letter 2026-12-10 --dues 2026-12 --dry-run',
        'zhibu transfer receive 张三',
        'zhibu transfer return 张三 --reason 介绍信没有盖章',
        'zhibu transfer in 李明 --branch 机关二支部 --from 县一中支部 --letter 2026-12-01 --dues 2026-11',
      ),
    )
    .action(() => finish(list(io, {})))
  const sub = (name: string, about: string) => {
    const made = command(name).description(about)
    transfer.addCommand(made)
    return made
  }
  sub('list', '看转接中的')
    .option('--branch <名称>', '只看哪个支部')
    .action((options: Options) => finish(list(io, options)))
  sub('out', '登记转出')
    .argument('<姓名>', '转出的党员')
    .option('--branch <名称>', '现在的支部')
    .requiredOption('--to <名称>', '转到哪个支部；系统里没有的写全称')
    .requiredOption('--letter <日期>', '介绍信的日期，例如 2026-12-10')
    .requiredOption('--dues <月份>', '党费交到哪个月，例如 2026-12')
    .option('--dry-run', '试运行，不改动数据')
    .action((name: string, options: Options) => finish(out(io, name, options)))
  sub('receive', '对方已经接收（系统外的：回执来了）')
    .argument('<姓名>', '转接中的党员')
    .option('--branch <名称>', '转出的支部')
    .action((name: string, options: Options) => finish(close(io, name, options, 'received')))
  sub('return', '对方退回')
    .argument('<姓名>', '转接中的党员')
    .option('--branch <名称>', '转出的支部')
    .requiredOption('--reason <原因>', '为什么退回')
    .action((name: string, options: Options) => finish(close(io, name, options, 'returned')))
  sub('in', '登记从系统外转入')
    .argument('<姓名>', '转入的党员')
    .option('--branch <名称>', '转入哪个支部')
    .requiredOption('--from <名称>', '原来的支部')
    .requiredOption('--letter <日期>', '介绍信的日期')
    .requiredOption('--dues <月份>', '党费交到哪个月')
    .option('--monthly <元>', '每月应交党费')
    .option('--probationary', '是预备党员')
    .option('--dry-run', '试运行，不改动数据')
    .action((name: string, options: Options) => finish(into(io, name, options)))
  return transfer
}

const bad = (message: string, next: string) => new ZhibuError('BAD_COMMAND', message, next)

function letterOf({ letter = '', dues = '' }: Options): { letterOn: string; duesPaidTo: string } {
  if (!isDay(letter)) throw bad(`看不懂介绍信的日期：「${letter}」。`, '请写成 --letter 2026-12-10 这样。')
  if (!isDay(`${dues}-01`)) throw bad(`看不懂党费交到的月份：「${dues}」。`, '请写成 --dues 2026-12 这样。')
  return { letterOn: letter, duesPaidTo: dues }
}

async function list(io: Io, options: Options): Work {
  const { organizationNamed, withDataInUse } = await import('./data.ts')
  const { openTransfers } = await import('../records/transfers.ts')
  const { calledName } = await import('../life/people/roster.ts')
  return withDataInUse(io, async ({ db }) => {
    const branch = await organizationNamed(db, options)
    const at =
      branch === null
        ? null
        : await db.organization.findUniqueOrThrow({ where: { id: branch.id }, select: { path: true } })
    const open = await openTransfers(db, at?.path ?? '/')
    await io.out(
      open.length === 0
        ? '现在没有转接中的组织关系。'
        : open
            .map(
              ({ member, toName, letterOn, duesPaidTo }) =>
                `${calledName(member)}  ${member.branch.name} → ${toName}  介绍信 ${letterOn}  党费交到 ${duesPaidTo}`,
            )
            .join('\n'),
    )
    return undefined
  })
}

async function out(io: Io, name: string, options: Options): Work {
  const letter = letterOf(options)
  const { oneOrganization, operate, withDataInUse } = await import('./data.ts')
  const { destinationOf, letterFacts, sendLetter } = await import('../actions/people/transfer.ts')
  const { membersNamed } = await import('../records/contacts.ts')
  const { openTransferOf } = await import('../records/transfers.ts')
  const { dryRun = false, to = '' } = options
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, options)
    const said = await operate(data, dryRun, async (act) => {
      const people = (await membersNamed(act.tx, name, '/')).filter((one) => one.branchId === branch.id)
      const [member] = people
      if (!member || people.length > 1)
        throw new ZhibuError(
          'NOT_FOUND',
          people.length > 1
            ? `${branch.name}有 ${people.length} 位叫「${name}」。`
            : `${branch.name}的名单上没有「${name}」。`,
          '请照名单写全，重名的带上括号，例如 张伟（一车间）。',
        )
      const before = await openTransferOf(act.tx, member.id)
      if (before)
        throw new ZhibuError(
          'TRANSFER_REFUSED',
          `「${name}」已经在转到${before.toName}。`,
          '请先用 zhibu transfer receive 或 return 办结。',
        )
      const where = await destinationOf(act, branch.id, to)
      if ('several' in where)
        throw new ZhibuError(
          'BRANCH_NEEDED',
          `有几个支部像「${to}」：${where.several.join('、')}。`,
          '请写全名；系统外的写成「系统外的…」。',
        )
      const whole = { memberId: member.id, branchId: branch.id, ...where, ...letter }
      const facts = await letterFacts(act, whole)
      await sendLetter(act, whole)
      return facts
    })
    const owed = said?.owed.map(({ month, fen }) => `${month} ${(fen / 100).toFixed(2)} 元`) ?? []
    await io.out(
      [
        `✓ ${dryRun ? '试运行，还没有改动：' : ''}${name}转到${said?.to}${said?.inside ? '，请对方书记接收' : '（系统外）'}；接收以前仍在${branch.name}。`,
        ...(owed.length > 0 ? [`  信上的月份里还没有入账：${owed.join('，')}`] : []),
      ].join('\n'),
    )
    return undefined
  })
}

/** The one letter under way of that name. @throws ZhibuError TRANSFER_REFUSED */
async function underWay(act: Act, name: string, branch: string | undefined): Promise<TransferRow> {
  const { openTransfers } = await import('../records/transfers.ts')
  const { calledName } = await import('../life/people/roster.ts')
  const open = (await openTransfers(act.tx, '/')).filter(
    ({ member }) =>
      (member.name === name || calledName(member) === name) && (branch === undefined || member.branch.name === branch),
  )
  const [transfer] = open
  if (transfer && open.length === 1) return transfer
  throw new ZhibuError(
    'TRANSFER_REFUSED',
    open.length === 0 ? `没有「${name}」转接中的组织关系。` : `有 ${open.length} 位叫「${name}」的在转接。`,
    open.length === 0 ? 'zhibu transfer list 看有哪些。' : '请加上 --branch 写明从哪个支部转出。',
  )
}

async function close(io: Io, name: string, options: Options, outcome: 'received' | 'returned'): Work {
  const { operate, withDataInUse } = await import('./data.ts')
  const { endTransfer, receiveTransfer, returnTransfer } = await import('../actions/people/transfer-close.ts')
  return withDataInUse(io, async (data) => {
    const text = await operate(data, false, async (act) => {
      const transfer = await underWay(act, name, options.branch)
      if (outcome === 'returned') {
        await returnTransfer(act, transfer, options.reason ?? '')
        return `✓ ${name}的介绍信退回了，仍在${transfer.member.branch.name}。`
      }
      if (transfer.toBranchId === null) {
        await endTransfer(act, transfer, 'received', null)
        return `✓ ${name}已由${transfer.toName}接收，从${transfer.member.branch.name}名册移出，从前的记录都留着。`
      }
      if ((await receiveTransfer(act, transfer)) === null)
        throw new ZhibuError(
          'TRANSFER_REFUSED',
          `${transfer.toName}已经撤销，不能接收。`,
          '请用 zhibu transfer return 退回。',
        )
      return `✓ ${name}已经编入${transfer.toName}，从前的记录留在${transfer.member.branch.name}。`
    })
    await io.out(text)
    return undefined
  })
}

async function into(io: Io, name: string, options: Options): Work {
  const letter = letterOf(options)
  const { from = '', monthly, probationary = false, dryRun = false } = options
  const yuan = monthly === undefined ? null : Number(monthly)
  if (yuan !== null && !(yuan >= 0 && yuan <= 1000 && /^\d+(\.\d{1,2})?$/.test(monthly ?? '')))
    throw bad(`看不懂每月应交党费：「${monthly}」。`, '请写成 --monthly 50 或 --monthly 50.50。')
  const { oneOrganization, operate, withDataInUse } = await import('./data.ts')
  const { takeIn } = await import('../actions/people/transfer-in.ts')
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, options)
    await operate(data, dryRun, async (act) => {
      const here = await act.tx.member.findFirst({
        where: { branchId: branch.id, name, leftOn: null },
        orderBy: { id: 'asc' },
      })
      if (here)
        throw new ZhibuError(
          'TRANSFER_REFUSED',
          `${branch.name}的名单上已经有「${name}」。`,
          '是另一位的话，请在姓名后面加括号说明。',
        )
      await takeIn(act, {
        branchId: branch.id,
        name,
        from,
        ...letter,
        probationary,
        duesFen: yuan === null ? null : Math.round(yuan * 100),
      })
    })
    await io.out(
      `✓ ${dryRun ? '试运行，还没有改动：' : ''}${name}已加进${branch.name}名册，党费交到 ${letter.duesPaidTo}。`,
    )
    return undefined
  })
}
