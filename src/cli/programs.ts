import type { Command } from 'commander'
import type { Act } from '../actions/act.ts'
import type { ProgramEffect, ProgramRow } from '../actions/programs.ts'
import { ZhibuError } from '../base/errors.ts'
import { ruleInvalid } from '../life/check-rule.ts'
import { patchOf as asPatch } from '../life/inheritance.ts'
import { type Data, type Organization, type Where, whose } from './data.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { patchOf, type RuleOptions } from './program-options.ts'
import { momentInWords, programInWords } from './program-words.ts'

type Options = RuleOptions & Where & { place?: string; dryRun?: boolean }

export function programsCommand(io: Io, finish: Finish): Command {
  const all = command('programs')
    .description('看或改各支部的活动安排（主题党日、党费、讲堂等）')
    .option('--branch <名称>', '只看这个支部')
    .option('--committee <名称>', '只看这个上级组织')
    .addHelpText(
      'after',
      examples(
        'zhibu programs',
        'zhibu programs --branch 机关二支部',
        'zhibu programs set 主题党日 --branch 机关二支部 --on "每月第一个周五" --hour 15:00 --dry-run',
        'zhibu programs off 道德讲堂',
      ),
    )
    .action((where: Where) => finish(listAll(io, where)))
  // The same options stand before and after the name of a subcommand.
  const where = (one: Command) =>
    one.option('--branch <名称>', '哪个支部的').option('--committee <名称>', '或者哪个上级组织的')
  const rule = (one: Command) =>
    where(one)
      .option('--hour <时间>', '几点开始，例如 15:00；党费是几点提醒')
      .option('--holidays <办法>', '逢放假：顺延、提前、一周内、照常、先问')
      .option('--place <地点>', '这个支部的活动一般在哪里')
      .option('--minutes <分钟>', '多长时间，例如 90')
      .option('--draft <何时>', '给书记看草稿，例如 "5 10:00"（5 个工作日前的 10:00）；或 不提醒')
      .option('--announce <何时>', '在群里通知，例如 "3 09:00"；或 不提醒')
      .option('--day-before <时间>', '前一天提醒没答复的，例如 16:00；或 不提醒')
      .option('--hour-before <分钟>', '开始前多少分钟提醒，例如 60；或 不提醒')
      .option('--dry-run', '试运行：只看哪些活动会改期，不改动数据')
  const sub = (name: string, description: string) =>
    all
      .command(name)
      .copyInheritedSettings(all)
      .description(description)
      .argument('<名称>', '活动安排的名称，例如 主题党日')
  const globals = (one: Command) => one.optsWithGlobals<Options>()

  rule(sub('set', '改一项活动安排；还没有确认和通知的，日子跟着改'))
    .option('--on <日期>', '例如 "每月第一个周五"')
    .option('--dues-window <日子>', '党费：每月几日到几日收，例如 1-10')
    .addHelpText(
      'after',
      examples(
        'zhibu programs set 主题党日 --on "每月第二个周五" --dry-run',
        'zhibu programs set 主题党日 --branch 机关二支部 --hour 9:30 --holidays 提前 --day-before 不提醒',
        'zhibu programs set 党费 --dues-window 5-15',
      ),
    )
    .action((name: string, _: Options, one: Command) => finish(setProgram(io, name, globals(one))))
  rule(sub('add', '加一项活动安排'))
    .requiredOption('--on <日期>', '例如 "每月第三个周三"')
    .option('--every <多久>', '月 或 季度', '月')
    .addHelpText(
      'after',
      examples(
        'zhibu programs add 支委会 --branch 机关二支部 --on "每月最后一个工作日" --hour 10:00',
        'zhibu programs add 业务讲堂 --committee 机关党委 --every 季度 --on "每月第三个周三"',
      ),
    )
    .action((name: string, _: Options, one: Command) => finish(newProgram(io, name, globals(one))))
  for (const [name, description, enabled] of [
    ['on', '重新启用一项活动安排', true],
    ['off', '停用一项活动安排；还没有确认和通知的不再办', false],
  ] as const) {
    where(sub(name, description))
      .option('--dry-run', '试运行：只看会怎样，不改动数据')
      .addHelpText(
        'after',
        examples(`zhibu programs ${name} 道德讲堂`, `zhibu programs ${name} 主题党日 --branch 机关二支部`),
      )
      .action((program: string, _: Options, one: Command) => finish(turn(io, program, enabled, globals(one))))
  }
  return all
}

async function listAll(io: Io, where: Where): Work {
  const { allOrganizations, organizationNamed, withDataInUse } = await import('./data.ts')
  return withDataInUse(io, async (data) => {
    const given = await organizationNamed(data.db, where)
    const organizations = given ? [given] : await allOrganizations(data.db)
    if (organizations.length === 0)
      throw new ZhibuError('NOT_FOUND', '还没有支部。', '先导入花名册：zhibu import 花名册.xlsx')
    // In one go for all of them, however many there are.
    const ids = given ? { organizationId: given.id } : {}
    const programs = await data.db.program.findMany({
      where: ids,
      orderBy: { id: 'asc' },
      include: {
        activities: {
          where: { startsAt: { gt: data.now } },
          select: { period: true, sequence: true, startsAt: true, dateReason: true, state: true, provisional: true },
        },
      },
    })
    await io.out(`${whose(data.demo)}，${data.setting.zone.day(data.now)}`)
    for (const organization of organizations) {
      const own = programs.filter((one) => one.organizationId === organization.id)
      const place = organization.place === null ? '' : `（一般在${organization.place}）`
      const lines = own.flatMap((one) => programInWords(one, one.activities, { ...data.setting, now: data.now }))
      await io.out(
        [
          `\n${organization.name}${place}`,
          ...(lines.length === 0 ? ['还没有活动安排'] : lines).map((line) => `  ${line}`),
        ].join('\n'),
      )
    }
    return undefined
  })
}

const ruleOptions = ({
  on,
  every,
  hour,
  holidays,
  minutes,
  draft,
  announce,
  dayBefore,
  hourBefore,
  duesWindow,
}: Options): RuleOptions =>
  Object.fromEntries(
    Object.entries({ on, every, hour, holidays, minutes, draft, announce, dayBefore, hourBefore, duesWindow }).filter(
      ([, value]) => value !== undefined,
    ),
  )

/** Finds the program and does something with it as the operator. */
async function withProgram(
  io: Io,
  name: string,
  options: Options,
  work: (act: Act, program: ProgramRow) => Promise<ProgramEffect>,
): Work {
  const { operate, organizationNamed, withDataInUse } = await import('./data.ts')
  const { findProgram } = await import('../actions/programs.ts')
  return withDataInUse(io, async (data) => {
    const organization = await organizationNamed(data.db, options)
    const effect = await operate(data, options.dryRun ?? false, async (act) =>
      work(act, await findProgram(act, name.trim(), organization?.id ?? null)),
    )
    await io.out(effectInWords(effect, data, options.dryRun ?? false))
    return undefined
  })
}

async function setProgram(io: Io, name: string, options: Options): Work {
  const rules = ruleOptions(options)
  if (Object.keys(rules).length === 0 && options.place === undefined) {
    throw new ZhibuError(
      'BAD_COMMAND',
      '没有写要改什么。',
      '例如 --on "每月第一个周五" --hour 15:00；全部选项：zhibu programs set --help',
    )
  }
  const { changeProgram } = await import('../actions/programs.ts')
  return withProgram(io, name, options, async (act, program) => {
    const patch = asPatch(patchOf(rules, program.kind === 'dues' ? 'dues' : 'activity'))
    const effect = await changeProgram(act, program, patch)
    await keepPlace(act, program.organization, options.place)
    return effect
  })
}

async function keepPlace(
  act: Act,
  organization: { id: number; place: string | null },
  place: string | undefined,
): Promise<void> {
  if (place === undefined) return
  if (place.trim() === '' || [...place].length > 60) throw ruleInvalid('地点应当有 1 到 60 个字')
  const { changePlace } = await import('../actions/organization.ts')
  await changePlace(act, organization, place.trim())
}

async function newProgram(io: Io, name: string, options: Options): Work {
  const { every, ...rules } = ruleOptions(options)
  // 每季度 in --on is enough: the usual "month" of --every does not speak against it.
  const quarterly = every === undefined || every === '月' ? {} : { every }
  const patch = asPatch(patchOf({ ...rules, ...quarterly }, 'activity'))
  const { oneOrganization, operate, withDataInUse } = await import('./data.ts')
  const { addProgram } = await import('../actions/programs.ts')
  return withDataInUse(io, async (data) => {
    const organization: Organization = await oneOrganization(data.db, options)
    const program = await operate(data, options.dryRun ?? false, async (act) => {
      const made = await addProgram(act, organization, name.trim(), patch)
      await keepPlace(act, organization, options.place)
      return made
    })
    await io.out(
      effectInWords({ program, moved: [], kept: [], stopped: [], resumed: [] }, data, options.dryRun ?? false),
    )
    return undefined
  })
}

async function turn(io: Io, name: string, enabled: boolean, options: Options): Work {
  const { switchProgram } = await import('../actions/programs.ts')
  return withProgram(io, name, options, (act, program) => switchProgram(act, program, enabled))
}

/** What came of it (or would), and the program as it now stands. */
function effectInWords({ program, moved, kept, stopped, resumed }: ProgramEffect, data: Data, dryRun: boolean): string {
  const at = { ...data.setting, now: data.now }
  const when = (instant: Date) => momentInWords(instant, at)
  // The dates of those that move stand in the list below as they will be.
  const placed = [...kept].map(({ title, startsAt, why }) => `  不动  ${title}：${when(startsAt)}（${why}）`)
  return [
    `${dryRun ? '试运行，还没有改动' : '✓ 已改好'}：${program.organization.name}（${whose(data.demo)}）`,
    ...moved.map(
      ({ title, from, to, reason }) =>
        `  改期  ${title}：${when(from)} → ${when(to)}${reason === null ? '' : `（${reason}）`}`,
    ),
    ...stopped.map(({ title, startsAt }) => `  不办  ${title}：${when(startsAt)}`),
    ...resumed.map(({ title, startsAt }) => `  恢复  ${title}：${when(startsAt)}`),
    ...placed,
    ...programInWords(program, [], at)
      .filter((line) => placed.length === 0 || !line.includes('接下来'))
      .map((line) => `  ${line}`),
  ].join('\n')
}
