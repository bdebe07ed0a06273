import { about, answered, not, number, ofDues, pattern, who } from './pattern.ts'
import { periodNamed } from './topic.ts'
import type { CommandRow } from './types.ts'

const look = '(?:看看?|查看?|查一?下|看一?下|发)?(?:一下)?'
const overdue = pattern(
  `${look}(?:有没?有?|有什么|有哪些|哪些|什么)?(?:逾期|超期|过期)(?:了)?(?:的)?(?:事项?|任务|活动|清单|名单|情况|有哪些|有什么)?(?:没有)?|(?:还)?有(?:什么|哪些|啥)(?:事|工作|任务)?(?:还)?${not}(?:做|办|完成|干|落实)(?:完|的|好|了)?|(?:还)?欠(?:了|着)?(?:什么|哪些|啥)|(?:什么|哪些|啥)(?:事|工作)?(?:还)?${not}(?:做|办|完成|干)(?:完|的|好)?|${not}(?:做|办|完成)完?的(?:事|工作)?(?:有哪些|有什么|清单)?|待办(?:事项|清单)?`,
)
const mineWords = about(
  '(?:看看?|查一?下?|看一?下)?我(?:自己)?的(?:情况|记录|档案|考勤|出勤|参加情况|请假|学时|补课|补课情况|信息|全部)*|我(?:现在|今年)?(?:还)?欠(?:什么|啥|多少|几个月|不欠)?(?:了)?|我(?:的)?(?:交|缴)(?:了)?(?:没有?|了没有?|了吗|过了?吗|清了吗|到几月(?:了)?)|我(?:今年|这个月)?(?:参加|缺席|请假)了?(?:几|多少)次|我(?:还)?(?:差|欠)(?:什么|多少)(?:学时|党费)?',
)
const duesStatus = `${who}${not}?(?:交|缴)(?:的|了)?|(?:交|缴|收)?(?:情况|进度|台账|统计|明细)(?:怎么样|如何)?|${look}(?:收缴|收交|交纳|缴纳)(?:情况|进度|台账)?|(?:都|现在|已经)?(?:收|交|缴)了(?:多少|几个人?|几位)|(?:都|全)?(?:收|交|缴)(?:得|的)?(?:怎么样|如何|齐)(?:了)?(?:没有?|吗)?|还差(?:谁|多少|几个人?)|(?:还)?${not}(?:交|缴)的(?:人|同志)?(?:都?有谁|有哪些|名单|是谁|还有谁)?|欠交(?:名单|情况)?|名单`
const duesStatusNamed = ofDues(duesStatus)
const duesStatusBare = pattern(
  `${who}${not}(?:交|缴)(?:的|钱)?|(?:还)?${not}(?:交|缴)的(?:人|同志)?(?:都?有谁|有哪些|名单|是谁|还有谁)`,
)
const unanswered = about(
  `${who}${not}${answered}(?:的)?|(?:还)?${not}${answered}的(?:人|同志|党员)?(?:都?有谁|有哪些|是谁|还有谁|名单|几个)?|${answered}(?:情况|进度|统计)|(?:多少|几个)人(?:没)?${answered}了?|还差谁`,
)
const leaves = about(
  `${who}(?:请|要请|请了)假(?:了|的)?|请假(?:的)?(?:都?有谁|有哪些人?|名单|情况|人员|人数|是谁)|(?:有)?(?:多少|几个)人?请假(?:了)?|${look}请假名单`,
)
const roll = about(
  `点名(?:情况|结果)?|开始点名|${look}(?:签到|到会|出席|参会|出勤|考勤)(?:情况|名单|结果|统计|表|人数|率)|${who}${not}(?:到|来|签到|签|参加|出席)(?:的)?|(?:都)?(?:到|来|签到)了(?:多少|几个)人?|${not}(?:到|来|签到)的(?:人|同志)?(?:都?有谁|名单|是谁|有哪些)|${who}(?:到|来|签到)了?`,
)
const record = about(`${look}(?:会议|活动|这次的?|上次的?)?记录(?:全文|内容|情况)?|${look}全文|${look}记录本`)
const schedule = about(
  '(?:是|在|开|都)*(?:什么时候|什么时间|啥时候|啥时间|几点钟?|几号|哪天|哪一天|何时|在哪里?|在哪儿|什么地方|星期几|周几)(?:开|开始|举行|召开|开会|到|集合|搞|办)?(?:啊|呀|呢|来着)?|(?:开会|活动|会议)?(?:时间|地点|时间地点)(?:是什么|是)?',
)
const scheduleBare = pattern(
  `${look}(?:安排|日程|日程表|计划表|活动安排)|(?:最近|近期|本周|这周|下周|本月|这个月|下个月|今天|明天)(?:的)?(?:都)?(?:有)?(?:什么|哪些|啥)?(?:安排|活动|会议|会|日程)(?:吗|没有)?|(?:下次|什么时候|几点|哪天|啥时候)+(?:开会|开|活动)(?:什么时候|几点)?|下次(?:开会|活动|会议)(?:是)?(?:什么时候|几点|哪天|啥时候)?`,
)
const callList = pattern(
  '(?:请)?(?:打个?)?电话(?:名单|清单)|(?:要|该|需要)?给?谁打个?电话|(?:要|该)?打(?:个)?电话(?:的)?(?:名单|给谁|有谁|有哪些人?)?|联系不上的(?:人|同志)?(?:有谁|名单|都有谁)?',
)
const overview = new RegExp(
  `^${look}(本月|这个?月|当月|上个?月|${number}月份?|本季度|第?${number}季度)(?:的)?(?:各支部|所有支部|所属支部|总体|整体)?(?:情况|汇总|概况|总览|进度|统计|完成情况)(?:怎么样|如何)?$|^${look}(?:各支部|所有支部|所属支部|总体|整体)(?:的)?(?:情况|汇总|概况|总览|进度|统计|完成情况)(?:怎么样|如何)?$`,
)

/** What people ask to see: nothing changes. */
export const queries: readonly CommandRow[] = [
  {
    name: 'mine',
    topic: 'self',
    title: '我的',
    who: 'member',
    example: '我的',
    help: '看自己今年的参加、请假、缺席、补课和党费。',
    read: (text, context) => {
      const topic = mineWords(text, context)
      return topic && { name: 'mine', ...topic }
    },
  },
  {
    name: 'schedule',
    topic: 'activity',
    title: '日程',
    who: 'member',
    example: '下次支委会什么时候',
    help: '看已经定下的活动，时间和地点。',
    read: (text, context) => {
      if (scheduleBare.test(text)) return { name: 'schedule', subject: null, period: null }
      const topic = schedule(text, context)
      return topic && topic.subject !== null && topic.subject !== '党费' ? { name: 'schedule', ...topic } : null
    },
  },
  {
    name: 'overdue',
    topic: 'activity',
    title: '逾期',
    who: 'officer',
    example: '逾期',
    help: '看本支部该做还没有做的事，可以接着说怎么办，如「1 安排 12月18日下午3点」。',
    read: (text) => (overdue.test(text) ? { name: 'overdue', target: null } : null),
  },
  {
    name: 'unanswered',
    topic: 'activity',
    title: '谁没答复',
    who: 'officer',
    example: '谁没答复',
    help: '看还有谁没有答复，只在私下告诉您。',
    read: (text, context) => {
      const topic = unanswered(text, context)
      return topic && topic.subject !== '党费' ? { name: 'unanswered', ...topic } : null
    },
  },
  {
    name: 'roll',
    topic: 'activity',
    title: '点名',
    who: 'officer',
    example: '点名',
    help: '看谁到了、谁没有消息。核对时直接说，如「到齐，缺周磊、何敏，何敏请假」。',
    read: (text, context) => {
      const topic = roll(text, context)
      return topic && topic.subject !== '党费' ? { name: 'roll', ...topic } : null
    },
  },
  {
    name: 'leaves',
    topic: 'activity',
    title: '请假名单',
    who: 'officer',
    example: '谁请假了',
    help: '看谁请了假、原因、同意没有，只在私下告诉您。',
    read: (text, context) => {
      const topic = leaves(text, context)
      return topic && { name: 'leaves', ...topic }
    },
  },
  {
    name: 'record',
    topic: 'records',
    title: '看记录',
    who: 'officer',
    example: '看记录',
    help: '看会议记录的全文。',
    read: (text, context) => {
      const topic = record(text, context)
      return topic && { name: 'record', ...topic }
    },
  },
  {
    name: 'dues_status',
    topic: 'dues',
    title: '党费情况',
    who: 'officer',
    example: '12月党费都谁没交',
    help: '看党费交了多少、谁还没有交，只在私下告诉您。',
    read: (text, context) => {
      const dues = duesStatusNamed(text, context)
      return dues
        ? { name: 'dues_status', ...dues }
        : duesStatusBare.test(text)
          ? { name: 'dues_status', subject: '党费', period: null }
          : null
    },
  },
  {
    name: 'call_list',
    topic: 'activity',
    title: '电话名单',
    who: 'officer',
    example: '打电话名单',
    help: '看哪些同志私聊够不到，请打个电话。',
    read: (text) => (callList.test(text) ? { name: 'call_list' } : null),
  },
  {
    name: 'month_overview',
    topic: 'below',
    title: '本月情况',
    who: 'committee',
    example: '本月情况',
    help: '看所属各支部这个月办了没有。',
    read: (text, context) => {
      const found = overview.exec(text)
      return found && { name: 'month_overview', period: found[1] ? periodNamed(found[1], context) : null }
    },
  },
]
