import { ask, meaning, unique } from './build.ts'
import { readDuesConfirm } from './dues/confirm.ts'
import { isAboutDues, monthSubject } from './dues/topic.ts'
import { within } from './match.ts'
import type { Context, Meaning, MeaningItem, Person } from './meaning.ts'
import type { Clause, Said } from './message.ts'
import { monthsIn } from './months.ts'
import type { Named } from './people/names.ts'
import * as words from './phrasebook.ts'
import { activityIn, calledSubject, matterSubject, namedSubject } from './subject.ts'

const announces = within(words.announcements)
const approves = within(words.approve)
const rejects = within(words.reject)
const commands = within(words.commands)
const summarizes = within(words.summaries)
const votes = within(words.votes)
const isChatter = within(words.chatter)
const mentionsMakeup = within(words.makeupWords)
const checked = within(words.makeupChecked)

/** Speaks to everybody: an officer's announcement with a date is kept, everything else of the kind says nothing. */
export function readNotice(said: Said, context: Context): Meaning | null {
  const toAll = said.toEveryone && /请|务必|记得|通知|于|开|抓紧|尽快|不要|别忘/.test(said.text)
  const collecting =
    context.officer &&
    /党费/.test(said.text) &&
    /(?:\d+[号日]|月底|之?前).{0,3}前?(?:交|缴)/.test(said.text) &&
    !/我/.test(said.text)
  const own =
    /(?:^|[,。;\s])(?:我|本人)|的(?:人|同志)?是[\ue000-\ue7ff]|特此请假|特请|因.{1,12}(?:无法|不能|请假|参加不了)/.test(
      said.text,
    )
  // 不得请假 is an order from the secretary, and in some provinces a member's "I shall not".
  const dialect = !context.officer && saysWillNot(said.text)
  const kindWords = !context.officer && isChatter(said.text)
  if (!toAll && !collecting && (said.isQuestion || own || dialect || kindWords || !announces(said.text))) return null
  if (context.officer && isOrder(said)) return null
  const months = monthsIn(said.text, context)
  const dues = /党费/.test(said.text)
  const about = activityIn(said.text, context)
  const dated =
    /\d+月|\d+[号日]|\d+[:点时]|[一二三四五六七八九十]+[号点日]|周[一二三四五六日天]|星期|今天|明天|后天|今晚|上午|下午|晚上|月底/.test(
      said.text,
    )
  const deadline = /(\d{1,2})月\d{1,2}/.exec(said.text)
  const monthNamed = dues && months.length === 0 && deadline ? [monthOfDeadline(Number(deadline[1]), context)] : months
  const subject = dues ? monthSubject(monthNamed, context) : calledSubject(about)
  const recorded =
    context.officer &&
    dated &&
    (said.toEveryone || /通知|请|务必|于|准时|按时|大家|各位|前(?:交|缴|上交)/.test(said.text))
  return meaning('notice', recorded ? 'recorded' : 'ignored', {
    subject,
    matter: dues ? null : about.matter,
    months: monthNamed,
  })
}

const monthOfDeadline = (month: number, { zone, now }: Context) =>
  `${zone.day(now).slice(0, 4)}-${String(month).padStart(2, '0')}`

/** What a secretary or committee member tells the bot to do. */
export function readOfficer(said: Said, context: Context): Meaning | null {
  return (
    readMakeupCheck(said, context) ??
    readLeaveDecision(said, context) ??
    readDuesConfirm(said, context) ??
    readListWanted(said, context) ??
    readSummary(said, context) ??
    readCommand(said, context)
  )
}

/** 准假, 不准假: about those named, or about the one leave that waits. */
function readLeaveDecision(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || isCondition(said.text)) return null
  // 望批准 asks for a decision and is none.
  const clauses = said.clauses.map((clause) => clause.text.replace(begged, '').replace(/[\ue000-\ue7ff的]|我/g, ''))
  const no = clauses.some((clause) => rejects(clause)) && clauses.some((clause) => /不|驳回/.test(clause))
  const each = said.clauses.flatMap((clause) => decisionIn(clause, said))
  const yes = !no && clauses.some((clause) => approves(clause) || approves(clause.replace(/[了吧啊]+$/, '')))
  if (!no && !yes) return null
  if (votes(said.text) && !/假|批|准/.test(said.text) && context.pendingLeave.length === 0) return null
  if (votesOnPeople(said.text)) return null
  if (!context.officer && saysWillNot(said.text)) return null
  if (no && !decidesLeave(said.text, context)) return null
  if (context.officer && each.length > 1) return decideEach(each, said, context)
  if (!context.officer) return /^(?:同意|不同意)/.test(said.text) ? null : meaning('unclear', 'rejected')
  const [intent, status] = no ? (['leave_reject', 'rejected'] as const) : (['leave_approve', 'approved'] as const)
  const about = activityIn(said.text, context)
  const basis = { subject: calledSubject(about), matter: about.matter }
  const doubtful = said.people.find((named) => named.person === null || named.fuzzy)
  if (doubtful) return ask(intent, basis, { kind: 'which_person', raw: doubtful.raw, candidates: doubtful.candidates })
  const named = unique(said.people.flatMap((one) => one.person ?? []))
  const waiting = context.pendingLeave.flatMap((id) => context.people.find((person) => person.id === id) ?? [])
  const all = /都|全部|全|一律|均/.test(said.text)
  const quoted = waiting.filter((person) => person.id === said.quotedSpeaker?.id)
  const people: Person[] =
    named.length > 0 ? named : quoted.length > 0 ? quoted : all || waiting.length === 1 ? waiting : []
  if (people.length === 0)
    return ask(
      intent,
      basis,
      waiting.length > 1 ? { kind: 'which_person', raw: '', candidates: waiting } : { kind: 'unclear' },
    )
  return meaning(intent, status, { ...basis, people })
}

interface Decision {
  named: Named
  approved: boolean
}

/** 赵六同意,王五不同意: one decision for each person named. */
function decisionIn(clause: Clause, said: Said): Decision[] {
  const text = clause.text.replace(/[\ue000-\ue7ff的]|我/g, '')
  const no = rejects(text) && /不|驳回/.test(text)
  if (clause.people.length === 0 || (!no && !approves(text))) return []
  return said.people.filter((named) => clause.people.includes(named)).map((named) => ({ named, approved: !no }))
}

function decideEach(each: Decision[], said: Said, context: Context): Meaning {
  const about = activityIn(said.text, context)
  const subject = calledSubject(about)
  const people = unique(each.flatMap(({ named }) => named.person ?? []))
  const basis = { subject, matter: about.matter, people }
  const unresolved = each.find(({ named }) => named.person === null || named.fuzzy)
  if (unresolved)
    return ask('leave_approve', basis, {
      kind: 'which_person',
      raw: unresolved.named.raw,
      candidates: unresolved.named.candidates,
    })
  if (each.every(({ approved }) => approved)) return meaning('leave_approve', 'approved', basis)
  if (each.every(({ approved }) => !approved)) return meaning('leave_reject', 'rejected', basis)
  const items = each.map(
    ({ named, approved }): MeaningItem => ({
      person: named.person,
      raw: named.raw,
      subject,
      status: approved ? 'approved' : 'rejected',
      reason: null,
      amountFen: null,
    }),
  )
  return meaning('mixed', 'mixed', { ...basis, subject: null, items })
}

const begged = /(?:望|请|恳请|恳求|盼|敬请|希望|求|烦请|麻烦)(?:.{0,6})(?:批准|准假|同意|批假|准予|批一下|批下|批)/g
const isCondition = (text: string) => /如果|要是|的话|除非|原则上/.test(text)
const votesOnPeople = (text: string) => /转正|入党|接收|发展|当选|候选|预备党员|决议|议案|推荐/.test(text)
/** 「不同意」 and 「必须到」 decide a leave only where one waits or is named. */
const decidesLeave = (text: string, context: Context) =>
  /假/.test(text) || (context.officer && context.pendingLeave.length > 0)

/** 把没交党费的名单发我: answered like a question. */
function readListWanted(said: Said, context: Context): Meaning | null {
  if (!context.officer || !/名单/.test(said.text) || !/发|给|看|列|查|要|导/.test(said.text)) return null
  const about = activityIn(said.text, context)
  return isAboutDues(said, context) && /[交缴]|党费/.test(said.text)
    ? meaning('dues_query', 'query', { subject: monthSubject(monthsIn(said.text, context), context) })
    : meaning('attendance_query', 'query', { subject: calledSubject(about), matter: about.matter })
}

/** 应到15实到12: somebody counted heads. */
function readSummary(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || !summarizes(said.text) || !/\d|[一二三四五六七八九十]|都到|到齐|全到|全勤/.test(said.text))
    return null
  if (/^(?:我|收到)/.test(said.text)) return null
  const about = activityIn(said.text, context)
  if (!context.officer) return ask('attendance_summary', { subject: calledSubject(about), matter: about.matter })
  const subject = about.matter || about.named ? matterSubject(about) : words.usualActivity
  return meaning('attendance_summary', 'recorded', { subject, matter: about.matter })
}

/** 赵六的补课已核实 */
function readMakeupCheck(said: Said, context: Context): Meaning | null {
  if (
    said.isQuestion ||
    said.people.length === 0 ||
    !mentionsMakeup(said.text) ||
    !checked(said.text) ||
    /没|未|不/.test(said.text.replace(/没(?:什么|啥|得)?(?:问题|毛病)|不错/g, ''))
  )
    return null
  const others = said.people.some((named) => named.person?.id !== context.sender?.id)
  if (!others) return null
  const people = unique(said.people.flatMap((named) => named.person ?? []))
  const doubtful = said.people.find((named) => named.person === null || named.fuzzy)
  if (doubtful)
    return ask(
      'makeup_verify',
      { people, subject: '补课' },
      { kind: 'which_person', raw: doubtful.raw, candidates: doubtful.candidates },
    )
  return context.officer
    ? meaning('makeup_verify', 'verified', { people, subject: '补课' })
    : meaning('unclear', 'rejected')
}

const saysWillNot = (text: string) => /^(?:我|俺)?不得(?:请假|缺席|迟到)/.test(text)
const isOrder = (said: Said) => /^(?:催|提醒|帮我|通知一下)/.test(said.text)
const ownAnswer =
  /(?:改|换)(?:成|为)?(?:请假|参加|线上|不参加|去|来|不去)|我(?:改|推迟|延期)|^(?:我)?(?:请假|参加|不参加|去不了|来不了)|建议|意见|希望|提议|(?:能|可以)(?:去|来|参加|到)|听说|据说|好像/
const forActivity = /会|活动|党日|党课|大会|讲堂|评议|学习|签到|接龙|报名|通知|提醒|催|党费/

/** 改到周四, 取消, 催一下: recorded for confirmation; from others it is refused. */
function readCommand(said: Said, context: Context): Meaning | null {
  const imperative = /^催|提醒|导出|统计/.test(said.text) && !/[?]|吗/.test(said.text)
  if ((said.isQuestion && !imperative) || !commands(said.text) || ownAnswer.test(said.text)) return null
  const dues = isAboutDues(said, context) && /党费|[交缴]|催/.test(said.text) && !namedActivity(said)
  const about = activityIn(said.text, context, said.quoted)
  const activityMeant =
    about.named !== null ||
    /会|活动|签到|接龙|通知|记录|主持|地点/.test(said.text) ||
    (said.quoted !== null && about.matter !== null)
  if (!context.officer) {
    const changes =
      /改(?:到|至|在|期)|推迟|延期|延后|取消|顺延|提前到|不开了|(?:开始|结束|发起|停止)(?:签到|接龙|报名)|^催/.test(
        said.text,
      )
    const clear =
      changes && forActivity.test(said.text) && said.text.length <= 30 && !/我|加班|出差|值班|航班|飞机/.test(said.text)
    return clear ? meaning('unclear', 'rejected', { subject: dues ? '党费' : calledSubject(about) }) : null
  }
  const rescheduling =
    /往[后前]|不[搞办]了|改(?=周|下周|明|后|\d)|改到|改在|改至|推迟|延期|延后|提前|顺延|挪到|取消|不开了|调到|换到/.test(
      said.text,
    )
  if (!dues && !activityMeant && !(rescheduling && about.matter) && !imperative) return null
  if (/^(?:我|俺)/.test(said.text) && !/会|活动|党日/.test(said.text)) return null
  const months = monthsIn(said.text, context)
  const subject = dues ? monthSubject(months, context) : calledSubject(about)
  return meaning('admin_command', 'recorded', {
    subject,
    matter: dues ? null : about.matter,
    months: dues ? months : [],
  })
}

const namedActivity = (said: Said) => {
  const subject = namedSubject(said.text, [])
  return subject !== null && subject !== '党费'
}
