import type { SheetColumn } from './write-sheet.ts'

export type RosterField =
  | 'name'
  | 'staffNo'
  | 'branch'
  | 'group'
  | 'category'
  | 'posts'
  | 'phone'
  | 'joinedOn'
  | 'fullOn'
  | 'dues'
  | 'aliases'
  | 'floating'
  | 'exempt'
  | 'leader'

export interface RosterColumn {
  field: RosterField
  /** As our own template and export write it. */
  heading: string
  /** What others write, the surest first: where a sheet has two of them, the earlier one counts. */
  others: readonly string[]
  required: boolean
  kind: SheetColumn['kind']
  width: number
  /** How to fill it in, with two examples, for the template's second sheet. */
  how: string
  examples: readonly [string, string]
}

/** The roster's columns in the order of the template. Neither identity numbers nor salaries belong here. */
export const rosterColumns: readonly RosterColumn[] = [
  {
    field: 'name',
    heading: '姓名',
    required: true,
    kind: 'text',
    width: 16,
    others: ['党员姓名', '人员姓名', '成员姓名', '同志姓名', '名字', '党员名字'],
    how: '必填。同一支部有同名的，在后面加括号说明。',
    examples: ['张伟（一车间）', '阿依古丽·买买提'],
  },
  {
    field: 'staffNo',
    heading: '工号',
    required: false,
    kind: 'text',
    width: 12,
    others: ['职工号', '员工号', '教工号', '职工工号', '员工工号', '职工编号', '员工编号', '人员编号', '学号'],
    how: '可不填。不要填身份证号。',
    examples: ['00123', ''],
  },
  {
    field: 'group',
    heading: '党小组',
    required: false,
    kind: 'text',
    width: 14,
    others: ['所在党小组', '所属党小组', '党小组名称', '所在小组', '所属小组', '小组', '组别'],
    how: '分了党小组的支部填。',
    examples: ['第一党小组', '第二党小组'],
  },
  {
    field: 'category',
    heading: '人员类别',
    required: true,
    kind: 'text',
    width: 14,
    others: ['党员类别', '成员类别', '党员类型', '人员类型', '党员身份', '类别', '政治面貌', '身份'],
    how: '必填。正式党员、预备党员、入党积极分子、发展对象、入党申请人，选一个。',
    examples: ['正式党员', '预备党员'],
  },
  {
    field: 'posts',
    heading: '职务',
    required: false,
    kind: 'text',
    width: 18,
    others: ['党内职务', '支部职务', '党支部职务', '支委职务', '党内任职', '支部任职', '党内担任职务', '担任职务'],
    how: '党内职务：书记、副书记、组织委员、宣传委员、纪检委员、支部委员、党小组长、党务干事。几个职务用顿号隔开，没有就空着。',
    examples: ['组织委员、党小组长', ''],
  },
  {
    field: 'phone',
    heading: '手机',
    required: false,
    kind: 'text',
    width: 16,
    others: ['手机号', '手机号码', '移动电话', '联系手机', '联系电话', '联系方式', '电话号码', '本人电话', '电话'],
    how: '可不填。11 位手机号。',
    examples: ['13800000000', ''],
  },
  {
    field: 'joinedOn',
    heading: '入党日期',
    required: false,
    kind: 'date',
    width: 14,
    others: [
      '入党时间',
      '加入党组织日期',
      '加入党组织时间',
      '加入中国共产党日期',
      '加入中国共产党时间',
      '入党年月',
      '何时入党',
    ],
    how: '写到日，如 2015-07-01 或 2015年7月1日。',
    examples: ['2015-07-01', '2026年3月20日'],
  },
  {
    field: 'fullOn',
    heading: '转正日期',
    required: false,
    kind: 'date',
    width: 14,
    others: ['转正时间', '转为正式党员日期', '转为正式党员时间', '预备党员转正日期', '预备党员转正时间', '转正年月'],
    how: '写到日。还没有转正的空着。',
    examples: ['2016-07-01', ''],
  },
  {
    field: 'dues',
    heading: '月应交党费',
    required: false,
    kind: 'money',
    width: 14,
    others: [
      '每月应交党费',
      '月党费',
      '每月党费',
      '月交党费',
      '每月交党费',
      '应交党费',
      '月应交',
      '每月应交',
      '党费金额',
      '党费标准',
      '党费',
    ],
    how: '每月交多少元，写到分；还没有核定的空着。不要填工资。',
    examples: ['120.00', '0.20'],
  },
  {
    field: 'aliases',
    heading: '别名',
    required: false,
    kind: 'text',
    width: 18,
    others: ['常用称呼', '称呼', '群昵称', '微信昵称', '昵称', '微信名', '曾用名'],
    how: '群里常用的称呼，几个用顿号隔开。',
    examples: ['大张伟、张师傅', '阿依古丽'],
  },
  {
    field: 'floating',
    heading: '流动',
    required: false,
    kind: 'text',
    width: 14,
    others: ['流动党员', '流动情况', '流动地点', '流动地', '流动去向', '流入地'],
    how: '流动党员填「是」或所在地，其他人空着。',
    examples: ['', '广西柳州'],
  },
  {
    field: 'exempt',
    heading: '免硬性要求',
    required: false,
    kind: 'text',
    width: 12,
    others: ['不作硬性要求', '不做硬性要求', '免于硬性要求', '免作硬性要求'],
    how: '年老体弱、经支部同意不作硬性要求的填「是」，其他人空着。',
    examples: ['', '是'],
  },
  {
    field: 'leader',
    heading: '领导干部',
    required: false,
    kind: 'text',
    width: 12,
    others: ['党员领导干部', '双重组织生活'],
    how: '双重组织生活要单独统计的领导干部填「是」，其他人空着。',
    examples: ['', ''],
  },
  {
    field: 'branch',
    heading: '党支部',
    required: false,
    kind: 'text',
    width: 20,
    others: [
      '所在党支部',
      '所属党支部',
      '党支部名称',
      '支部名称',
      '所在支部',
      '所属支部',
      '支部',
      '所在党组织',
      '所属党组织',
      '党组织',
    ],
    how: '一张表里有几个支部时才填，写支部全称。',
    examples: ['机关第二党支部', '机关第二党支部'],
  },
]

/** A heading without blanks, line breaks, marks and remarks in brackets: "* 姓　名\n（必填）" is 姓名. */
export const plainHeading = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]+/g, '')
    .replace(/\([^)]*\)|[[【][^\]】]*[\]】]/g, '')
    .replace(/[*:※★]/g, '')
    .replaceAll('缴', '交')
    .replaceAll('交纳', '交')
    .replace(/^是否(?:属于|为)?/, '')

const known = new Map<string, { field: RosterField; rank: number }>()
for (const { field, heading, others } of rosterColumns) {
  // 职务 may be a job at work; a column that says 党内职务 is surer.
  const names = field === 'posts' ? [...others, heading] : [heading, ...others]
  for (const [rank, name] of names.entries()) known.set(name, { field, rank })
}

/** What a heading means, and how surely (0 is surest); null for columns we do not keep. */
export const fieldOf = (heading: string): { field: RosterField; rank: number } | null =>
  known.get(plainHeading(heading)) ?? null

/** Personal matters that must not be in the file at all. */
export const isIncomeHeading = (heading: string): boolean =>
  /工资|薪|基数|收入|养老金|退休费|退休金|津贴|绩效/.test(heading.normalize('NFKC').replace(/\s/g, ''))
export const isIdentityHeading = (heading: string): boolean =>
  /身份证|公民身份号/.test(heading.normalize('NFKC').replace(/\s/g, ''))
