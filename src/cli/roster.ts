import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { RosterOptions } from '../actions/tree/import-roster.ts'
import type { PersonChange, RosterChange } from '../actions/tree/roster-change.ts'
import { type Config, readConfig } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { roleWords } from '../life/people/roles.ts'
import { categoryWords, type RosterPerson } from '../life/people/roster.ts'
import { readInput, refuseExisting, writeOutput } from './files.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { problemInWords, sectorNamed } from './tree-words.ts'

export const templateCommand = (io: Io, finish: Finish): Command =>
  command('template')
    .description('写一张空的花名册（.xlsx），带填写说明')
    .argument('<文件>', '写到哪里，例如 花名册.xlsx')
    .option('--force', '文件已经有了也覆盖')
    .addHelpText('after', examples('zhibu template 花名册.xlsx'))
    .action((file: string, { force = false }: { force?: boolean }) => finish(writeForm(io, file, force)))

async function writeForm(io: Io, file: string, force: boolean): Work {
  refuseExisting([file], force)
  const { writeTemplate } = await import('../records/workbook/template.ts')
  writeOutput(file, await writeTemplate(), force)
  await io.out(
    [
      `✓ 已写好空的花名册：${file}`,
      '  下一步：',
      '  1. 用 Excel 或 WPS 打开，照「填写说明」那张表填；必填的只有姓名和人员类别。',
      '  2. 不要填身份证号和工资。',
      `  3. 先试一遍：zhibu import ${inQuotes(file)} --branch 支部名称 --dry-run`,
      `  4. 没有问题再导入：zhibu import ${inQuotes(file)} --branch 支部名称`,
    ].join('\n'),
  )
  return undefined
}

const inQuotes = (file: string) => (/\s/.test(file) ? `"${file}"` : file)

interface ImportOptions {
  dryRun?: boolean
  branch?: string
  committee?: string
  sector?: string
}

export const importCommand = (io: Io, finish: Finish): Command =>
  command('import')
    .description('导入花名册（.xlsx）；再导入一次，只改有变化的')
    .argument('<文件>', '填好的花名册')
    .option('--dry-run', '试运行：只看会改什么，不改动数据')
    .option('--branch <名称>', '没有写「党支部」的行属于哪个支部')
    .option('--committee <名称>', '支部的上级组织：党委或党总支')
    .option('--sector <领域>', '新支部的领域：农村、城市、机关、学校、国企、非公企业、社会组织')
    .addHelpText(
      'after',
      examples(
        'zhibu import 花名册.xlsx --branch 机关二支部 --dry-run',
        'zhibu import 花名册.xlsx --branch 机关二支部 --committee 机关党委 --sector 机关',
      ),
    )
    .action((file: string, options: ImportOptions) => finish(importFile(io, file, options)))

async function importFile(io: Io, file: string, { dryRun = false, branch, committee, sector }: ImportOptions): Work {
  const config = readConfig(io.env)
  const bytes = readInput(file)
  for (const name of [branch, committee]) {
    if (name?.trim() === '')
      throw new ZhibuError(
        'BAD_COMMAND',
        '支部和上级组织的名称不能是空的。',
        '请在 --branch 和 --committee 后面写上名称。',
      )
  }
  const { readRoster } = await import('../records/workbook/read-roster.ts')
  const roster = await readRoster(bytes)
  for (const note of roster.notes) await io.out(`提示：${problemInWords(note)}`)
  if (roster.problems.length > 0) {
    for (const problem of roster.problems) io.err(problemInWords(problem))
    throw new ZhibuError(
      'ROSTER_INVALID',
      `花名册里有 ${roster.problems.length} 处要改，什么也没有导入。`,
      '请照上面写的改好表格，再导入一次。',
    )
  }
  const change = await importPeople(io, config, roster.people, {
    dryRun,
    branch: branch?.trim() ?? null,
    committee: committee?.trim() ?? null,
    sector: sector === undefined ? null : sectorNamed(sector),
  })
  await io.out(changeInWords(change, roster.people.length, dryRun))
  if (change.withoutSector.length > 0) await io.out(sectorHint(change.withoutSector))
  if (dryRun) return undefined
  const { isLocked } = await import('../records/lock.ts')
  await io.out(
    isLocked(config.DATA_DIR)
      ? '  小助手正在运行：请停下来再启动一次（zhibu start），新名单就会用上。'
      : '  下一步：zhibu start 启动；zhibu programs 看活动怎么安排。',
  )
  return undefined
}

/** What to do to get the three meetings and the lecture scheduled too. */
function sectorHint(names: readonly string[]): string {
  const [first = ''] = names
  const which = names.length > 1 ? `${first}等 ${names.length} 个支部` : first
  return `  还不知道${which}的领域，先只安排主题党日和党费；要排三会一课，请告诉我领域：zhibu tree set ${inQuotes(first)} --sector 机关`
}

/** A dry run before the first import leaves no trace: it works on a database of its own. */
async function importPeople(
  io: Io,
  config: Config,
  people: RosterPerson[],
  options: RosterOptions & { dryRun: boolean },
): Promise<RosterChange> {
  const { databaseFile, databaseOf, mayHoldData } = await import('../records/database.ts')
  const { operate, withDatabase } = await import('./data.ts')
  const { importRoster } = await import('../actions/tree/import-roster.ts')
  const own = databaseOf(config)
  const scratch = options.dryRun && !mayHoldData(own) ? mkdtempSync(join(tmpdir(), 'zhibu-')) : null
  try {
    return await withDatabase(scratch === null ? own : databaseFile(scratch), { io, config, demo: false }, (data) =>
      operate(data, options.dryRun, (act) => importRoster(act, people, options)),
    )
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true })
  }
}

function changeInWords(
  { added, changed, removed, inTransfer, branches }: RosterChange,
  total: number,
  dryRun: boolean,
): string {
  const will = dryRun ? '将' : '已'
  const count = added.length + changed.length + removed.length
  const head =
    count === 0
      ? `✓ 没有变化：${branches.join('、')}，共 ${total} 人，和现在的名单一样。`
      : `✓ ${dryRun ? '试运行，还没有改动：' : ''}${branches.join('、')}，共 ${total} 人：${will}新增 ${added.length} 人，${will}修改 ${changed.length} 人，${will}移出 ${removed.length} 人。`
  const several = branches.length > 1
  return [
    head,
    ...listed('新增', added, several),
    ...changed.flatMap((one) => [`  修改  ${nameOf(one, several)}`, ...one.fields.map(fieldInWords)]),
    ...removed.map((one) => `  移出  ${nameOf(one, several)}（从前的记录都留着）`),
    ...inTransfer.map(({ branch, name, why }) => `  转接  ${name}${several ? `（${branch}）` : ''}：${why}`),
  ].join('\n')
}

const nameOf = ({ branch, name }: PersonChange, several: boolean) => (several ? `${name}（${branch}）` : name)

/** Ten names to a line. */
function listed(what: string, people: PersonChange[], several: boolean): string[] {
  const names = people.map((one) => nameOf(one, several))
  return Array.from(
    { length: Math.ceil(names.length / 10) },
    (_, line) => `  ${what}  ${names.slice(line * 10, line * 10 + 10).join('、')}`,
  )
}

const fieldInWords = ({ heading, before, after }: PersonChange['fields'][number]) =>
  `        ${heading}：${valueInWords(heading, before)} → ${valueInWords(heading, after)}`

/** A value of the database as people read it; phones only by their ends. */
function valueInWords(heading: string, value: string): string {
  if (value === '') return '（空）'
  switch (heading) {
    case '手机':
      return value.replace(/^(\d{3})\d+(\d{4})$/, '$1****$2')
    case '月应交党费':
      return `${(Number(value) / 100).toFixed(2)} 元`
    case '人员类别':
      return wordOf(categoryWords, value)
    case '职务':
      return value
        .split('、')
        .map((role) => wordOf(roleWords, role))
        .join('、')
    default:
      return { true: '是', false: '否' }[value] ?? value
  }
}

const wordOf = (words: Record<string, string>, key: string): string => words[key] ?? key
