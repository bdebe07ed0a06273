import type { Context } from '../meaning.ts'
import { readAppraisal, readAppraisalAsk } from '../people/appraisal.ts'
import { knownSteps, readDevelopment, readDevelopmentAsk, readEnding } from '../people/development.ts'
import { asksTalks, readTalk } from '../people/talks.ts'
import type { CommandRow } from './types.ts'

const todayOf = ({ now, zone }: Context) => zone.day(now)

/** What is asked of members one by one: admission, talks, appraisal. Only ever answered privately. */
export const peopleQueries: readonly CommandRow[] = [
  {
    name: 'development_status',
    topic: 'growth',
    title: '发展党员情况',
    who: 'officer',
    example: '张三发展到哪一步了',
    help: '看某个人，或者（发「发展党员情况」）本支部所有人办到了第几步、下一步的期限；「谁该转正了」看预备期快满的。只在私下告诉您。',
    read: (text) => {
      const ask = readDevelopmentAsk(text)
      return ask && { name: 'development_status', ask }
    },
  },
  {
    name: 'talk_status',
    topic: 'growth',
    title: '谈心谈话情况',
    who: 'officer',
    example: '谈心谈话情况',
    help: '看今年支委之间、支委和党员还有谁没谈，只在私下告诉您。',
    read: (text) => (asksTalks(text) ? { name: 'talk_status' } : null),
  },
  {
    name: 'appraisal_status',
    topic: 'growth',
    title: '评议结果',
    who: 'officer',
    example: '评议结果',
    help: '看登记过的民主评议等次，只在私下告诉您。看哪一年就写上，如「2025年评议结果」。',
    read: (text) => {
      const year = readAppraisalAsk(text)
      return year === undefined ? null : { name: 'appraisal_status', year }
    },
  },
]

export const peopleOrders: readonly CommandRow[] = [
  {
    name: 'appraise',
    topic: 'growth',
    title: '登记评议等次',
    who: 'officer',
    changes: true,
    example: '评议 优秀 张三 李四，合格 其他',
    help: '评议会后登记支部给的等次：优秀、合格、基本合格、不合格。先复述人数请您确认；预备党员不评等次。改就再说一次，如「评议 王五合格」。',
    read: (text, context) => (readAppraisal(text, context.people) ? { name: 'appraise', text } : null),
  },
  {
    name: 'development_end',
    topic: 'growth',
    title: '终止发展',
    who: 'officer',
    changes: true,
    example: '张三终止发展 本人撤回申请',
    help: '登记一个人不再发展，后面写支部的说法。先请您确认，确认后从名册移出，记录保留。',
    read: (text, context) =>
      readEnding(text, context.people, todayOf(context)) ? { name: 'development_end', text } : null,
  },
  {
    name: 'talk_done',
    topic: 'growth',
    title: '登记谈心谈话',
    who: 'officer',
    changes: true,
    example: '和张三谈了',
    help: '登记谁和谁谈过、哪一天，如「12月1日李书记和王五谈心谈话」。谈的内容不记，不用写。',
    read: (text, context) => (readTalk(text, context.people, todayOf(context)) ? { name: 'talk_done', text } : null),
  },
  {
    name: 'development_step',
    topic: 'growth',
    title: '登记发展党员',
    who: 'officer',
    changes: true,
    example: '张三确定为积极分子 11月23日',
    help: '登记一步办完了和日期，如「张三递交入党申请书 11月20日」「张三 公示 12月1日开始」「登记发展党员 张三 第6步 11月23日」。先请您确认；只记办了没有、哪一天。',
    read: (text, context) =>
      readDevelopment(text, context.people, knownSteps, todayOf(context)) ? { name: 'development_step', text } : null,
  },
]
