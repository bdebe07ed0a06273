import { readInteger } from '../base/numerals.ts'
import { placeIn, timeAndPlace } from './command-time.ts'
import { periodNamed, takeTopic } from './command-topic.ts'
import type { CommandRow, Topic } from './command-types.ts'
import type { Context } from './meaning.ts'

/** Pieces that many patterns are made of. */
const who = '(?:都|还|还有|现在)?(?:有)?(?:谁|哪些人|哪几个人?|哪些同志|哪几位)(?:都|还)*'
const not = '(?:没有?|未)'
const answered = '(?:答复|回复|回话|回应|回|报名|表态|反馈|接龙)'
const look = '(?:看看?|查看?|查一?下|看一?下|发)?(?:一下)?'
const nudge = '(?:再)?(?:提醒|催催|催促|催|通知)(?:一下|下)?'
const number = '[\\d一二两三四五六七八九十]{1,3}'

const pattern = (source: string): RegExp => new RegExp(`^(?:${source})$`)

/** The topic wherever it is named, and whether the rest of the text is one of these. */
const about =
  (source: string) =>
  (text: string, context: Context): Topic | null => {
    const { topic, rest } = takeTopic(text, context)
    return wholes(source).test(rest) ? topic : null
  }
const compiled = new Map<string, RegExp>()
function wholes(source: string): RegExp {
  const known = compiled.get(source) ?? pattern(source)
  compiled.set(source, known)
  return known
}
/** The topic only where the text opens with it ("主题党日改到…"). */
function opening(text: string, context: Context): { topic: Topic; rest: string } {
  const { topic, rest, at } = takeTopic(text, context)
  return at === 0 ? { topic, rest } : { topic: unnamed, rest: text }
}
const unnamed: Topic = { subject: null, period: null }
const ofDues = (source: string) => {
  const read = about(source)
  return (text: string, context: Context): Topic | null => {
    const topic = read(text, context)
    return topic?.subject === '党费' ? topic : null
  }
}

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
const duesCheck = ofDues('(?:开始)?(?:核对|核销|核收|入账|对账)(?:一下)?')
const duesRemind = ofDues(`${nudge}(?:还)?(?:${not}(?:交|缴)的?)?(?:人|同志|党员|同志们)?(?:交)?`)
const duesRemindBare = pattern(`${nudge}(?:还)?${not}(?:交|缴)的?(?:人|同志|党员)?`)
const remind = about(
  `${nudge}(?:一下)?(?:还)?${not}${answered}的?(?:人|同志|党员|同志们)?(?:${answered})?|再?催催?(?:一下|下)?(?:大家|他们)?|(?:再提醒|提醒)(?:一下)?(?:大家|他们)?${answered}|再提醒(?:一下)?(?:大家|他们)?|提醒一下`,
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
const close = about(
  '(?:存档|归档|定稿|完成(?:记录|存档|归档)|记录(?:完成|存档|归档)|关闭记录|存入档案)(?:吧|了)?|记录可以存档了?',
)
const schedule = about(
  '(?:是|在|开|都)*(?:什么时候|什么时间|啥时候|啥时间|几点钟?|几号|哪天|哪一天|何时|在哪里?|在哪儿|什么地方|星期几|周几)(?:开|开始|举行|召开|开会|到|集合|搞|办)?(?:啊|呀|呢|来着)?|(?:开会|活动|会议)?(?:时间|地点|时间地点)(?:是什么|是)?',
)
const scheduleBare = pattern(
  `${look}(?:安排|日程|日程表|计划表|活动安排)|(?:最近|近期|本周|这周|下周|本月|这个月|下个月|今天|明天)(?:的)?(?:都)?(?:有)?(?:什么|哪些|啥)?(?:安排|活动|会议|会|日程)(?:吗|没有)?|(?:下次|什么时候|几点|哪天|啥时候)+(?:开会|开|活动)(?:什么时候|几点)?|下次(?:开会|活动|会议)(?:是)?(?:什么时候|几点|哪天|啥时候)?`,
)
const undo = pattern(
  '(?:撤销|撤回)(?:刚才的?|上一条|上一步|那条|这条|一下)?(?:操作|记录)?|(?:刚才|你)?(?:的|那个|那条)?(?:记|搞|弄|写)错了|(?:刚才|上一条|刚才那个|刚才那条)(?:的)?(?:不算|撤销|作废)(?:了)?',
)
const remindUnarranged = pattern(`${nudge}(?:还)?${not}(?:安排|排|定|计划|上报)的?(?:支部|书记|单位)?`)
const callList = pattern(
  '(?:请)?(?:打个?)?电话(?:名单|清单)|(?:要|该|需要)?给?谁打个?电话|(?:要|该)?打(?:个)?电话(?:的)?(?:名单|给谁|有谁|有哪些人?)?|联系不上的(?:人|同志)?(?:有谁|名单|都有谁)?',
)
const overview = new RegExp(
  `^${look}(本月|这个?月|当月|上个?月|${number}月份?|本季度|第?${number}季度)(?:的)?(?:各支部|所有支部|所属支部|总体|整体)?(?:情况|汇总|概况|总览|进度|统计|完成情况)(?:怎么样|如何)?$|^${look}(?:各支部|所有支部|所属支部|总体|整体)(?:的)?(?:情况|汇总|概况|总览|进度|统计|完成情况)(?:怎么样|如何)?$`,
)

const move =
  /^(?:的)?(?:会议|活动|开会)?(?:的)?(?:时间)?\s?(?:改期|改时间|改个时间|(?:改|推迟|延期|延后|顺延|提前|挪|调整|调|推|延|移|变更|换)(?:到|至|为|成)|推迟|延期|延后|顺延|提前)(?:到|至|为|成)?(.*)$/
const span = /^(?:[一两二三四五六七八九十\d半几]{1,3}个?(?:半)?(?:天|周|星期|礼拜|小时|钟头|月|刻钟|分钟))(?:开|举行)?$/
const cancel =
  /^(?:取消|(?:先)?不(?:开|搞|办|举行)了|暂停|停办|取消了|作废)(?:吧)?(?:[,\s]+(?:原因是?)?|(?=因为|由于))?(.{0,100})$/
const setPlace =
  /^(?:的)?(?:会议|活动|开会)?(?:的)?(?:地点|地方|会场|场地)\s?(?:改|换|定|变更|调整)?(?:到|在|为|成|是|:)\s?([^,。!]{1,30}?)(?:了|开会|开|举行)?$/
const setTopic =
  /^(?:的)?(?:本次|这次)?(?:活动|会议|学习)?(?:的)?主题\s?(?:是|为|:|改成|改为|定为|定成|换成|就是)\s?(.{2,200})$/
const openCheckIn = new RegExp(
  `^(?:(?:开始|打开|开启|发起|启动|开)签到|签到开始)(?:[,\\s]*(${number})\\s?分钟?)?(?:吧|了)?$|^签到\\s?(${number})\\s?分钟?$`,
)
const reopen =
  /^(?:重开|重新打开|打回|退回|重新开放|撤销存档|取消存档)(?:记录)?(?:$|[\s,:]+(.{0,200})$|(?=因为|由于)(.{0,200})$)/
const indexed = new RegExp(`^(?:第)?(${number})\\s?(?:项|个|号|条)?[\\s.、,:)]*安排(?:在|到|为)?(.*)$`)
const arrange = /^安排(?:一下|下)?(?:在|到|为|于)?(.*)$/

/** Every command, in the order in which they are tried and told. The manual and 帮助 are made from this table. */
export const commandTable: readonly CommandRow[] = [
  {
    name: 'mine',
    title: '我的',
    who: 'member',
    example: '我的',
    help: '看自己今年的参加、请假、补课、学时和党费。',
    read: (text, context) => {
      const topic = mineWords(text, context)
      return topic && { name: 'mine', ...topic }
    },
  },
  {
    name: 'schedule',
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
    name: 'undo',
    title: '记错了',
    who: 'member',
    changes: true,
    example: '记错了',
    help: '撤销刚才替您记下的那一条。',
    read: (text) => (undo.test(text) ? { name: 'undo' } : null),
  },
  {
    name: 'overdue',
    title: '逾期',
    who: 'officer',
    example: '逾期',
    help: '看本支部该做还没有做的事，可以接着说怎么办，如「1 安排 12月18日下午3点」。',
    read: (text) => (overdue.test(text) ? { name: 'overdue' } : null),
  },
  {
    name: 'unanswered',
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
    name: 'dues_remind',
    title: '催党费',
    who: 'officer',
    changes: true,
    example: '催一下没交党费的',
    help: '私下逐个提醒还没有交党费的同志，不在群里点名。',
    read: (text, context) => {
      const dues = duesRemind(text, context)
      return dues
        ? { name: 'dues_remind', ...dues }
        : duesRemindBare.test(text)
          ? { name: 'dues_remind', subject: '党费', period: null }
          : null
    },
  },
  {
    name: 'remind',
    title: '提醒',
    who: 'officer',
    changes: true,
    example: '提醒没答复的',
    help: '再问一次还没有答复的同志，已经答复的不打扰。',
    read: (text, context) => {
      const topic = remind(text, context)
      return topic && topic.subject !== '党费' ? { name: 'remind', ...topic } : null
    },
  },
  {
    name: 'reschedule',
    title: '改期',
    who: 'officer',
    changes: true,
    example: '主题党日改到下周一下午3点',
    help: '改活动的时间。先复述给您确认，再通知大家，旧的提醒作废。',
    read: (text, context) => {
      const { topic, rest } = opening(text, context)
      const after = move.exec(rest)?.[1]
      if (after === undefined) return null
      const named = after.trim() === '' ? null : takeTopic(after, context)
      const whole = topic.subject === null && named?.at === 0 ? named : { topic, rest: after }
      // "推迟一周" names no time that could be announced: it is asked for.
      const appointment = span.test(whole.rest) ? { when: null, place: null } : timeAndPlace(whole.rest, context)
      // "提前" alone and "改到" without a time are not orders.
      if (!appointment || (appointment.when === null && !/改期|改个?时间|推迟|延期|延后/.test(rest))) return null
      return { name: 'reschedule', ...whole.topic, ...appointment }
    },
  },
  {
    name: 'cancel',
    title: '取消',
    who: 'officer',
    changes: true,
    example: '取消主题党日 书记出差',
    help: '取消一次活动，后面可以写原因。先请您确认，再通知大家。',
    read: (text, context) => {
      const { topic, rest, at } = takeTopic(text, context)
      const found = cancel.exec(rest)
      const said = found?.[1]?.trim() ?? ''
      if (!found || topic.subject === null || topic.subject === '党费' || at > 6) return null
      // Whatever follows without a mark must be a reason: "取消主题党日的请假" is none.
      if (said !== '' && !/[,\s]/.test(rest) && !/^(?:因|由于)/.test(said)) return null
      return { name: 'cancel', ...topic, reason: said.replace(/^(?:因为|由于|原因是?)\s?/, '') || null }
    },
  },
  {
    name: 'set_place',
    title: '改地点',
    who: 'officer',
    changes: true,
    example: '地点改到三楼会议室',
    help: '改活动的地点，并告诉大家。',
    read: (text, context) => {
      const { topic, rest } = opening(text, context)
      const labelled = setPlace.exec(rest)?.[1]?.trim()
      const moved = /^(?:改到|改在|换到|挪到|搬到|移到)(.+)$/.exec(rest)?.[1]
      const place = labelled ?? (moved === undefined ? null : placeIn(moved))
      return place ? { name: 'set_place', ...topic, place } : null
    },
  },
  {
    name: 'set_topic',
    title: '定主题',
    who: 'officer',
    changes: true,
    example: '主题是学习全会精神，重温入党誓词',
    help: '写下或改动活动的主题。',
    read: (text, context) => {
      const { topic, rest } = opening(text, context)
      const said = setTopic.exec(rest)?.[1]?.trim()
      return said ? { name: 'set_topic', ...topic, text: said } : null
    },
  },
  {
    name: 'arrange',
    title: '安排',
    who: 'officer',
    changes: true,
    example: '安排 四季度党员大会 12月18日下午3点',
    help: '给还没有安排的活动定时间。看了「逾期」之后，也可以说「1 安排 18号下午3点」。',
    read: (text, context) => {
      const byIndex = indexed.exec(text)
      if (byIndex) {
        const appointment = timeAndPlace(byIndex[2] ?? '', context)
        const index = readInteger(byIndex[1] ?? '')
        return appointment && index !== null
          ? { name: 'arrange', index, subject: null, period: null, ...appointment }
          : null
      }
      const { topic, rest, at } = takeTopic(text, context)
      const after = arrange.exec(rest)?.[1] ?? (at === 0 ? /^定(?:在|到|于)(.+)$/.exec(rest)?.[1] : undefined)
      if (after === undefined) return null
      const appointment = timeAndPlace(after, context)
      const something = topic.subject !== null || appointment?.when != null
      return appointment && something ? { name: 'arrange', index: null, ...topic, ...appointment } : null
    },
  },
  {
    name: 'open_check_in',
    title: '开始签到',
    who: 'officer',
    changes: true,
    example: '开始签到',
    help: '开始签到，给您四位签到码。可以说开多久，如「签到 15分钟」。',
    read: (text, context) => {
      const { topic, rest } = takeTopic(text, context)
      const found = openCheckIn.exec(rest)
      return found && { name: 'open_check_in', ...topic, minutes: readInteger(found[1] ?? found[2] ?? '') }
    },
  },
  {
    name: 'roll',
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
    name: 'close',
    title: '存档',
    who: 'officer',
    changes: true,
    example: '存档',
    help: '记录齐了就存档；还差什么会告诉您。',
    read: (text, context) => {
      const topic = close(text, context)
      return topic && { name: 'close', ...topic }
    },
  },
  {
    name: 'reopen',
    title: '重开',
    who: 'officer',
    changes: true,
    example: '重开 12月主题党日 漏记了请假',
    help: '把存档的记录打回来改，要写原因。',
    read: (text, context) => {
      const { topic, rest, at } = takeTopic(text, context)
      const found = reopen.exec(at > 8 ? text : rest)
      if (!found) return null
      return {
        name: 'reopen',
        ...(at > 8 ? unnamed : topic),
        reason: (found[1] ?? found[2])?.trim() || null,
      }
    },
  },
  {
    name: 'dues_status',
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
    name: 'dues_check',
    title: '核对党费',
    who: 'officer',
    changes: true,
    example: '核对党费',
    help: '把大家报的党费列出来，请组织委员逐笔核对。',
    read: (text, context) => {
      const dues = duesCheck(text, context)
      return dues && { name: 'dues_check', ...dues }
    },
  },
  {
    name: 'call_list',
    title: '电话名单',
    who: 'officer',
    example: '打电话名单',
    help: '看哪些同志私聊够不到，请打个电话。',
    read: (text) => (callList.test(text) ? { name: 'call_list' } : null),
  },
  {
    name: 'month_overview',
    title: '本月情况',
    who: 'committee',
    example: '本月情况',
    help: '看所属各支部这个月办了没有。',
    read: (text, context) => {
      const found = overview.exec(text)
      return found && { name: 'month_overview', period: found[1] ? periodNamed(found[1], context) : null }
    },
  },
  {
    name: 'remind_unarranged',
    title: '提醒没安排的',
    who: 'committee',
    changes: true,
    example: '提醒没安排的',
    help: '私下提醒还没有安排的支部书记，发之前请您确认。',
    read: (text) => (remindUnarranged.test(text) ? { name: 'remind_unarranged' } : null),
  },
]
