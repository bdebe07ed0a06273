import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const table = readFileSync(join(root, 'docs/制度对照.md'), 'utf8')
const columns = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const rows = [...table.matchAll(/^\| \d+ \|.*$/gm)].map(([line]) => {
  const [number = '', name = '', now = '', text = '', tests = ''] = columns(line)
  return { number: Number(number), name, now, text, tests: tests.split('、').filter(Boolean).map(Number) }
})
const tests = [...table.matchAll(/^(\d+)\. \[.+?\]\(\.\.\/(test\/\S+)\)：(.+)$/gm)].map(
  ([, number, file = '', title = '']) => ({
    number: Number(number),
    file,
    title,
  }),
)

/** What is done, which later part it belongs to, or that it is an exhortation only. */
const standings = ['做', '以后：任务与回执', '以后：登记簿', '以后：认证', '以后：记录', '由人做']

/** Every institution and mechanism that the source documents name, in their order. */
const names = [
  '三会一课',
  '主题党日',
  '党费收缴',
  '组织生活会',
  '民主评议党员',
  '谈心谈话',
  '党的组织生活五项制度',
  '双重组织生活',
  '特色党建主题实践活动、党团攻关、创新创效',
  '名师大讲堂',
  '党支部书记党建示范课',
  '道德讲堂',
  '员工讲坛',
  '班前会、知识竞赛等学习方式',
  '两学一做、“不忘初心、牢记使命”主题教育',
  '入党培训教材三种发放',
  '“一课一评二学四谈”',
  '四个行动',
  '四个“党建+”',
  '四季关爱·暖心服务',
  '六抓六强、五融入五抓实、三强五硬、一支部一品牌',
  '支部品牌工程',
  '支部创星、党员争星，五星红旗党支部示范点',
  '星级评定',
  '支部党员大会收集意见建议',
  '重温入党誓词',
  '党员互助组、容错机制',
  '驻社区单位党员志愿服务、“四点半”课堂',
  '红鹰党建宣讲团',
  '扶贫党务共建、日常扶贫帮困',
  '党内激励、关怀、帮扶，党员慰问、困难救助',
  '换届选举',
  '发展党员',
  '发展党员政治审查制度',
  '入党积极分子状况分析机制',
  '不合格党员处置、“出口”',
  '流动党员管理',
  '组织关系转接',
  '“三懂三会三过硬”',
  '一岗双责',
  '书记队伍：入口关、强化培训、有效激励、淘汰',
  '分领域培训',
  '党委中心组学习',
  '党员日常教育管理',
  '三单制',
  '责任状、任务书、路线图',
  '四个“亲自”',
  '跟踪督导、挂账销号',
  '四个明确',
  '联系点、联系指导制度',
  '例会制度（周、月、季）',
  '协同联动、责任共担机制',
  '报备—全程纪实—现场指导—检查考核',
  '《党支部工作一清单五规范》、20 项党支部工作制度',
  '支部建设“六条标准”与自查',
  '督导组',
  '对标：标杆—示范—标准化党支部（三级）',
  '现场经验交流会',
  '书记述职评议',
  '考评反馈、结果运用',
  '监督整改：通报、公示、规范整改时间、督察督办',
  '责任追究、党建问责、约谈',
  '党建工作责任制、第一责任人',
  '党建项目化管理、课题制攻关',
  '考评细则、动态管理、严格考评',
  '党建基础管理水平提升年活动、“党建质量”提升工程、“三基建设”',
  '标准化认证',
  '五个基本',
  '准入与一票否决',
  '统一时间',
  '程序 6 步',
  '等级',
  '不通过与一个月整改、二次认证',
  '认证组',
  '逐条核查、拍照存档、当场反馈、双方签字',
  '结果运用',
  '二次不通过',
  '履职清单：党委书记“七个一”、支部书记“十条”',
  '六星支部创建',
  '三份清单（党建责任、目标任务、规范化标准）',
  '已达标、未达标台账',
  '阵地建设',
  '党建经费保障',
  '党支部规范化建设工作记录本',
  '使用说明、流程图',
  '《三会一课》教学片光盘',
  '支部档案、内页资料归档',
  '党务公开',
  '党内情况通报、情况反映、表达意见渠道',
  '“掌上红鹰”APP',
  '视频会议',
  '服务面对面',
  '任务直达（县→村）',
  '问题类型',
  '交流机制、示范点',
  '三化',
  '五个统一、三个强化',
  '机关党建巡查、自查评分表',
  '地方品牌做法',
]

test('the table of institutions has every one of them, in order', () => {
  expect(rows.map(({ number }) => number)).toEqual(names.map((_, index) => index + 1))
  expect(rows.map(({ name }) => name)).toEqual(names)
  for (const { name, now, text } of rows) {
    expect(standings, name).toContain(now)
    expect(text, name).toMatch(/。$/)
  }
})

test('what it says is done is backed by tests that there are, and nothing else claims any', () => {
  expect(tests.map(({ number }) => number)).toEqual(tests.map((_, index) => index + 1))
  for (const { file, title } of tests) {
    const source = readFileSync(join(root, file), 'utf8')
    expect(
      [`'${title}'`, `"${title}"`].some((quoted) => source.includes(quoted)),
      `${file}: ${title}`,
    ).toBe(true)
  }
  for (const { name, now, tests: cited } of rows) expect(cited.length > 0, name).toBe(now === '做')
  const cited = new Set(rows.flatMap((row) => row.tests))
  expect([...cited].sort((a, b) => a - b)).toEqual(tests.map(({ number }) => number))
})
