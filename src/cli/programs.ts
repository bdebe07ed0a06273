import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { type Where, whose } from './data.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'
import { listCatalogue } from './program-catalogue.ts'
import { giveUp, newProgram, type Options, setProgram, turn } from './program-changes.ts'
import { programInWords } from './program-words.ts'

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
        'zhibu programs catalogue',
      ),
    )
    .action((where: Where) => finish(listAll(io, where)))
  // The same options stand before and after the name of a subcommand.
  const where = (one: Command) =>
    one.option('--branch <名称>', '哪个支部的').option('--committee <名称>', '或者哪个上级组织的')
  const rule = (one: Command) =>
    where(one)
      .option('--every <多久>', '多久一次：天、周、月、季度、半年、年；日期里写了的不用再写')
      .option('--hour <时间>', '几点开始，例如 15:00；党费是几点提醒')
      .option('--holidays <办法>', '逢放假：顺延、提前、一周内、照常、先问')
      .option('--place <地点>', '这个支部的活动一般在哪里')
      .option('--minutes <分钟>', '多长时间，例如 90')
      .option('--draft <何时>', '给书记看草稿，例如 "5 10:00"（5 个工作日前的 10:00）；或 不提醒')
      .option('--announce <何时>', '在群里通知，例如 "3 09:00"；或 不提醒')
      .option('--day-before <时间>', '前一天提醒没答复的，例如 16:00；或 不提醒')
      .option('--hour-before <分钟>', '开始前多少分钟提醒，例如 60；或 不提醒')
      .option('--arrange-by <天数>', '季度、半年、年和另定的：期末前几天提醒还没安排，例如 15 或 30,15；或 不提醒')
      .option('--dry-run', '试运行：只看哪些活动会改期，不改动数据')
  const sub = (name: string, description: string) =>
    all
      .command(name)
      .copyInheritedSettings(all)
      .description(description)
      .argument('<名称>', '活动安排的名称，例如 主题党日')
  const globals = (one: Command) => one.optsWithGlobals<Options>()
  const below = (one: Command) =>
    one
      .option('--below', '给这个上级组织下面所有的支部定，要同时写 --committee')
      .option('--binding', '和 --below 一起：统一规定，下面不能另定')
      .option('--no-binding', '和 --below 一起：下面可以另定')

  below(rule(sub('set', '改一项活动安排；还没有确认和通知的，日子跟着改')))
    .option('--on <日期>', '例如 "每月第一个周五"、"每周一"、"每年11月第二个周五"、"每年10月到12月另定"')
    .option('--dues-window <日子>', '党费：每月几日到几日收，例如 1-10')
    .addHelpText(
      'after',
      examples(
        'zhibu programs set 主题党日 --on "每月第二个周五" --dry-run',
        'zhibu programs set 主题党日 --branch 机关二支部 --hour 9:30 --holidays 提前 --day-before 不提醒',
        'zhibu programs set 党费 --dues-window 5-15',
        'zhibu programs set 主题党日 --committee 机关党委 --below --holidays 提前 --binding --dry-run',
      ),
    )
    .action((name: string, _: Options, one: Command) => finish(setProgram(io, name, globals(one))))
  rule(sub('add', '加一项活动安排'))
    .requiredOption('--on <日期>', '例如 "每月第三个周三"、"每个工作日"、"每半年第二个月第三个周三"、"每年另定"')
    .addHelpText(
      'after',
      examples(
        'zhibu programs add 支委会 --branch 机关二支部 --on "每月最后一个工作日" --hour 10:00',
        'zhibu programs add 晨会 --branch 机关二支部 --on 每个工作日 --hour 8:20 --minutes 10',
        'zhibu programs add 业务讲堂 --committee 机关党委 --every 季度 --on "每月第三个周三"',
      ),
    )
    .action((name: string, _: Options, one: Command) => finish(newProgram(io, name, globals(one))))
  for (const [name, description, enabled] of [
    ['on', '开通或重新启用一项活动安排', true],
    ['off', '停用一项活动安排；还没有确认和通知的不再办', false],
  ] as const) {
    below(where(sub(name, description)))
      .option('--dry-run', '试运行：只看会怎样，不改动数据')
      .addHelpText(
        'after',
        examples(
          `zhibu programs ${name} 道德讲堂`,
          `zhibu programs ${name} 主题党日 --branch 机关二支部`,
          `zhibu programs ${name} 员工讲坛 --committee 机关党委 --below --dry-run`,
        ),
      )
      .action((program: string, _: Options, one: Command) => finish(turn(io, program, enabled, globals(one))))
  }
  where(sub('reset', '放弃自己定的，恢复统一的规定；和 --below 一起：收回给下面定的'))
    .option('--below', '收回这个上级组织给下面定的，要同时写 --committee')
    .option('--dry-run', '试运行：只看会怎样，不改动数据')
    .addHelpText(
      'after',
      examples(
        'zhibu programs reset 主题党日 --branch 机关二支部 --dry-run',
        'zhibu programs reset 主题党日 --committee 机关党委 --below',
      ),
    )
    .action((name: string, _: Options, one: Command) => finish(giveUp(io, name, globals(one))))
  all
    .command('catalogue')
    .copyInheritedSettings(all)
    .description('列出全部制度：多久一次、出处、哪里开通了')
    .action(() => finish(listCatalogue(io)))
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
