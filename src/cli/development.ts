import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { quoted } from '../base/nearest.ts'
import { builtInEditions } from '../life/development/editions.ts'
import { type Edition, readEdition, type Step } from '../life/development/steps.ts'
import { institution } from '../life/programs/catalogue.ts'
import { type Where, whose } from './data.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { type BelowOptions, layBelow } from './program-below.ts'

/** As branches have the program. */
const title = institution('development')?.name ?? '发展党员'

export function developmentCommand(io: Io, finish: Finish): Command {
  const all = command('development')
    .description('发展党员的步骤表：看、换成上级自己的、定用哪一版')
    .addHelpText(
      'after',
      examples(
        'zhibu development',
        'zhibu development show 2014',
        'zhibu development load 步骤.json',
        'zhibu development use 2014 --committee 机关党委 --dry-run',
      ),
    )
    .action(() => finish(list(io)))
  const sub = (name: string, description: string) =>
    all.command(name).copyInheritedSettings(all).description(description)
  sub('show', '逐步列出一版步骤表')
    .argument('[版本]', '不写就是现行的一版')
    .option('--json', '照文件的格式打印，改好后可以 load')
    .action((version: string | undefined, { json }: { json?: boolean }) => finish(show(io, version, json ?? false)))
  sub('load', '收进一份自己的步骤表（JSON 文件），先查对错；同名的换成新的')
    .argument('<文件>', '照 zhibu development show --json 打印出来的样子写')
    .option('--dry-run', '试运行：只查对错，不改动数据')
    .action((file: string, { dryRun }: { dryRun?: boolean }) => finish(load(io, file, dryRun ?? false)))
  sub('use', '定以后新登记的人照哪一版办；已经在办的照原来的一版')
    .argument('<版本>', '照 zhibu development 列出的写')
    .option('--branch <名称>', '这个支部')
    .option('--committee <名称>', '或者这个上级组织下面的所有支部')
    .option('--binding', '统一规定，下面不能另定')
    .option('--dry-run', '试运行：只看会怎样，不改动数据')
    .action((version: string, options: BelowOptions) => finish(use(io, version, options)))
  return all
}

const unknown = (version: string, known: Iterable<string>) =>
  new ZhibuError('NOT_FOUND', `没有「${version}」这一版步骤表。`, `现在有${quoted([...known])}。`)

function list(io: Io): Work {
  return withEditions(io, async (editions) => {
    const built = builtInEditions.map(({ version }) => version)
    const lines = [...editions.values()].map(
      ({ version, title, steps }) =>
        `${version}：${title}，${steps.length} 步${built.includes(version) ? '' : '（自己的）'}`,
    )
    await io.out([...lines, '看一版：zhibu development show 版本；定用哪一版：zhibu development use 版本'].join('\n'))
  })
}

async function withEditions(io: Io, work: (editions: ReadonlyMap<string, Edition>) => Promise<void>): Work {
  const { withDataInUse } = await import('./data.ts')
  const { editionsOf } = await import('../records/development.ts')
  return withDataInUse(io, async ({ db }) => {
    await work(await editionsOf(db))
    return undefined
  })
}

function show(io: Io, version: string | undefined, json: boolean): Work {
  return withEditions(io, async (editions) => {
    const found = version === undefined ? builtInEditions[0] : editions.get(version)
    if (!found) throw unknown(version ?? '', editions.keys())
    await io.out(json ? JSON.stringify(found, null, 2) : [found.title, ...found.steps.map(line)].join('\n'))
  })
}

function line({ step, name, limit, who, article, remark }: Step): string {
  const notes = [limit, who, article === '' ? '' : `细则${article}`, remark].filter((note) => note !== '')
  return `${String(step).padStart(2)} ${name}${notes.length > 0 ? `：${notes.join('；')}` : ''}`
}

async function load(io: Io, file: string, dryRun: boolean): Work {
  const edition = readEdition(readJson(file))
  if (builtInEditions.some(({ version }) => version === edition.version))
    throw new ZhibuError(
      'RULE_INVALID',
      `「${edition.version}」是自带的一版，不能换掉。`,
      '请另起一个版本名称（version）。',
    )
  const { operate, withDataInUse } = await import('./data.ts')
  const { keepEdition } = await import('../records/development.ts')
  return withDataInUse(io, async (data) => {
    await operate(data, dryRun, async (act) => {
      await keepEdition(act.tx, edition)
      await act.audit({
        action: 'load_development',
        subject: { kind: 'setting', id: 0 },
        after: { version: edition.version, steps: edition.steps.length },
      })
    })
    await io.out(
      `${dryRun ? '试运行，还没有改动' : '✓ 已收好'}：${edition.title}，${edition.steps.length} 步（${whose(data.demo)}）\n  要用它：zhibu development use ${edition.version} --committee 名称`,
    )
    return undefined
  })
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ZhibuError('FILE_NOT_FOUND', `打不开文件：${file}`, '请检查文件名和所在的文件夹。', { cause: error })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ZhibuError('RULE_INVALID', `不是正确的 JSON：${file}`, '请检查括号、引号和逗号。', { cause: error })
  }
}

async function use(io: Io, version: string, options: BelowOptions & Where): Work {
  const { withDataInUse, operate, oneOrganization } = await import('./data.ts')
  const { editionsOf } = await import('../records/development.ts')
  await withDataInUse(io, async ({ db }) => {
    const editions = await editionsOf(db)
    if (!editions.has(version)) throw unknown(version, editions.keys())
    return undefined
  })
  if (options.committee !== undefined)
    return layBelow(
      io,
      title,
      { ...options, below: true },
      {
        patch: { version },
        binding: options.binding ?? false,
      },
    )
  const { changeProgram, findProgram } = await import('../actions/programs/programs.ts')
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, options)
    const dryRun = options.dryRun ?? false
    await operate(data, dryRun, async (act) =>
      changeProgram(act, await findProgram(act, title, branch.id), { version }),
    )
    await io.out(
      `${dryRun ? '试运行，还没有改动' : '✓ 已改好'}：${branch.name}以后新登记的人照「${version}」办（${whose(data.demo)}）`,
    )
    return undefined
  })
}
