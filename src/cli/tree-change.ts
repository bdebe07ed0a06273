import type { Command } from 'commander'
import type { Act } from '../actions/act.ts'
import type { Dissolved } from '../actions/tree/dissolve.ts'
import type { OrganizationPatch } from '../actions/tree/set-organization.ts'
import type { Split } from '../actions/tree/split.ts'
import { ZhibuError } from '../base/errors.ts'
import type { OrganizationKind } from '../records/client/enums.ts'
import type { TreeNode } from '../records/tree.ts'
import type { Data } from './data.ts'
import { examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { endedInWords, listed, movedInWords } from './tree-change-words.ts'
import { dayNamed, sectorNamed, shortText } from './tree-words.ts'

interface Options {
  dryRun?: boolean
  name?: string
  sector?: string
  elected?: string
  term?: string
  ends?: string
  reason?: string
  approved?: boolean
  place?: string
  parent?: string
  into?: string
  new?: string
  members?: string
  membersLeft?: boolean
}

/** The subcommands of `zhibu tree` that change one organization. */
export function changeCommands(all: Command, io: Io, finish: Finish): void {
  const sub = (name: string, description: string, lines: string[]) =>
    all
      .command(name)
      .copyInheritedSettings(all)
      .description(description)
      .argument('<名称>', '组织的名称；有同名的写成 县委/城关镇党委 这样')
      .option('--dry-run', '试运行：只看会改什么，不改动数据')
      .addHelpText('after', examples(...lines))
  sub('set', '改一个组织的领域、任期、地点、上级或名称', [
    'zhibu tree set 机关二支部 --sector 机关 --elected 2024-06-20 --term 3 --dry-run',
    'zhibu tree set 机关二支部 --ends 2027-12-20 --reason "正在合并，上级已批准"',
  ])
    .option('--sector <领域>', '农村、城市、机关、学校、国企、非公企业、社会组织')
    .option('--elected <日期>', '本届当选的日期，例如 2024-06-20')
    .option('--term <年数>', '一届几年')
    .option('--ends <日期>', '上级批准延期或提前到哪天，要和 --reason 一起写')
    .option('--reason <原因>', '延期或提前的原因')
    .option('--approved', '报上去的换届，上级已经批准')
    .option('--place <地点>', '活动一般在哪里')
    .option('--parent <名称>', '移到哪个上级组织下面')
    .option('--name <名称>', '改名')
    .action((name: string, options: Options) => finish(set(io, name, options)))
  sub('merge', '把一个支部并入另一个；记录和台账留着，还能导出', [
    'zhibu tree merge 机关三支部 --into 机关二支部 --dry-run',
  ])
    .requiredOption('--into <名称>', '并入哪个支部')
    .action((name: string, options: Options) => finish(merge(io, name, options)))
  sub('split', '从一个支部分出一个新支部', [
    'zhibu tree split 机关二支部 --new 机关三支部 --members 张三、李四、王五 --dry-run',
    'zhibu tree split 机关二支部 --new 机关三支部 --members 名单.xlsx',
  ])
    .requiredOption('--new <名称>', '新支部叫什么')
    .requiredOption('--members <名单>', '谁去新支部：姓名用顿号隔开，或者一张有「姓名」一列的表（.xlsx）')
    .action((name: string, options: Options) => finish(split(io, name, options)))
  sub('dissolve', '撤销一个组织；记录和台账留着，还能导出', ['zhibu tree dissolve 机关三支部 --dry-run'])
    .option('--members-left', '名单上的人都已经转走，一起移出名单')
    .action((name: string, options: Options) => finish(dissolve(io, name, options)))
}

/** Finds the organization and does something with it as the operator, or only looks what would come of it. */
async function change<T>(
  io: Io,
  options: Options,
  find: { text: string; kinds: readonly OrganizationKind[] },
  work: (act: Act, node: TreeNode, named: (text: string, kinds: readonly OrganizationKind[]) => TreeNode) => Promise<T>,
  inWords: (done: T, node: TreeNode, data: Data) => string[],
): Work {
  const { oneNamed, operate, whose, withDataInUse } = await import('./data.ts')
  const { allNodes } = await import('../records/tree.ts')
  return withDataInUse(io, async (data) => {
    const nodes = await allNodes(data.db)
    const named = (text: string, kinds: readonly OrganizationKind[]) => {
      const node = oneNamed(nodes, text, kinds)
      if (node.dissolvedOn === null) return node
      throw new ZhibuError(
        'TREE_REFUSED',
        `「${node.name}」${node.dissolvedOn} 已经撤销。`,
        '请核对名称；zhibu tree 列出现在的组织。',
      )
    }
    const node = named(find.text, find.kinds)
    const done = await operate(data, options.dryRun ?? false, (act) => work(act, node, named))
    const lines = inWords(done, node, data)
    const head = lines.length === 0 ? '没有变化' : options.dryRun ? '试运行，还没有改动' : '已改好'
    await io.out([`✓ ${node.name}（${whose(data.demo)}）：${head}`, ...lines.map((line) => `  ${line}`)].join('\n'))
    return undefined
  })
}

const every: readonly OrganizationKind[] = ['branch', 'committee', 'general_branch', 'group']

async function set(io: Io, name: string, options: Options): Work {
  const { setOrganization } = await import('../actions/tree/set-organization.ts')
  const patch = patchOf(options)
  if (Object.keys(patch).length === 0 && options.parent === undefined)
    throw new ZhibuError(
      'BAD_COMMAND',
      '没有写要改什么。',
      '例如 --sector 机关 --elected 2024-06-20；全部选项：zhibu tree set --help',
    )
  return change(
    io,
    options,
    { text: name, kinds: every },
    (act, node, named) => {
      const parent =
        options.parent === undefined ? undefined : named(options.parent, ['committee', 'general_branch', 'branch'])
      return setOrganization(act, node, { ...patch, ...(parent ? { parent } : {}) })
    },
    (fields) =>
      fields.map(({ heading, before, after }) => `${heading}：${before === '' ? '（空）' : before} → ${after}`),
  )
}

function patchOf({ name, sector, elected, term, ends, reason, approved, place }: Options): OrganizationPatch {
  if ((ends === undefined) !== (reason === undefined))
    throw new ZhibuError(
      'BAD_COMMAND',
      '延期或提前要写日期，也要写原因。',
      '例如 --ends 2027-12-20 --reason "正在合并，上级已批准"',
    )
  const years = term === undefined ? undefined : Number(term.replace(/年$/, ''))
  if (years !== undefined && !(Number.isInteger(years) && years >= 1 && years <= 5))
    throw new ZhibuError(
      'BAD_COMMAND',
      `任期应当是 1 到 5 年，现在写的是「${term}」。`,
      '一般是 3 或 5，例如 --term 3。',
    )
  return {
    ...(name === undefined ? {} : { name: shortText(name, '名称') }),
    ...(sector === undefined ? {} : { sector: sectorNamed(sector) }),
    ...(elected === undefined ? {} : { electedOn: dayNamed(elected) }),
    ...(years === undefined ? {} : { termYears: years }),
    ...(ends === undefined || reason === undefined
      ? {}
      : { ends: { on: dayNamed(ends), reason: shortText(reason, '原因') } }),
    ...(approved ? { approved: true as const } : {}),
    ...(place === undefined ? {} : { place: shortText(place, '地点') }),
  }
}

async function merge(io: Io, name: string, options: Options): Work {
  const { mergeBranch } = await import('../actions/tree/merge.ts')
  const into = options.into ?? ''
  return change(
    io,
    options,
    { text: name, kinds: ['branch'] },
    (act, node, named) => mergeBranch(act, node, named(into, ['branch'])),
    (merged, node, data) => [
      ...movedInWords(merged, into),
      ...listed(
        '党小组跟过去',
        merged.groups.map(({ from, to }) => (from === to ? from : `${from}，改叫${to}`)),
      ),
      ...listed('群跟过去，以后收那边的通知', merged.rooms),
      ...endedInWords(merged, node.name, data),
      '职务到此为止；在新支部任职的，改花名册再导入一次。',
    ],
  )
}

async function split(io: Io, name: string, options: Options): Work {
  const { splitBranch } = await import('../actions/tree/split.ts')
  const { membersNamed } = await import('./tree-members.ts')
  const fresh = shortText(options.new ?? '', '名称')
  return change(
    io,
    options,
    { text: name, kinds: ['branch'] },
    async (act, node) => splitBranch(act, node, fresh, await membersNamed(act.tx, node, options.members ?? '')),
    (done: Split, node) => [
      ...movedInWords(done, fresh),
      ...listed('整组过去的党小组', done.groups),
      ...(done.ungrouped > 0 ? [`${done.ungrouped} 人原来的党小组留下了，他们先不在小组里；改花名册再导入。`] : []),
      `${node.name}还有 ${done.staying} 人；群、记录、台账和排好的活动都留在${node.name}。`,
      `新支部要另外绑定群：zhibu bind room --branch ${fresh}；书记等职务写进花名册，再导入一次。`,
    ],
  )
}

async function dissolve(io: Io, name: string, options: Options): Work {
  const action = await import('../actions/tree/dissolve.ts')
  return change(
    io,
    options,
    { text: name, kinds: every },
    (act, node) => action.dissolve(act, node, options.membersLeft ?? false),
    (done: Dissolved, node, data) => [
      ...(done.left > 0 ? [`${done.left} 人移出名单，从前的记录都留着`] : []),
      ...listed('解绑的群', done.rooms),
      ...listed('一起撤销的党小组', done.groups),
      ...endedInWords(done, node.name, data),
    ],
  )
}
