import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import {
  choiceWords,
  type Holding,
  holding,
  type PolicyName,
  policyInWords,
  policyNames,
  policyTable,
  readPolicyChoice,
  readPolicyName,
} from '../life/programs/policies.ts'
import { type Where, whose } from './data.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

type Options = Where & { binding?: boolean; dryRun?: boolean }

export function policyCommand(io: Io, finish: Finish): Command {
  const all = command('policy')
    .description('看或定：规定里留给各单位定的口径（视频参会、通知确认、计划报备等）')
    .option('--branch <名称>', '这个支部的')
    .option('--committee <名称>', '这个上级组织和它下面的')
    .addHelpText(
      'after',
      examples(
        'zhibu policy --branch 机关二支部',
        'zhibu policy set 视频参会 表决计入 --committee 机关党委 --binding --dry-run',
        'zhibu policy reset 视频参会 --committee 机关党委',
      ),
    )
    .action((where: Where) => finish(list(io, where)))
  const sub = (name: string, description: string) =>
    all
      .command(name)
      .copyInheritedSettings(all)
      .description(description)
      .argument('<口径>', policyNames.map((one) => policyTable[one].title).join('、'))
  const where = (one: Command) =>
    one
      .option('--branch <名称>', '哪个支部')
      .option('--committee <名称>', '或者哪个上级组织和它下面的')
      .option('--dry-run', '试运行：只看会怎样，不改动数据')
  where(sub('set', '定一项口径；下面的跟着，另外定过的除外'))
    .argument('<怎么定>', '照 zhibu policy 列出的写')
    .option('--binding', '统一规定，下面不能另定')
    .action((title: string, word: string, _: Options, one: Command) =>
      finish(decide(io, title, word, one.optsWithGlobals<Options>())),
    )
  where(sub('reset', '收回定过的口径，照上级的或者一般的办')).action((title: string, _: Options, one: Command) =>
    finish(decide(io, title, null, one.optsWithGlobals<Options>())),
  )
  return all
}

/** 不计入（视频参加的不算到会人数，照样记出席）；机关党委统一规定 */
function holdingInWords(name: PolicyName, { value, by, binding }: Holding): string {
  const { word, means } = policyInWords(name, value)
  return `${word}（${means}）；${by === null ? '没有人定过，照一般的办' : `${by}${binding ? '统一规定' : '定的'}`}`
}

async function list(io: Io, where: Where): Work {
  const { policyLevels } = await import('../records/policies.ts')
  return within(io, where, async ({ data, organization }) => {
    const levels = await policyLevels(data.db, organization.path)
    await io.out(`${organization.name}（${whose(data.demo)}）`)
    for (const name of policyNames) {
      const { title, source } = policyTable[name]
      await io.out(
        [
          `\n${title}：${holdingInWords(name, holding(levels, name))}`,
          `  可以定：${choiceWords(name).join('、')}`,
          `  出处：${source}`,
        ].join('\n'),
      )
    }
  })
}

async function decide(io: Io, title: string, word: string | null, options: Options): Work {
  const name = readPolicyName(title)
  if (name === null) {
    const titles = policyNames.map((one) => policyTable[one].title)
    const near = nearest(title, titles)
    throw new ZhibuError(
      'RULE_INVALID',
      `没有「${title}」这项口径。`,
      `${near.length > 0 ? `是不是${quoted(near)}？` : ''}可以定的有${quoted(titles)}。`,
    )
  }
  const value = word === null ? null : readPolicyChoice(name, word)
  if (word !== null && value === null)
    throw new ZhibuError(
      'RULE_INVALID',
      `「${title}」不能定成「${word}」。`,
      `应当是${quoted(choiceWords(name))}之一。`,
    )
  const { binding = false, dryRun = false } = options
  const { operate } = await import('./data.ts')
  const { decidePolicy } = await import('../actions/programs/decide-policy.ts')
  return within(io, options, async ({ data, organization }) => {
    const decision = value === null ? null : { value, binding }
    const { before, after, changed, keeps } = await operate(data, dryRun, (act) =>
      decidePolicy(act, organization, name, decision),
    )
    const some = (names: string[]) =>
      `${names.slice(0, 5).join('、')}${names.length > 5 ? ` 等 ${names.length} 个` : ''}`
    await io.out(
      [
        `${dryRun ? '试运行，还没有改动' : '✓ 已改好'}：${organization.name}的「${title}」（${whose(data.demo)}）`,
        `  原来：${holdingInWords(name, before)}`,
        `  现在：${holdingInWords(name, after)}`,
        `  跟着变的 ${changed.length} 个支部${changed.length > 0 ? `：${some(changed)}` : ''}`,
        ...(keeps.length > 0 ? [`  另外定过、照旧的 ${keeps.length} 个支部：${some(keeps)}`] : []),
        `  出处：${policyTable[name].source}`,
      ].join('\n'),
    )
  })
}

/** Works for what is named; where nothing is: for the only one at the top of the tree. */
async function within(
  io: Io,
  where: Where,
  work: (at: {
    data: import('./data.ts').Data
    organization: { id: number; name: string; path: string }
  }) => Promise<void>,
): Work {
  const { organizationNamed, withDataInUse } = await import('./data.ts')
  return withDataInUse(io, async (data) => {
    const given = await organizationNamed(data.db, where)
    const tops = await data.db.organization.findMany({
      where: given ? { id: given.id } : { parentId: null, dissolvedOn: null },
      select: { id: true, name: true, path: true },
      take: 2,
      orderBy: { id: 'asc' },
    })
    const [organization] = tops
    if (!organization || tops.length > 1)
      throw new ZhibuError('BRANCH_NEEDED', '不知道说的是哪个组织。', '请加上 --branch 支部名称 或 --committee 名称。')
    await work({ data, organization })
    return undefined
  })
}
