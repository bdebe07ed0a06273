import { z } from 'zod'

/**
 * What an organization may decide for itself and all below where the published rules leave room. The nearest one that
 * decided counts, unless one further up made its decision binding.
 */
const schemas = {
  countVideo: z.enum(['no', 'vote_only', 'all']),
  approve: z.enum(['secretary', 'deputy', 'committee']),
  writtenOpinions: z.enum(['no', 'yes']),
  talkCoverage: z.enum(['each_once', 'all_pairs']),
  filePlan: z.enum(['no', 'yes', 'december', 'february', 'march']),
  excellentShare: z.enum(['third', 'quarter', 'fifth']),
  transferReminder: z.enum(['days15', 'days30', 'days60', 'days90']),
  contactReminder: z.enum(['quarter', 'half_year', 'no']),
} as const

export type PolicyName = keyof typeof schemas
export type Policies = { [K in PolicyName]: z.infer<(typeof schemas)[K]> }

interface Policy<K extends PolicyName> {
  /** As people call it. */
  title: string
  /** Regulation and article, or that none was found. */
  source: string
  /** Where nobody decided. */
  usual: Policies[K]
  /** How each choice is written, and what it means. */
  choices: { [V in Policies[K]]: { word: string; means: string } }
}

export const policyTable: { [K in PolicyName]: Policy<K> } = {
  countVideo: {
    title: '视频参会',
    source: '视频到会算不算到会人数，未核实；请以上级党委的规定为准',
    usual: 'no',
    choices: {
      no: { word: '不计入', means: '视频参加的不算到会人数，照样记出席' },
      vote_only: { word: '表决计入', means: '一般表决和发展党员的会议算到会人数，选举不算' },
      all: { word: '都计入', means: '表决和选举都算到会人数' },
    },
  },
  approve: {
    title: '通知确认',
    source: '本单位自定',
    usual: 'deputy',
    choices: {
      secretary: { word: '书记', means: '只有书记能确认；没有书记的，由副书记确认' },
      deputy: { word: '书记副书记', means: '书记没有回复的，副书记、组织委员也能确认' },
      committee: { word: '上级同意', means: '书记确认以后，还要上级党组织同意，才按草稿发通知' },
    },
  },
  writtenOpinions: {
    title: '书面意见',
    source: '2014 年细则计入票数；2026 年细则改为无记名投票以后是否保留，未核实',
    usual: 'no',
    choices: {
      no: { word: '不计入', means: '会前交的书面意见不算票' },
      yes: { word: '计入', means: '会前正式交的书面意见算票，由书记登记' },
    },
  },
  talkCoverage: {
    title: '谈心谈话',
    source: '《中国共产党支部工作条例（试行）》第十九条（条号未核实）；怎样算谈到了，没有明文',
    usual: 'each_once',
    choices: {
      each_once: { word: '每人一次', means: '每名党员一年至少谈一次，支委之间两两谈到' },
      all_pairs: { word: '两两谈到', means: '支委和每名党员、党员之间都要谈到' },
    },
  },
  filePlan: {
    title: '计划报备',
    source: '神东矿业服务公司的做法：活动计划报备、全程纪实、现场指导、检查考核',
    usual: 'no',
    choices: {
      no: { word: '不要求', means: '年度计划报不报上级，由支部定' },
      yes: { word: '要报', means: '年度计划要在当年 1 月底以前报上级党组织' },
      december: { word: '上年底前', means: '年度计划要在上一年 12 月底以前报上级党组织' },
      february: { word: '2月底前', means: '年度计划要在当年 2 月 28 日以前报上级党组织' },
      march: { word: '3月底前', means: '年度计划要在当年 3 月底以前报上级党组织' },
    },
  },
  excellentShare: {
    title: '优秀比例',
    source: '一般不超过党员总数的三分之一，不含预备党员；条号未核实',
    usual: 'third',
    choices: {
      third: { word: '三分之一', means: '评为优秀的不超过正式党员的三分之一' },
      quarter: { word: '四分之一', means: '评为优秀的不超过正式党员的四分之一' },
      fifth: { word: '五分之一', means: '评为优秀的不超过正式党员的五分之一' },
    },
  },
  transferReminder: {
    title: '转接提醒',
    source: '《中国共产党党员教育管理工作条例》第二十五条：转出未接收前原党组织仍负责；多少天提醒没有明文',
    usual: 'days30',
    choices: {
      days15: { word: '15天', means: '介绍信开出 15 天还没有接收，列入逾期并提醒转出支部的书记' },
      days30: { word: '30天', means: '介绍信开出 30 天还没有接收，列入逾期并提醒转出支部的书记' },
      days60: { word: '60天', means: '介绍信开出 60 天还没有接收，列入逾期并提醒转出支部的书记' },
      days90: { word: '90天', means: '介绍信开出 90 天还没有接收，列入逾期并提醒转出支部的书记' },
    },
  },
  contactReminder: {
    title: '联系点提醒',
    source: '联系点制度是各地的做法，多久到一次由上级定',
    usual: 'quarter',
    choices: {
      quarter: { word: '每季度', means: '一个季度没有到过联系支部的，季末提醒联系的领导干部' },
      half_year: { word: '每半年', means: '半年没有到过联系支部的，期末提醒联系的领导干部' },
      no: { word: '不提醒', means: '只登记到了几次，不提醒' },
    },
  },
}

export const policyNames = Object.keys(schemas).filter((name): name is PolicyName => Object.hasOwn(schemas, name))

const decision = <S extends z.ZodType>(value: S) =>
  z
    .object({ value, binding: z.boolean().default(false) })
    .optional()
    .catch(undefined)

/** What one organization decided, as it is kept. */
export const decidedSchema = z
  .object({
    countVideo: decision(schemas.countVideo),
    approve: decision(schemas.approve),
    writtenOpinions: decision(schemas.writtenOpinions),
    talkCoverage: decision(schemas.talkCoverage),
    filePlan: decision(schemas.filePlan),
    excellentShare: decision(schemas.excellentShare),
    transferReminder: decision(schemas.transferReminder),
    contactReminder: decision(schemas.contactReminder),
  })
  .catch({})
export type Decided = z.infer<typeof decidedSchema>

/** One level of the tree, from the root down. */
export interface Level {
  name: string
  decided: Decided
}

/** What holds for one policy, and who decided it; `by` is null where nobody did. */
export interface Holding {
  value: string
  by: string | null
  binding: boolean
}

/** What holds at the end of the levels: the nearest decision, or a binding one further up. */
export function holding(levels: readonly Level[], name: PolicyName): Holding {
  let found: Holding = { value: policyTable[name].usual, by: null, binding: false }
  for (const { name: by, decided } of levels) {
    const own = decided[name]
    if (own && !found.binding) found = { value: own.value, by, binding: own.binding }
  }
  return found
}

export const policiesAt = (levels: readonly Level[]): Policies => {
  const all = Object.fromEntries(policyNames.map((name) => [name, holding(levels, name).value]))
  return policiesSchema.parse(all)
}
const policiesSchema = z.object(schemas)

const isChoice = (name: PolicyName, value: string): boolean => schemas[name].safeParse(value).success

/** 视频参会 */
export const readPolicyName = (text: string): PolicyName | null =>
  policyNames.find((name) => policyTable[name].title === text.trim()) ?? null

const choicesOf = (name: PolicyName): [string, { word: string; means: string }][] =>
  Object.entries(policyTable[name].choices)

/** The choice that a word stands for (都计入); null where it is none of them. */
export const readPolicyChoice = (name: PolicyName, word: string): string | null =>
  choicesOf(name).find(([value, one]) => one.word === word.trim() && isChoice(name, value))?.[0] ?? null

export const choiceWords = (name: PolicyName): string[] => choicesOf(name).map(([, { word }]) => word)

/** 都计入（表决和选举都算到会人数） */
export function policyInWords(name: PolicyName, value: string): { word: string; means: string } {
  return choicesOf(name).find(([one]) => one === value)?.[1] ?? { word: value, means: '' }
}

/** How many of so many full members may be appraised as excellent, rounded down. */
export const mostExcellent = ({ excellentShare }: Policies, fullMembers: number): number =>
  Math.floor(fullMembers / { third: 3, quarter: 4, fifth: 5 }[excellentShare])

/** So many days after the letter a transfer that is not received is asked about. */
export const transferDays = ({ transferReminder }: Policies): number =>
  ({ days15: 15, days30: 30, days60: 60, days90: 90 })[transferReminder]
