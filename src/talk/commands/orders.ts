import { readInteger } from '../../base/numerals.ts'
import { when } from '../../time/phrases.ts'
import type { Context } from '../meaning.ts'
import { about, answered, not, number, ofDues, pattern } from './pattern.ts'
import { placeIn, timeAndPlace } from './time.ts'
import { takeTopic } from './topic.ts'
import type { CommandRow, Topic } from './types.ts'

const nudge = '(?:再)?(?:提醒|催催|催促|催|通知)(?:一下|下)?'
/** The topic only where the text opens with it ("主题党日改到…"). */
function opening(text: string, context: Context): { topic: Topic; rest: string } {
  const { topic, rest, at } = takeTopic(text, context)
  return at === 0 ? { topic, rest } : { topic: unnamed, rest: text }
}
const unnamed: Topic = { subject: null, period: null }
const duesCheck = ofDues('(?:开始)?(?:核对|核销|核收|入账|对账)(?:一下)?')
const duesRemind = ofDues(`${nudge}(?:还)?(?:${not}(?:交|缴)的?)?(?:人|同志|党员|同志们)?(?:交)?`)
const duesRemindBare = pattern(`${nudge}(?:还)?${not}(?:交|缴)的?(?:人|同志|党员)?`)
const remind = about(
  `${nudge}(?:一下)?(?:还)?${not}${answered}的?(?:人|同志|党员|同志们)?(?:${answered})?|再?催催?(?:一下|下)?(?:大家|他们)?|(?:再提醒|提醒)(?:一下)?(?:大家|他们)?${answered}|再提醒(?:一下)?(?:大家|他们)?|提醒一下`,
)
const close = about(
  '(?:存档|归档|定稿|完成(?:记录|存档|归档)|记录(?:完成|存档|归档)|关闭记录|存入档案)(?:吧|了)?|记录可以存档了?',
)
const undo = pattern(
  '(?:撤销|撤回)(?:刚才的?|上一条|上一步|那条|这条|一下)?(?:操作|记录)?|(?:刚才|你)?(?:的|那个|那条)?(?:记|搞|弄|写)错了|(?:刚才|上一条|刚才那个|刚才那条)(?:的)?(?:不算|撤销|作废)(?:了)?',
)
/** 推迟一周 counts from the old date; of 推迟几天 the new one must be asked for. */
function byLength(order: string, length: string, context: Context): ReturnType<typeof timeAndPlace> {
  const read = when(`${/提前/.test(order) ? '提前' : '推迟'}${length}`, context)
  return { when: read.matched === '' ? null : read, place: null }
}
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
const explained = new RegExp(
  `^(?:第?(${number})\\s?(?:项|个|条)?[\\s.、,:)]*)?(?:说明|写说明|情况说明)(?:[\\s,:]+(?:原因是?)?|(?=因为?|由于))(.{2,200})$`,
)
const arrange = /^安排(?:一下|下)?(?:在|到|为|于)?(.*)$/

/** What changes something or writes to people. */
export const orders: readonly CommandRow[] = [
  {
    name: 'undo',
    topic: 'self',
    title: '记错了',
    who: 'member',
    changes: true,
    example: '记错了',
    help: '撤销刚才替您记下的那一条。',
    read: (text) => (undo.test(text) ? { name: 'undo' } : null),
  },
  {
    name: 'dues_remind',
    topic: 'dues',
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
    topic: 'activity',
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
    topic: 'activity',
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
      const appointment = span.test(whole.rest)
        ? byLength(rest, whole.rest, context)
        : timeAndPlace(whole.rest, context)
      // "提前" alone and "改到" without a time are not orders.
      if (!appointment || (appointment.when === null && !/改期|改个?时间|推迟|延期|延后/.test(rest))) return null
      return { name: 'reschedule', ...whole.topic, ...appointment }
    },
  },
  {
    name: 'cancel',
    topic: 'activity',
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
    topic: 'activity',
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
    topic: 'activity',
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
    topic: 'activity',
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
    name: 'explain',
    topic: 'activity',
    title: '说明',
    who: 'officer',
    changes: true,
    example: '说明 三季度党员大会 全员防汛没有开',
    help: '过了时间没有开成的，写下原因，这一次不再催。看了「逾期」之后，也可以说「2 说明 全员防汛」。',
    read: (text, context) => {
      const [, index, words = ''] = explained.exec(text) ?? []
      if (index !== undefined)
        return { name: 'explain', index: readInteger(index), subject: null, period: null, words: words.trim() }
      const { topic, rest, at } = takeTopic(words || text, context)
      const reason = words === '' ? (explained.exec(rest)?.[2] ?? '') : at === 0 ? rest : ''
      const plain = reason.replace(/^[\s,:]*(?:因为|由于|原因是?)?[\s,:]*/, '').trim()
      const about = topic.subject !== null && topic.subject !== '党费' && at === 0 && plain.length >= 2
      return about ? { name: 'explain', index: null, ...topic, words: plain } : null
    },
  },
  {
    name: 'open_check_in',
    topic: 'activity',
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
    name: 'close',
    topic: 'records',
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
    topic: 'records',
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
    name: 'dues_check',
    topic: 'dues',
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
]
