import type { z } from 'zod'
import type { activityRule, DuesRule, developmentRule, duesRule, electionRule, talkRule } from './programs.ts'
import type { Sector } from './sectors.ts'

const branches = '《中国共产党支部工作条例（试行）》'
const education = '《中国共产党党员教育管理工作条例》'

interface Standing {
  kind: string
  /** As people call it; of a group's meeting the group's name stands before it. */
  name: string
  /** Who holds it. */
  holder: 'branch' | 'group' | 'committee'
  /** Held only where there is a branch committee (seven full members or more), or where there are groups. */
  needs?: 'committee' | 'groups'
  /** Regulation and article, or the practice it comes from. */
  source: string
  /** What it is, in a sentence for people. */
  about: string
  /** In which sectors a branch has it from the start; none: where somebody switches it on. */
  sectors: readonly Sector[] | 'all' | 'none'
}

/** Held on dates: each date is an activity. */
export interface DatedInstitution extends Standing {
  rule: z.input<typeof activityRule>
}

/** Watched without a date of its own: dues by the month, talks, terms, steps of admission. */
export type WatchedInstitution = Standing &
  (
    | { kind: 'dues'; rule: z.input<typeof duesRule> }
    | { kind: 'talk'; rule: z.input<typeof talkRule> }
    | { kind: 'election'; rule: z.input<typeof electionRule> }
    | { kind: 'development'; rule: z.input<typeof developmentRule> }
  )

/** The standing institutions of organizational life. The first of a kind is its standard. */
export const catalogue: readonly (DatedInstitution | WatchedInstitution)[] = [
  {
    kind: 'theme_day',
    name: '主题党日',
    holder: 'branch',
    source: `${branches}第十六条；遇放假怎么办是各地的制度`,
    about: '每月相对固定一天，党员集中学习、过组织生活、进行民主议事和志愿服务',
    sectors: 'all',
    rule: { cadence: { on: 'nth_weekday', nth: 1, weekday: 5 } },
  },
  {
    kind: 'dues',
    name: '党费',
    holder: 'branch',
    source: '《关于中国共产党党费收缴、使用和管理的规定》第七条至第十四条',
    about: '党员按月交纳党费',
    sectors: 'all',
    rule: {},
  },
  {
    kind: 'committee_meeting',
    name: '支委会',
    holder: 'branch',
    needs: 'committee',
    source: `${branches}第十二条`,
    about: '支部委员会会议，一般每月一次，半数以上委员到会方可进行',
    sectors: 'all',
    rule: {
      cadence: { on: 'last_weekday', weekday: 3 },
      hour: '16:00',
      minutes: 60,
      audience: 'committee',
      quorum: 'committee',
      makeUpDays: null,
    },
  },
  {
    kind: 'group_meeting',
    name: '党小组会',
    holder: 'group',
    needs: 'groups',
    source: `${branches}第十三条、第十四条`,
    about: '党小组组长召集，一般每月一次',
    sectors: 'all',
    rule: {
      cadence: { on: 'nth_weekday', nth: 2, weekday: 4 },
      hour: '16:00',
      minutes: 60,
      fields: ['host', 'content'],
    },
  },
  {
    kind: 'general_meeting',
    name: '党员大会',
    holder: 'branch',
    source: `${branches}第十一条`,
    about: '全体党员参加，一般每季度一次；表决须半数以上有表决权的党员到会，赞成超过应到会的半数为通过',
    sectors: 'all',
    rule: {
      every: 'quarter',
      cadence: { on: 'nth_weekday', nth: 3, weekday: 5 },
      quorum: 'general',
    },
  },
  {
    kind: 'lecture',
    name: '党课',
    holder: 'branch',
    source: `${branches}第十六条；每季度一次是通行做法，条例没有写次数`,
    about: '定期上党课；党委（党组）书记每年至少讲一次',
    sectors: 'all',
    rule: {
      every: 'quarter',
      inMonth: 2,
      cadence: { on: 'nth_weekday', nth: 3, weekday: 5 },
      fields: ['topic', 'host', 'recorder', 'content'],
    },
  },
  {
    kind: 'orglife',
    name: '组织生活会',
    holder: 'branch',
    source: `${branches}第十七条；实际时间常随上级通知`,
    about: '每年至少一次，一般安排在第四季度，开展批评和自我批评',
    sectors: 'all',
    rule: { every: 'year', cadence: { on: 'arranged', months: [10, 12] }, minutes: 180 },
  },
  {
    kind: 'appraisal',
    name: '民主评议党员',
    holder: 'branch',
    source: `${branches}第十八条（条号未核实）；${education}第十八条`,
    about: '一般每年一次，个人自评、党员互评、民主测评；评为优秀的一般不超过党员总数的三分之一',
    sectors: 'all',
    rule: { every: 'year', cadence: { on: 'arranged', months: [10, 12] }, minutes: 120 },
  },
  {
    kind: 'talk',
    name: '谈心谈话',
    holder: 'branch',
    source: `${branches}第十九条（条号未核实）`,
    about: '支委之间、支委和党员之间、党员和党员之间，每年一般不少于一次；只记谁和谁、哪一天，不记内容',
    sectors: 'all',
    rule: {},
  },
  {
    kind: 'election',
    name: '换届选举',
    holder: 'branch',
    source: `${branches}第二十一条；《中国共产党基层组织选举工作条例》第三条`,
    about: '村和社区每届五年，其他基层单位一般三年；届满前六个月、三个月、一个月提醒',
    sectors: 'all',
    rule: {},
  },
  {
    kind: 'development',
    name: '发展党员',
    holder: 'branch',
    source: '《中国共产党发展党员工作细则》（2026 年修订）',
    about: '从递交申请书到转正归档，一人一表，各步有期限',
    sectors: 'all',
    rule: {},
  },
  {
    kind: 'lecture_series',
    name: '名师大讲堂',
    holder: 'committee',
    source: '神东矿业服务公司的做法：每季度一次，每年四期',
    about: '请学者和标杆、示范支部书记讲课，下面各支部参加',
    sectors: 'none',
    rule: { every: 'quarter', audience: 'below', cadence: { on: 'nth_weekday', nth: 3, weekday: 3 } },
  },
  {
    kind: 'lecture_series',
    name: '道德讲堂',
    holder: 'committee',
    source: '神东矿业服务公司的做法：每季度一期',
    about: '学模范、争先进，下面各支部参加',
    sectors: 'none',
    rule: { every: 'quarter', inMonth: 2, audience: 'below', cadence: { on: 'nth_weekday', nth: 3, weekday: 3 } },
  },
  {
    kind: 'staff_forum',
    name: '员工讲坛',
    holder: 'branch',
    source: '神东矿业服务公司的做法：每日十分钟，轮流主讲',
    about: '每个工作日十分钟，大家轮流讲',
    sectors: 'none',
    rule: {
      every: 'day',
      cadence: { on: 'every_workday' },
      hour: '08:20',
      minutes: 10,
      roll: 'rota',
      fields: [],
      makeUpDays: null,
      stages: { draft: null, secondAsk: null, announce: null, dayBefore: '16:00', hourBefore: null, recordDue: [] },
    },
  },
  {
    kind: 'seasonal_care',
    name: '四季关爱',
    holder: 'branch',
    source: '神东矿业服务公司的做法：春送健康、夏送清凉、秋送温情、冬送关爱',
    about: '每季度一个主题的关爱活动',
    sectors: ['state_enterprise'],
    rule: { every: 'quarter', inMonth: 1, cadence: { on: 'nth_weekday', nth: 3, weekday: 2 }, makeUpDays: null },
  },
  {
    kind: 'study_session',
    name: '中心组学习',
    holder: 'committee',
    source: '《中国共产党党委（党组）理论学习中心组学习规则》；一般每季度不少于一次',
    about: '党委（党组）班子成员集中学习研讨',
    sectors: 'none',
    rule: {
      every: 'quarter',
      cadence: { on: 'nth_weekday', nth: 2, weekday: 5 },
      hour: '09:00',
      minutes: 180,
      audience: 'committee',
      fields: ['topic', 'host', 'recorder', 'content'],
    },
  },
  {
    kind: 'work_meeting',
    name: '党建周例会',
    holder: 'committee',
    source: '平煤股份五矿的例会制度：政工科室每周一次',
    about: '党委班子和政工科室每周碰头',
    sectors: 'none',
    rule: {
      every: 'week',
      cadence: { on: 'weekday', weekday: 1 },
      hour: '09:00',
      minutes: 60,
      audience: 'committee',
      makeUpDays: null,
      stages: { draft: null, secondAsk: null, announce: { workdays: 1, hour: '15:00' }, dayBefore: null },
    },
  },
  {
    kind: 'work_meeting',
    name: '支部书记例会',
    holder: 'committee',
    source: '平煤股份五矿的例会制度：基层支部书记每月一次',
    about: '下面各支部书记每月一次党建例会',
    sectors: 'none',
    rule: {
      cadence: { on: 'nth_weekday', nth: 4, weekday: 1 },
      hour: '15:00',
      audience: 'secretaries',
      makeUpDays: null,
    },
  },
  {
    kind: 'work_meeting',
    name: '党建领导小组会',
    holder: 'committee',
    source: '平煤股份五矿的例会制度：党建领导小组每季度一次',
    about: '党建领导小组每季度研究部署',
    sectors: 'none',
    rule: {
      every: 'quarter',
      inMonth: 1,
      cadence: { on: 'nth_weekday', nth: 2, weekday: 2 },
      audience: 'committee',
      makeUpDays: null,
    },
  },
  {
    kind: 'report_appraisal',
    name: '述职评议',
    holder: 'committee',
    source: '各支部书记每年述职，通行做法；条号未核实',
    about: '支部书记每年向上级党委述职，由上级和党员代表评议',
    sectors: 'none',
    rule: { every: 'year', cadence: { on: 'arranged', months: [1, 3] }, audience: 'secretaries', makeUpDays: null },
  },
]

/** What somebody set up besides. */
export const custom = { kind: 'custom', holder: 'branch', source: '本单位自定', about: '本单位自定的活动' } as const

const watched: readonly string[] = ['dues', 'talk', 'election', 'development']

/** Whether an institution is held on dates, each an activity. */
export const isDated = (kind: string): boolean => !watched.includes(kind)

/** The institution of that name, else the standard of that kind. */
export const institution = (kind: string, name?: string): (typeof catalogue)[number] | undefined =>
  catalogue.find((one) => one.kind === kind && one.name === name) ?? catalogue.find((one) => one.kind === kind)

/** What the catalogue knows by that very name. */
export const institutionNamed = (name: string): (typeof catalogue)[number] | undefined =>
  catalogue.find((one) => one.name === name)

/** What a branch of that sector has from the start; without a sector only what every branch does each month. */
export const startingWith = (sector: Sector | null): readonly (typeof catalogue)[number][] =>
  catalogue.filter(
    ({ kind, sectors, holder }) =>
      holder !== 'committee' &&
      (sector === null
        ? kind === 'theme_day' || kind === 'dues'
        : sectors === 'all' || (sectors !== 'none' && sectors.includes(sector))),
  )

/** What a committee has from the start: the lecture series it holds for the branches below. */
export const committeeStartsWith: readonly (typeof catalogue)[number][] = catalogue.filter(
  ({ kind, holder }) => holder === 'committee' && kind === 'lecture_series',
)

/** After work, for people who come from many firms. */
const afterWork = { hour: '17:30' }
const inSpareTime = {
  theme_day: afterWork,
  general_meeting: afterWork,
  lecture: afterWork,
  committee_meeting: afterWork,
  group_meeting: afterWork,
}
/** People of a village or a street come together once a month: what else there is follows the theme day. */
const afterThemeDay = { cadence: { on: 'day_of_month', day: 5 }, hour: '10:30' } as const

/**
 * Where a sector's measure differs from the standard: laid over the rule. Only that villages, schools and firms differ is
 * in the sources (S3: 量体裁衣); how they do is a proposal, which committees and branches change.
 */
export const ofSector: Partial<
  Record<Sector, Partial<Record<string, Partial<z.input<typeof activityRule>> | Partial<DuesRule>>>>
> = {
  rural: {
    theme_day: { cadence: { on: 'day_of_month', day: 5 }, hour: '09:00' },
    general_meeting: afterThemeDay,
    lecture: afterThemeDay,
    committee_meeting: { hour: '09:00' },
    group_meeting: { hour: '19:30' },
  },
  urban: {
    theme_day: { hour: '09:30' },
    general_meeting: { hour: '09:30' },
    lecture: { hour: '09:30' },
    group_meeting: { hour: '09:30' },
  },
  // February and August are holidays: the lectures stand in the months in which people are there.
  school: { lecture: { inMonth: 3, cadence: { on: 'nth_weekday', nth: 2, weekday: 5 } } },
  private_enterprise: inSpareTime,
  social: inSpareTime,
}
