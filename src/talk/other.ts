import { readAmounts } from '../base/numerals.ts'
import { core } from './attendance/reason.ts'
import { ask, ignored, meaning, speaker, unique } from './build.ts'
import { payers } from './dues/payers.ts'
import { monthSubject } from './dues/topic.ts'
import { exactly, within } from './match.ts'
import type { Context, Meaning } from './meaning.ts'
import type { Said } from './message.ts'
import * as words from './phrasebook.ts'
import { activityIn, calledSubject, duesMatter, matterSubject } from './subject.ts'

const isSystem = within(words.systemLines)
const isDispute = within(words.disputes)
const isVote = within(words.votes)
const isTransfer = within(words.transferWords)
const isPhone = within(words.phoneWords)
const isDetail = within(words.detailWords)
const isSuggestion = within(words.suggestionWords)
const isMakeup = within(words.makeupWords)
const isMakeupDone = within(words.makeupDone)
const isStudy = within(words.studyWords)
const isMistake = within(words.mistaken)
const isYes = exactly([...words.yesIfAsked, ...words.acknowledge])

/** Pasted speeches and papers are nobody's answer. */
export function readDocument(said: Said): Meaning | null {
  return said.isDocument ? ignored() : null
}

/** Nothing to read: stickers, pictures, lines the phone writes itself. A transfer without an amount is asked about. */
export function readNothingSaid(said: Said, context: Context): Meaning | null {
  if (context.sender === null && isSystem(said.body)) return ignored()
  if (
    /^(?:[\ue000-\ue7ff]|你|"[^"]*")?.{0,12}(?:撤回了?.{0,4}消息|拍了拍|加入了?群聊|修改群名|邀请.{0,12}加入了?群聊)/.test(
      said.text,
    )
  )
    return ignored()
  // A voice message comes with its length in seconds, which is no answer.
  if (
    said.stickers.some((sticker) => /语音|视频|文件|位置|链接|小程序|名片|图片/.test(sticker)) &&
    !/\p{Script=Han}/u.test(said.text)
  )
    return ignored()
  const words =
    said.stickers.length === 0
      ? said.text
      : said.text.replace(/请?(?:注意)?(?:查收|收一下|收下|收款|核对)(?:一下)?|谢谢/g, '')
  if (/[\p{L}\p{N}√✓]/u.test(words) || /\+1/.test(words)) return null
  const transferred = said.stickers.some((sticker) => /转账|红包/.test(sticker))
  const questionMark = /^[?!]+$/.test(said.text)
  return transferred && !questionMark && duesMatter(context) ? ask('unclear', { people: speaker(context) }) : ignored()
}

/** 我已经签过了,怎么还提醒: the record and the person disagree. */
export function readDispute(said: Said, context: Context): Meaning | null {
  const joined = said.text.replace(/[\s,。;!?.]/g, '')
  const others = said.people.length > 0 && !/我/.test(said.text)
  if (others || !isDispute(joined)) return null
  if (isMistake(said.text) && readAmounts(said.text).length > 0) return null
  if (/(?:我|刚才?)?(?:打|说|写|发|点|按)错/.test(said.text) && !/把我|给我/.test(said.text)) return null
  const dues = /党费|[交缴转]/.test(said.text) && !/签|请假/.test(said.text)
  const about = activityIn(said.text, context)
  if (!dues && about.matter === null && about.named === null && !/签|请假|缺席|参加|考勤|党/.test(joined)) return null
  const subject = dues ? monthSubject([], context) : matterSubject(about)
  return meaning('correction', 'dispute', {
    people: speaker(context),
    subject,
    matter: dues ? duesMatter(context) : about.matter,
  })
}

/** The answer to what another person asked: 「谁还没交?」 我. */
export function readReplyToQuote(said: Said, context: Context): Meaning | null {
  if (said.quoted === null || said.isQuestion) return null
  const reply = said.text.replace(/[\s,。!.~]/g, '')
  const about = activityIn('', context, said.quoted)
  const self = /^(?:我|是我|还有我|我也是|算我|我在|有我|\+1|我没有?|me)(?:啊|呀|哈|呢)?$/.test(reply)
  if (self && /谁|哪(?:些|位|个|几)|有没有人/.test(said.quoted)) return volunteered(said.quoted, about, context)
  if (/^(?:我|俺)(?:要|想|也)?请$/.test(reply) && /请.{0,2}假/.test(said.quoted))
    return volunteered(said.quoted, about, context)
  const needsNone = /^(?:我|俺)?(?:就|都|也)?(?:不|没|没有|不用|不需要|不是)(?:了|啊|哈|呢)?$/.test(reply)
  if (needsNone && /请.{0,2}假/.test(said.quoted))
    return ask('attend', { people: speaker(context), subject: calledSubject(about), matter: about.matter })
  const proposal =
    /(?:改|调|换|推|挪|提前|延)(?:到|成|在|至|期|一下)|可以吗|行吗|行不行|怎么样|如何|同意吗|合适吗|意见/.test(
      said.quoted,
    )
  const invitation = /能(?:否|不能)?(?:参加|来|到)|参加吗|来吗|到吗|能参加|来不来|接龙|报名/.test(said.quoted)
  const agrees =
    isYes(reply) || isYes(core(said.text)) || (/^我?(?:同意|赞成|支持)$/.test(reply) && !isVote(said.quoted))
  if (proposal && !invitation && agrees) {
    const named = about.named
    return meaning('ack', 'acknowledged', {
      people: speaker(context),
      subject: named ?? calledSubject(about),
      matter: about.matter,
    })
  }
  return null
}

function volunteered(quoted: string, about: ReturnType<typeof activityIn>, context: Context): Meaning | null {
  const people = speaker(context)
  const activity = { people, subject: calledSubject(about), matter: about.matter }
  if (/(?:没|未)(?:有)?(?:交|缴|转)/.test(quoted))
    return meaning('dues_unpaid', 'unpaid', { people, subject: monthSubject([], context), matter: duesMatter(context) })
  if (/(?:交|缴|转)(?:了|过)/.test(quoted))
    return meaning('dues_paid', 'paid_claimed', {
      people,
      subject: monthSubject([], context),
      matter: duesMatter(context),
    })
  if (/请.{0,2}假/.test(quoted))
    return about.matter ? meaning('leave', 'leave_requested', activity) : ask('leave', activity)
  if (/(?:没|未)(?:有)?(?:签|到|来|回复|答复|报)/.test(quoted)) return ask('unclear', activity)
  if (/线上|视频/.test(quoted))
    return about.matter
      ? meaning('online_attend', 'will_attend_online', { ...activity, subject: matterSubject(about) })
      : null
  if (/不能?(?:去|来|参加|到)|(?:去|来|到|参加)不/.test(quoted))
    return about.matter ? meaning('decline', 'will_not_attend', activity) : null
  if (/参加|去|来|到|报名/.test(quoted) && about.matter)
    return meaning('attend', 'will_attend', { ...activity, subject: matterSubject(about) })
  return ask('unclear', activity)
}

/** Votes are cast at the meeting, never in the chat. */
export function readVote(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || !isVote(said.text.replace(/[\ue000-\ue7ff]/g, '他'))) return null
  if (/请假/.test(said.text) || /(?:如何|怎么|流程|条件|学习|材料)/.test(said.text)) return null
  return meaning('vote_attempt', 'rejected', { people: speaker(context) })
}

/** What a person reports about learning: make-up lessons and hours of study. */
export function readLearning(said: Said, context: Context): Meaning | null {
  if (said.isQuestion) return null
  if (/孩子|娃|儿子|女儿|闺女|学生|英语|数学|语文|辅导班|钢琴|期末/.test(said.text)) return null
  const handedIn = said.text.replace(/(?:笔记|心得|体会|作业|材料|总结|报告)*(?:也|都|已经?|我)*(?:交|缴)/g, '')
  if (isMakeup(said.text.replace(/\s/g, '')) && !/党费|[交缴]/.test(handedIn)) return readMakeup(said, context)
  if (!isStudy(said.text)) return null
  if (!/\d|[一二两三四五六七八九十半]|完成|学完|打卡/.test(said.text)) return null
  if (/不够|还差|没学|没完成|明天|准备|打算/.test(said.text))
    return ask('study_report', { people: speaker(context), subject: '学时' })
  const people = said.people.length > 0 ? unique(said.people.flatMap((named) => named.person ?? [])) : speaker(context)
  return meaning('study_report', 'recorded', { people, subject: '学时' })
}

function readMakeup(said: Said, context: Context): Meaning | null {
  const others = unique(payers(said).flatMap((named) => named.person ?? []))
  const people = others.length > 0 ? others : speaker(context)
  const basis = { people, subject: '补课' }
  const doubtful = said.people.find((named) => named.person === null || named.fuzzy)
  if (doubtful)
    return ask('makeup', basis, { kind: 'which_person', raw: doubtful.raw, candidates: doubtful.candidates })
  if (/(?:没|未|还没|忘|不)(?:有)?.{0,4}补|补不/.test(said.text)) return ask('makeup', basis)
  if (
    /(?:明天|后天|下周|周[一二三四五六日]|马上|今晚|回头|尽快|准备|打算|会|要|抽空|改天|争取).{0,6}(?:补|去|看)/.test(
      said.text,
    ) &&
    !/补(?:完|好|过|上)?了/.test(said.text)
  )
    return meaning('makeup', 'promised', basis)
  if (isMakeupDone(said.text.replace(/\s/g, ''))) return meaning('makeup', 'completed_claimed', basis)
  return ask('makeup', basis)
}

/** 组织关系, 手机号, 单位: what the branch keeps about a person. */
export function readPersonal(said: Said, context: Context): Meaning | null {
  const people = speaker(context)
  if (isTransfer(said.text) && !/没电|关系不大|没关系/.test(said.text))
    return meaning('relation_transfer', said.isQuestion ? 'query' : 'recorded', { people, subject: '组织关系转接' })
  if (said.isQuestion || /没电|请.{0,2}假|手机.{0,3}(?:忘|坏|丢)/.test(said.text)) return null
  if (isPhone(said.text) && /换|改|变|新|以后|更新|停/.test(said.text) && !/会议|党日|活动|时间/.test(said.text))
    return meaning('member_update', 'recorded', { people, subject: '联系方式' })
  if (
    isDetail(said.text) &&
    /我|本人|^(?:已|刚)?(?:调|退|搬|改|借)/.test(said.text) &&
    !/参加|去不了|来不了/.test(said.text)
  )
    return meaning('member_update', 'recorded', { people, subject: '个人信息' })
  return null
}

export function readSuggestion(said: Said, context: Context): Meaning | null {
  if (
    !isSuggestion(said.text) ||
    /没(?:有|什么)?(?:意见|建议)|请.{0,6}提.{0,3}意见|征求意见|民主评议|意见簿/.test(said.text)
  )
    return null
  if (said.isQuestion && !/建议|想法|提议|提.{0,4}意见|希望/.test(said.text)) return null
  return meaning('suggestion', 'recorded', { people: speaker(context), subject: '意见建议' })
}

/** 请假条模板发我一份 */
export function readHelp(said: Said, context: Context): Meaning | null {
  const wants =
    /请假(?:咋|怎么|如何|怎样)(?:整|弄|办|请|写|搞|操作)?$|(?:请假条?|会议记录|签到表|申请书|思想汇报|接龙|记录本|登记表).{0,4}(?:模板|格式|范文|样本|样表)|(?:模板|格式|样表|说明书|使用说明|操作说明|教程|帮助).{0,6}(?:发|给|来|要|求|有)|(?:求|要|发|来)(?:我|个|一份|一个|份).{0,8}(?:模板|格式|样表|说明|链接|教程|会议号)|^(?:帮助|help|菜单|使用说明|功能)$|^你(?:都|还|到底)?(?:能|会|可以)(?:干|做|帮|回答).{0,4}(?:啥|什么|哪些)|(?:不会|不知道怎么|不懂怎么|不晓得怎么)(?:用|签到|操作|接龙|请假|弄|填|回复|交)|(?:签到|链接|小程序|二维码|会议|腾讯会议|接龙|页面).{0,6}(?:打不开|进不去|点不了|签不上|签不了|登不上|发不出|用不了|扫不出|加载不)|(?:打不开|进不去|签不上|登不上)(?:链接|会议|小程序|签到)|我?(?:签不上|签不了|签不进去)/
  return wants.test(said.text) && !/(?:帮|代|替|给)(?:他|她|[\ue000-\ue7ff])/.test(said.text)
    ? meaning('help_request', 'query', { people: speaker(context) })
    : null
}
