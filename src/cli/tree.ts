import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { TreeImport } from '../actions/tree/import-tree.ts'
import { readConfig } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { kindWords, nodeKinds } from '../life/tree/tree.ts'
import type { TreeNode } from '../records/tree.ts'
import { readInput, refuseExisting, writeOutput } from './files.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { changeCommands } from './tree-change.ts'
import { problemInWords } from './tree-words.ts'

export function treeCommand(io: Io, finish: Finish): Command {
  const all = command('tree')
    .description('看或改组织：党委、党总支、党支部；导入、合并、拆分、撤销')
    .option('--under <名称>', '只看这个组织和它下面的')
    .option('--all', '全部列出来，不省略')
    .addHelpText(
      'after',
      examples(
        'zhibu tree',
        'zhibu tree template 组织.xlsx',
        'zhibu tree import 组织.xlsx --dry-run',
        'zhibu tree check',
        'zhibu tree merge 机关三支部 --into 机关二支部 --dry-run',
      ),
    )
    .action((options: { under?: string; all?: boolean }) => finish(show(io, options)))
  const sub = (name: string, description: string) =>
    all.command(name).copyInheritedSettings(all).description(description)
  sub('template', '写一张空的组织名单（.xlsx），带填写说明')
    .argument('<文件>', '写到哪里，例如 组织.xlsx')
    .option('--force', '文件已经有了也覆盖')
    .addHelpText('after', examples('zhibu tree template 组织.xlsx'))
    .action((file: string, { force = false }: { force?: boolean }) => finish(writeForm(io, file, force)))
  sub('import', '导入组织名单（.xlsx）；再导入一次，只改有变化的')
    .argument('<文件>', '填好的组织名单')
    .option('--dry-run', '试运行：只看会改什么，不改动数据')
    .addHelpText('after', examples('zhibu tree import 组织.xlsx --dry-run', 'zhibu tree import 组织.xlsx'))
    .action((file: string, { dryRun = false }: { dryRun?: boolean }) => finish(importFile(io, file, dryRun)))
  sub('check', '列出人数、支委会、任期要留意的支部；只列出来，不下结论')
    .option('--under <名称>', '只看这个组织和它下面的')
    .option('--all', '全部列出来，不省略')
    .addHelpText('after', examples('zhibu tree check', 'zhibu tree check --under 城关镇党委'))
    .action((_: object, one: Command) => finish(check(io, one.optsWithGlobals<{ under?: string; all?: boolean }>())))
  changeCommands(all, io, finish)
  return all
}

async function show(io: Io, { under, all = false }: { under?: string; all?: boolean }): Work {
  const { oneNamed, whose, withDataInUse } = await import('./data.ts')
  const { allNodes, branchMakeUps } = await import('../records/tree.ts')
  const { treeLines } = await import('./tree-show.ts')
  return withDataInUse(io, async (data) => {
    const nodes = await allNodes(data.db)
    const from = under === undefined ? null : oneNamed(nodes, under, nodeKinds)
    const lines = treeLines(nodes, await branchMakeUps(data.db, from?.path ?? '/'), { under: from, whole: all })
    if (lines.length === 0)
      throw new ZhibuError(
        'NOT_FOUND',
        '还没有组织。',
        '先导入：zhibu tree import 组织.xlsx，或 zhibu import 花名册.xlsx',
      )
    const cut = lines.some((line) => line.includes('……')) || lines.length < nodes.filter(isShown(from)).length
    const gone = nodes.filter((one) => one.dissolvedOn !== null && one.kind !== 'group').length
    const more = cut && !all ? ['往下看：zhibu tree --under 名称；全部列出来：zhibu tree --all'] : []
    await io.out(
      [whose(data.demo), ...lines, ...more, ...(gone > 0 ? [`已撤销 ${gone} 个，记录都留着。`] : [])].join('\n'),
    )
    return undefined
  })
}

const isShown = (from: TreeNode | null) => (node: TreeNode) =>
  node.dissolvedOn === null && node.kind !== 'group' && node.path.startsWith(from?.path ?? '/')

async function writeForm(io: Io, file: string, force: boolean): Work {
  refuseExisting([file], force)
  const { writeTreeTemplate } = await import('../records/workbook/tree-template.ts')
  writeOutput(file, await writeTreeTemplate(), force)
  const name = /\s/.test(file) ? `"${file}"` : file
  await io.out(
    [
      `✓ 已写好空的组织名单：${file}`,
      '  下一步：照「填写说明」那张表填；先后不限，必填的只有名称。',
      `  先试一遍：zhibu tree import ${name} --dry-run`,
    ].join('\n'),
  )
  return undefined
}

async function importFile(io: Io, file: string, dryRun: boolean): Work {
  const config = readConfig(io.env)
  const { readTree } = await import('../records/workbook/read-tree.ts')
  const read = await readTree(readInput(file))
  for (const note of read.notes) await io.out(`提示：${problemInWords(note)}`)
  refuseProblems(io, read.problems)
  const { databaseFile, databaseOf, mayHoldData } = await import('../records/database.ts')
  const { operate, withDatabase } = await import('./data.ts')
  const { importTree } = await import('../actions/tree/import-tree.ts')
  const own = databaseOf(config)
  // A dry run before the first import leaves no trace: it works on a database of its own.
  const scratch = dryRun && !mayHoldData(own) ? mkdtempSync(join(tmpdir(), 'zhibu-')) : null
  try {
    const at = scratch === null ? own : databaseFile(scratch)
    await withDatabase(at, { io, config, demo: false }, async (data) => {
      const done = await operate(data, dryRun, (act) => importTree(act, read.rows))
      refuseProblems(io, done.problems)
      await io.out(importInWords(done, dryRun))
    })
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true })
  }
  return undefined
}

function refuseProblems(io: Io, problems: TreeImport['problems']): void {
  if (problems.length === 0) return
  const inOrder = [...problems].sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
  for (const problem of inOrder.slice(0, shownProblems)) io.err(problemInWords(problem))
  if (problems.length > shownProblems) io.err(`…… 还有 ${problems.length - shownProblems} 处`)
  throw new ZhibuError(
    'TREE_INVALID',
    `组织名单里有 ${problems.length} 处要改，什么也没有导入。`,
    '请照上面写的改好表格，再导入一次。',
  )
}

const shownProblems = 50
const shownChanges = 30
const shownChecks = 60

function importInWords({ made, changed, same, others }: TreeImport, dryRun: boolean): string {
  const will = dryRun ? '将' : '已'
  const kinds = nodeKinds.flatMap((kind) => {
    const count = made.filter((one) => one.kind === kind).length
    return count === 0 ? [] : [`${kindWords[kind]} ${count} 个`]
  })
  const rest = `${same > 0 ? `，${same} 个没有变化` : ''}${others > 0 ? `，表里没有的 ${others} 个不动` : ''}`
  const head =
    made.length + changed.length === 0
      ? `✓ 没有变化：表里的 ${same} 个组织和现在的一样${others > 0 ? `，表里没有的 ${others} 个不动` : ''}。`
      : `✓ ${dryRun ? '试运行，还没有改动：' : ''}${will}新增 ${made.length} 个${kinds.length > 0 ? `（${kinds.join('，')}）` : ''}，${will}修改 ${changed.length} 个${rest}。`
  return [
    head,
    ...changed
      .slice(0, shownChanges)
      .flatMap(({ name, fields }) => [
        `  修改  ${name}`,
        ...fields.map(
          ({ heading, before, after }) => `        ${heading}：${before === '' ? '（空）' : before} → ${after}`,
        ),
      ]),
    ...(changed.length > shownChanges ? [`  …… 还有 ${changed.length - shownChanges} 个`] : []),
    ...(dryRun ? [] : ['  zhibu tree 看组织；zhibu import 花名册.xlsx 把党员放进支部。']),
  ].join('\n')
}

async function check(io: Io, { under, all: whole = false }: { under?: string; all?: boolean }): Work {
  const { oneNamed, whose, withDataInUse } = await import('./data.ts')
  const { allNodes } = await import('../records/tree.ts')
  const { checkBranches } = await import('../actions/tree/branch-check.ts')
  return withDataInUse(io, async (data) => {
    const from = under === undefined ? null : oneNamed(await allNodes(data.db), under, nodeKinds)
    const today = data.setting.zone.day(data.now)
    const { all, items } = await checkBranches(data.db, from?.path ?? '/', today)
    const listed = whole ? items : items.slice(0, shownChecks)
    const lines = listed.map(({ name, hints }) => `  ${name}：${hints.join('；')}`)
    if (items.length > listed.length) lines.push(`  …… 还有 ${items.length - listed.length} 个，全部列出来加 --all`)
    const head = `${whose(data.demo)}，${all} 个支部，${items.length === 0 ? '没有看到要留意的' : `${items.length} 个组织请看一看`}`
    await io.out([head, ...lines, ...(items.length > 0 ? ['只是列出来，怎么办由组织定。'] : [])].join('\n'))
    return undefined
  })
}
