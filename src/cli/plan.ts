import type { Command } from 'commander'
import type { Effect } from '../actions/committee/year-plan.ts'
import { ZhibuError } from '../base/errors.ts'
import { whenInWords } from '../life/planning/plan-changes.ts'
import type { PlanEntry } from '../life/planning/plan-entry.ts'
import { type Patch, patchOf as partsOf } from '../life/programs/inheritance.ts'
import { belowLine, changeLine, titleOf } from '../talk/say/plan.ts'
import type { Data, Where } from './data.ts'
import { refuseExisting, writeOutput } from './files.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { patchOf } from './program-options.ts'

interface Options extends Where {
  year?: string
  with?: string[]
  out?: string
  force?: boolean
}

export const planCommand = (io: Io, finish: Finish): Command =>
  command('plan')
    .description('看一个支部或上级组织的年度计划：什么时候办什么、为什么是那一天')
    .option('--branch <名称>', '哪个支部的；只有一个支部时不用写')
    .option('--committee <名称>', '或者哪个上级组织的')
    .option('--year <年>', '哪一年；不写就是今年')
    .option(
      '--with <名称=日子>',
      '试一试：假如改成这样，哪些日子会变；可以写几次，不改动数据',
      (one: string, all: string[] = []) => [...all, one],
    )
    .option('--out <文件>', '写成可以打印的表格，例如 年度计划.xlsx')
    .option('--force', '文件已经有了也覆盖')
    .addHelpText(
      'after',
      examples(
        'zhibu plan --branch 机关二支部',
        'zhibu plan --branch 机关二支部 --year 2027 --out 年度计划.xlsx',
        'zhibu plan --branch 机关二支部 --with "主题党日=每月第二个周五 9:30"',
        'zhibu plan --committee 机关党委 --with "党费=5-15"',
      ),
    )
    .action((options: Options) => finish(showPlan(io, options)))

async function showPlan(io: Io, options: Options): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { organizationOf, planOf, planWith } = await import('../actions/committee/year-plan.ts')
  const proposed = (options.with ?? []).map(proposal)
  const { out, force = false } = options
  if (out !== undefined) refuseExisting([out], force)
  return withDataInUse(io, async (data) => {
    const year = yearOf(options, data)
    const named = await oneOrganization(data.db, options)
    // Rules that are only tried out are taken back with everything else.
    const plan = await operate(data, true, async (act) => {
      const organization = await organizationOf(act, named.id)
      const asIs = proposed.length === 0
      return asIs
        ? { ...(await planOf(act, organization, year)), changes: [], effectBelow: { branches: 0, moved: 0 } }
        : planWith(act, organization, year, proposed)
    })
    const published = data.setting.calendar.isPublished(Number(year))
    if (out !== undefined) {
      const { planSheets } = await import('../records/workbook/plan-sheet.ts')
      const { writeSheets } = await import('../records/workbook/write-sheet.ts')
      const { entries, below } = plan
      writeOutput(
        out,
        await writeSheets(planSheets({ organization: named.name, year, entries, below, published })),
        force,
      )
      await io.out(`✓ 已导出（${whose(data.demo)}）：${out.replace(/^\.\//, '')}`)
      return undefined
    }
    await io.out(
      [
        `${named.name}${year}年度计划（${whose(data.demo)}${proposed.length > 0 ? '，试运行，没有改动' : ''}）`,
        ...(published ? [] : [`${year}年放假安排还没有公布，标「暂定」的日子可能要改`]),
        ...byMonth(plan.entries, published),
        ...rhythms(plan.entries),
        ...(plan.below.length > 0 ? ['', '下面各支部', ...plan.below.map((one) => `  ${belowLine(one)}`)] : []),
        ...(proposed.length > 0 ? effectLines(plan) : []),
      ].join('\n'),
    )
    return undefined
  })
}

/** What would be otherwise. */
function effectLines({ changes, effectBelow: { branches, moved } }: Effect): string[] {
  if (changes.length === 0 && branches === 0) return ['', '改了以后，没有日子会变']
  return [
    '',
    ...(branches > 0 ? [`改了以后，下面 ${branches} 个支部的安排会变，已经排下的 ${moved} 次活动要改期`] : []),
    ...(changes.length > 0 ? [`改了以后，不同的有 ${changes.length} 项`] : []),
    ...changes.map((one) => `  ${changeLine(one)}`),
  ]
}

/** Why they stand on these days: each institution's rule, and where it comes from. */
function rhythms(entries: readonly PlanEntry[]): string[] {
  const told = new Map<string, string>()
  for (const { by, name, rhythm, source } of entries)
    if (rhythm !== null) told.set(`${by === null ? '' : `${by} `}${name}`, `${rhythm}；${source}`)
  return told.size === 0 ? [] : ['\n怎么定的', ...[...told].map(([name, why]) => `  ${name}：${why}`)]
}

function byMonth(entries: readonly PlanEntry[], published: boolean): string[] {
  const months = [...new Set(entries.map(({ month }) => month))]
  if (months.length === 0) return ['还没有活动安排']
  return months.flatMap((month) => [
    `\n${Number(month.slice(5))}月`,
    ...entries.filter((one) => one.month === month).map((one) => `  ${lineOf(one, published)}`),
  ])
}

const states: Partial<Record<PlanEntry['state'], string>> = { approved: '书记已确认', held: '已开', cancelled: '取消' }

function lineOf(entry: PlanEntry, published: boolean): string {
  const { by, state, provisional } = entry
  // That the year's holidays are not published is said once, on top.
  const reason = published
    ? entry.reason
    : (entry.reason?.replace(/；?\d{4}年放假安排还没有公布，日期暂定$/, '') ?? null)
  const notes = [
    states[state],
    state === 'open' ? null : reason,
    provisional && !reason?.includes('暂定') ? '暂定' : null,
  ].filter(Boolean)
  return `${by === null ? '' : `${by} `}${titleOf(entry)}：${whenInWords(entry)}${notes.length > 0 ? `（${notes.join('；')}）` : ''}`
}

/** "主题党日=每月第二个周五 9:30", "党费=5-15" */
function proposal(text: string): { name: string; patch: Patch } {
  const [, name = '', said = ''] = /^\s*([^=＝]+?)\s*[=＝]\s*(.+?)\s*$/.exec(text) ?? []
  if (name === '')
    throw new ZhibuError('BAD_COMMAND', `--with 看不懂：「${text}」。`, '例如 --with "主题党日=每月第二个周五"。')
  if (name === '党费') return { name, patch: partsOf(patchOf({ duesWindow: said }, 'dues')) }
  const [, day = said, hour] = /^(.+?)[\s,，]+(\d{1,2}[:：]\d{2})$/.exec(said) ?? []
  return { name, patch: partsOf(patchOf({ on: day, ...(hour === undefined ? {} : { hour }) }, 'activity')) }
}

function yearOf({ year }: Options, { setting, now }: Data): string {
  if (year === undefined) return setting.zone.day(now).slice(0, 4)
  if (!/^20\d\d$/.test(year))
    throw new ZhibuError('BAD_COMMAND', `年份应当是四位数，现在写的是「${year}」。`, '例如 --year 2027。')
  return year
}
