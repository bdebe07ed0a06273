import { plainHeading } from './roster-columns.ts'
import type { SheetColumn } from './write-sheet.ts'

export type TreeField = 'name' | 'parent' | 'kind' | 'sector' | 'electedOn' | 'termYears' | 'place'

interface TreeColumn {
  field: TreeField
  /** As our own template writes it. */
  heading: string
  /** What others write. */
  others: readonly string[]
  kind: SheetColumn['kind']
  width: number
  how: string
  examples: readonly [string, string]
}

/** The columns of a list of organizations, in the order of the template. */
export const treeColumns: readonly TreeColumn[] = [
  {
    field: 'name',
    heading: '名称',
    others: [
      '组织名称',
      '党组织名称',
      '党组织全称',
      '组织全称',
      '全称',
      '党组织',
      '单位名称',
      '支部名称',
      '党支部名称',
    ],
    kind: 'text',
    width: 28,
    how: '必填。同一个上级下面不能有两个一样的名称。',
    examples: ['城关镇党委', '东街社区第一党支部'],
  },
  {
    field: 'parent',
    heading: '上级组织',
    others: [
      '上级党组织',
      '上级党组织名称',
      '上级组织名称',
      '上级名称',
      '上级',
      '所属党委',
      '隶属',
      '隶属于',
      '上级单位',
    ],
    kind: 'text',
    width: 28,
    how: '最上面的一级空着。上级有同名的，写成「县委/城关镇党委」这样。',
    examples: ['县委', '县委/城关镇党委'],
  },
  {
    field: 'kind',
    heading: '类型',
    others: ['组织类型', '组织类别', '党组织类型', '党组织类别', '党组织类型名称', '类别', '级别', '层级', '组织形式'],
    kind: 'text',
    width: 12,
    how: '党委、党总支、党支部、党小组；市、县、乡镇、企业的都写党委。名称里看得出的可以空着。',
    examples: ['党委', '党支部'],
  },
  {
    field: 'sector',
    heading: '领域',
    others: ['所属领域', '所在领域', '行业领域', '领域类别', '党组织所属领域', '单位类别', '单位性质', '行业'],
    kind: 'text',
    width: 14,
    how: '农村、城市、机关、学校、国企、非公企业、社会组织，选一个；空着就跟上级一样。',
    examples: ['', '城市'],
  },
  {
    field: 'electedOn',
    heading: '当选日期',
    others: [
      '本届起始',
      '本届起始日期',
      '本届起始时间',
      '本届开始日期',
      '本届当选日期',
      '本届班子当选日期',
      '换届日期',
      '换届时间',
      '上次换届时间',
      '上次换届日期',
      '最近一次换届时间',
      '最近换届时间',
      '任期起始',
      '任期开始日期',
      '当选时间',
      '选举日期',
    ],
    kind: 'date',
    width: 14,
    how: '本届委员会（没有支委会的，书记）当选的日期，写到日。不知道的空着，不提醒换届。',
    examples: ['2024-06-20', '2023年12月15日'],
  },
  {
    field: 'termYears',
    heading: '任期年数',
    others: ['任期', '任期年限', '每届任期', '届期', '任期（年）', '任期年'],
    kind: 'number',
    width: 10,
    how: '空着的，村、社区和党委按 5 年，其他按 3 年。',
    examples: ['5', ''],
  },
  {
    field: 'place',
    heading: '一般地点',
    others: ['活动地点', '地点', '活动室', '活动场所', '常用地点', '会议地点', '党员活动室'],
    kind: 'text',
    width: 22,
    how: '活动一般在哪里，可不填。',
    examples: ['', '社区二楼党员活动室'],
  },
]

const known = new Map<string, { field: TreeField; rank: number }>()
for (const { field, heading, others } of treeColumns)
  for (const [rank, name] of [heading, ...others].entries()) known.set(plainHeading(name), { field, rank })

/** What a heading means, and how surely (0 is surest); null for columns we do not keep. */
export const treeFieldOf = (heading: string): { field: TreeField; rank: number } | null =>
  known.get(plainHeading(heading)) ?? null
