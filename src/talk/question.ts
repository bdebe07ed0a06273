import { ignored, meaning, speaker, unique } from './build.ts'
import { amountsIn, payers } from './dues/payers.ts'
import { isAboutDues, monthSubject } from './dues/topic.ts'
import { within, without } from './match.ts'
import type { Context, Meaning, Person } from './meaning.ts'
import type { Said } from './message.ts'
import { monthsIn } from './months.ts'
import * as words from './phrasebook.ts'
import { activityIn, calledSubject, namedSubject } from './subject.ts'

const who = within(words.askWho)
const when = within(words.askWhen)
const help = within(words.askHelp)
const dues = within(words.askDues)
const isTag = within(words.tagQuestions)
const isChatter = within(words.chatter)
const withoutOtherPayments = without(words.notDues)
const isTransfer = within(words.transferWords)
const isStudy = within(words.studyWords)
const isMakeup = within(words.makeupWords)

/** A question is answered and never changes anything. */
export function readQuestion(said: Said, context: Context): Meaning | null {
  if (!said.isQuestion) return null
  const { text } = said
  const about = activityIn(text, context, said.quoted)
  const named = about.named !== null
  const asker = speaker(context)
  if (isTransfer(text)) return meaning('relation_transfer', 'query', { subject: '组织关系转接', people: asker })
  if (isDuesQuestion(said, context)) return duesQuestion(said, context)
  if (isMakeup(text)) return meaning('makeup', 'query', { subject: '补课', people: asker })
  if (isStudy(text)) return meaning('study_report', 'query', { subject: '学时', people: asker })
  if (isChatter(text) && !named) return ignored()
  const ours = named || about.matter !== null || about.several.length > 0 || /会|活动|学习|党|支部/.test(text)
  const subject = named ? about.named : about.matter || about.several.length > 0 ? calledSubject(about) : null
  const isWhen = when(text) || /改到|改期|推迟|延期|提前到|挪到|换到/.test(text)
  if (/签到码/.test(text)) return meaning('help_request', 'query', { people: asker })
  if (/(?:准|批|同意)(?:了|假|过)*(?:吗|没|么)/.test(text) && ours)
    return meaning('attendance_query', 'query', {
      subject: subject ?? words.currentActivity,
      matter: about.matter,
      people: asked(said, context, true),
    })
  if (
    /模板|格式|请假条|怎么(?:请假|签到|用|操作|接龙|回复|填)|(?:找|向|跟|问|给)(?:谁|哪个|哪位).{0,3}请|请假.{0,4}(?:找|向|跟|问|给)(?:谁|哪个|哪位)/.test(
      text,
    )
  )
    return meaning('help_request', 'query', { people: asker })
  if (
    isWhen &&
    ours &&
    !/谁(?!讲|主|来讲)|(?:几|多少)(?:个)?(?:人|位)|哪(?:些|几?个|位)(?:人|同志|党员)?(?:还|都|也)?(?:没|未|不|请|签|来|到|去)/.test(
      text,
    ) &&
    !asksAttendance(text)
  )
    return meaning('schedule_query', 'query', { subject, matter: about.matter, people: context.officer ? [] : asker })
  if (asksPermission(text)) return meaning('help_request', 'query', { people: asker })
  if (who(text) && (ours || /请假|签到|缺席|出勤|考勤/.test(text)) && aboutComing(text))
    return meaning('attendance_query', 'query', {
      subject: subject ?? words.currentActivity,
      matter: about.matter,
      people: asked(said, context),
    })
  if (isWhen && ours)
    return meaning('schedule_query', 'query', { subject, matter: about.matter, people: context.officer ? [] : asker })
  if (help(text) && /签到|接龙|请假|小程序|打不开|登不|进不去|模板|会议|机器人|小助手/.test(text))
    return meaning('help_request', 'query', { people: asker })
  // How a meeting is held, what an application needs: the how-to cards answer it.
  if (named || /党|转正|换届|选举|支部|发展对象|积极分子/.test(text))
    return meaning('help_request', 'query', { people: asker })
  return ignored()
}

/** 请假吗, 到了吗: somebody's coming, rather than the meeting's time. */
const asksAttendance = (text: string) =>
  /(?:请假|签到|签|报名|回复|参加)(?:了)?(?:吗|没|么)|[\ue000-\ue7ff]/.test(text) &&
  !/什么时候|几点|哪|何时|啥时候|几号/.test(text)
const aboutComing = (text: string) =>
  /齐|回|差|剩|批|准|请.{0,2}假|参加|签|到|来|去|回复|答复|接龙|报名|缺|出勤|考勤|名单|人数|在|收到|出席|记/.test(text)
const permission =
  /请.{0,2}假|线上|视频|远程|网上|腾讯会议|提前走|早走|早退|先走|晚.{0,3}到|晚点|迟到|不去|不来|不参加|带.{0,3}(?:孩子|家属)|代签|代会|补课/
const asksPermission = (text: string) =>
  !/谁|几个|多少|[\ue000-\ue7ff]/.test(text) &&
  !/请.{0,2}假了|我.{0,3}签到了/.test(text) &&
  (permission.test(text)
    ? help(text) || isTag(text) || /能|可以|行/.test(text)
    : /怎么|咋|如何|模板|教|不会|打不开/.test(text) && help(text))

/** 张三来吗 asks about him, 我请假了吗 about oneself, 谁请假了 about nobody in particular. */
function asked(said: Said, context: Context, own = false): Person[] {
  const people = unique([...said.mentioned, ...said.people.flatMap((named) => named.person ?? [])])
  if (people.length > 0) return people
  return (own || /我/.test(said.text)) && !/谁|几个|多少人|我们/.test(said.text) ? speaker(context) : []
}

function isDuesQuestion(said: Said, context: Context): boolean {
  const { text } = said
  if (/党费/.test(text)) return true
  const activity = namedSubject(text, [])
  if (activity !== null || withoutOtherPayments(text) !== text || isChatter(text)) return false
  if (
    /困难党员|(?:少|免)交|(?:该|要|得|应)交(?:多少|几)|按(?:工资|退休金|养老金).{0,3}交|欠(?:了|着)?(?:几|多少)/.test(
      text,
    )
  )
    return true
  if (!isAboutDues(said, context)) return false
  return dues(text) || /(?:交|缴|转|付)/.test(text) || (/收到|到账/.test(text) && amountsIn(text).length > 0)
}

function duesQuestion(said: Said, context: Context): Meaning {
  const { text } = said
  const months = monthsIn(text, context)
  const status =
    /(?:交|缴|转|付)(?:了|过|齐|完|清)(?:吗|没|么|没有|不)|(?:交|缴|转)没(?:有|交|缴|转)?$|(?:谁|哪些|哪几|几个|多少人|有没有人).{0,6}(?:没|未|交|缴|欠)|交没交|到账|收到/.test(
      text,
    )
  const subject =
    status || (months.length === 1 && !/怎么还没|通知/.test(text)) ? monthSubject(months, context) : '党费'
  const people = unique([...said.mentioned, ...payers(said).flatMap((named) => named.person ?? [])])
  const names =
    people.length > 0
      ? people
      : /(?<![给找向跟问])谁|哪些|哪几|几个人|多少人|大家|名单|收齐|收了多少/.test(text)
        ? []
        : speaker(context)
  return meaning('dues_query', 'query', { subject, people: names, months })
}
