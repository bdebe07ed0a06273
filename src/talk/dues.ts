import type { Amount } from '../base/numerals.ts'
import { monthOf } from '../time/days.ts'
import { ask, meaning, speaker, unique } from './build.ts'
import { amountsIn, eachOnesAmount, everybody, payers, sameAmount, shared, whoPays } from './dues-payers.ts'
import { within, without } from './match.ts'
import type { Context, Meaning, MeaningItem, Status } from './meaning.ts'
import { type Clause, placeholder, type Said } from './message.ts'
import { monthsIn } from './months.ts'
import type { Named } from './names.ts'
import * as words from './phrasebook.ts'
import { core, tidyReason } from './reason.ts'
import { duesMatter } from './subject.ts'

const speaksOfDues = within(words.duesWords)
const withoutOtherPayments = without(words.notDues)
const isPaid = within(words.paid)
const isUnpaid = within(words.unpaid)
const isPromise = within(words.promise)
const isAdvance = within(words.advance)
const asksToLend = within(words.lend)
const isMistake = within(words.mistaken)
const isPaidWrongly = within(words.paidWrongly)
const isReceived = within(words.received)

/** Is money the topic, by its words or by what was asked? */
export function isAboutDues(said: Said, context: Context): boolean {
  if (speaksOfDues(said.text) || (said.quoted !== null && speaksOfDues(said.quoted))) return true
  if (!duesOpen(context) || withoutOtherPayments(said.text) !== said.text) return false
  // While attendance is asked for, only words of payment speak of money: 已交86.5元.
  return (context.asked !== 'attendance' && context.asked !== 'sign_in') || isPaid(said.text)
}

const duesOpen = (context: Context) =>
  context.asked === 'dues' || context.matters.some((matter) => matter.kind === 'dues') || hasPriorAmount(context)
const hasPriorAmount = ({ sender, priors }: Context) => {
  const prior = sender ? priors.get(sender.id) : undefined
  return prior !== undefined && 'amountFen' in prior
}

/** 不是120,是102: a correction of what was said before. */
export function readDuesCorrection(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || !isAboutDues(said, context)) return null
  const amounts = amountsIn(said.text)
  const contrast = /不是?.{0,14}(?:是|应|交|转)/.test(said.text)
  const basis = {
    people: whoPays(said, context).people,
    subject: '党费',
    matter: duesMatter(context),
    months: monthsIn(said.text, context),
  }
  if (isPaidWrongly(said.text)) {
    const last = amounts.at(-1)
    return meaning('correction', 'dispute', { ...basis, amountFen: amounts.length === 1 && last ? last.fen : null })
  }
  if (!isMistake(said.text) && !(contrast && amounts.length === 2)) return null
  if (amounts.length === 0)
    return isMistake(said.text) && /错|更正|纠正/.test(said.text) ? ask('correction', basis) : null
  const right = amounts.length === 1 ? amounts[0] : rightAmount(said.text, amounts)
  if (!right || (amounts.length === 1 && isDenied(said.text, right))) return ask('correction', basis)
  return meaning('correction', 'corrected', { ...basis, amountFen: right.fen })
}

const isDenied = (text: string, { index, length }: Amount) =>
  /(?:不是|不对|错)[^,。\s]{0,6}$/.test(text.slice(0, index)) ||
  /^(?:是|就)?(?:我)?(?:写|打|报|说|填|输|发|弄|搞)?(?:错|不对)/.test(text.slice(index + length))

/** Of two amounts, the one not denied: 不是120是102, 是102不是120, 120改成102. */
function rightAmount(text: string, amounts: Amount[]): Amount | null {
  const standing = amounts.filter((amount) => !isDenied(text, amount))
  return standing.length === 1 ? (standing[0] ?? null) : /改|更正|应/.test(text) ? (amounts.at(-1) ?? null) : null
}

/**
 * 收到党费120元,张三: said by an officer who collects. Where all is confirmed at once (都收到了) no people are listed:
 * everybody who waits is meant, and the items are the exceptions (张三交的是102).
 */
export function readDuesConfirm(said: Said, context: Context): Meaning | null {
  if (said.isQuestion || !(isReceived(said.text) || receipt.test(said.text))) return null
  const amounts = amountsIn(said.text)
  const others = payers(said).filter((one) => one.person === null || one.person.id !== context.sender?.id)
  const all = /^.{0,4}(?:都|全部?|均)(?:已)?(?:收到|核对|核实|入账|到账|收了|收齐)|^(?:核对|核实)(?:全部|完)/.test(
    said.text,
  )
  const whole = all && (context.asked === 'dues' || speaksOfDues(said.text))
  const money =
    speaksOfDues(said.text) ||
    amounts.length > 0 ||
    (duesOpen(context) && /已收|已核|核实|核对|入账|到账|的.{0,3}收到/.test(said.text))
  if (!whole && !(money && others.length > 0)) {
    const nameless =
      /收到.{0,6}(?:党费|转账)|(?:党费|转账).{0,6}收到/.test(said.text) && context.officer && !perfect.test(said.text)
    return nameless ? ask('dues_confirm', { subject: '党费', amountFen: amounts[0]?.fen ?? null }) : null
  }
  if (!context.officer) return others.length > 0 ? meaning('unclear', 'rejected') : null
  const months = monthsIn(said.text, context)
  const basis = { subject: monthSubject(months, context), matter: duesMatter(context), months }
  const confirmed = settle('dues_confirm', 'verified', others, said, context, basis)
  if (!whole || confirmed.status !== 'verified') return confirmed
  const exceptions = others.map(
    (one): MeaningItem => ({
      person: one.person,
      raw: one.raw,
      subject: basis.subject,
      status: 'verified',
      reason: null,
      amountFen: confirmed.amountFen,
    }),
  )
  return { ...confirmed, people: [], amountFen: null, items: confirmed.items.length > 0 ? confirmed.items : exceptions }
}

const receipt = /收到|已收|收讫|收了|已核|核实|核对|入账|到账/

/** Paid, not paid, will pay: for oneself or for others. */
export function readDues(said: Said, context: Context): Meaning | null {
  if (said.isQuestion) return null
  if (!isAboutDues(said, context)) return paidWithoutContext(said, context)
  const clauses = said.clauses.map((clause) => ({ ...clause, text: withoutOtherPayments(clause.text) }))
  const months = monthsIn(said.text, context)
  const amounts = amountsIn(said.text)
  const states = clauses.map(paymentIn)
  const state = joint(states)
  const basis = { matter: duesMatter(context), months }
  const who = whoPays(said, context)
  if (asksToLend(said.text))
    return meaning('dues_advance', 'rejected', { ...basis, people: speaker(context), subject: '党费' })
  if (state === null)
    return (
      bareAmount(said, amounts, context) ?? undecided(said, states, amounts, { ...basis, people: who.people }, context)
    )
  if (countsPeople(said)) return null
  if (state !== 'paid') {
    const subject = monthSubject(months, context)
    const unresolved = who.doubtful[0]
    if (unresolved)
      return ask(
        'dues_unpaid',
        { ...basis, people: who.people, subject },
        { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
      )
    if (isAdvance(said.text) && state === 'promised')
      return meaning('dues_advance', 'promised', { ...basis, people: who.people, subject: '党费' })
    return meaning('dues_unpaid', state, { ...basis, people: who.people, subject, reason: unpaidReason(said) })
  }
  if (amounts.length === 0 && !speaksOfDues(said.text) && saysMore(said)) {
    return ask('dues_paid', { ...basis, people: who.people, subject: monthSubject(months, context) })
  }
  const ahead = isAdvance(said.text) || months.some((month) => month > monthOf(context.zone.day(context.now)))
  return settle(ahead ? 'dues_advance' : 'dues_paid', 'paid_claimed', who.named, said, context, {
    ...basis,
    subject: amounts.length > 0 && months.length !== 1 ? '党费' : monthSubject(months, context),
  })
}

/** 还有5位没交: about people unnamed. */
const countsPeople = (said: Said) =>
  /(?:\d+|[一二三四五六七八九十几两]+)(?:个|位|名)?(?:人|同志|党员|位|名)|大家|他们|谁/.test(said.text) &&
  said.people.length === 0

/** Money is the topic, but whether it was paid is not clear. */
function undecided(
  said: Said,
  states: (Payment | null)[],
  amounts: Amount[],
  basis: Partial<Meaning>,
  context: Context,
): Meaning | null {
  const contradictory = states.includes('paid') && states.includes('unpaid')
  const topical = speaksOfDues(said.text) && said.text.length <= 20 && duesOpen(context)
  const sums =
    amounts.length > 0 &&
    duesOpen(context) &&
    said.text.length <= 20 &&
    withoutOtherPayments(said.text) === said.text &&
    /[交缴转付补]|的/.test(said.text)
  if (!contradictory && !topical && !sums) return null
  const amountFen = shared(amounts, basis.people?.length ?? 1, said)
  return ask(isAdvance(said.text) ? 'dues_advance' : 'dues_paid', { ...basis, subject: '党费', amountFen })
}

const paymentWords =
  /我|俺|本人|自己|已经?|早就?|都|也|就|刚刚?|刚才|才|又|还|党费|党员|费用?|钱|款|现金|微信|支付宝|银行卡?|转账|红包|一起|一并|一次性?|全部?|交纳|缴纳|支付|上交|补交|[交缴转付汇补打发清齐完好讫毕过去上来了的给到您你他她它这那个月份本次今昨前天早晚上下午刚通用在是啊呀哦呢吧哈啦嘛]|收到|好的|查收|查一下|查查|看一下|看下|核对一下|核对|请|谢谢|辛苦|麻烦|成功|完成|不好意思|组织委员|组织|书记|支部|没错|半年|全年|季度|忘|马上|不是|因为/g
/** Something else was said beside: 表交了, 那天的材料都交了. */
const saysMore = (said: Said) =>
  said.clauses.some(
    (clause) =>
      paymentIn(clause) === 'paid' &&
      /\p{L}/u.test(clause.text.replace(placeholder, '').replace(/\d+月/g, '').replace(paymentWords, '')),
  )

const future =
  /马上|今晚|明天|明早|明儿|后天|稍后|回头|晚点|一会|等下|待会|等会|月底|下月|下个月|下班|尽快|这就|立即|立刻|抓紧|赶紧|下周|改天|准备|打算|现在(?=就?(?:交|缴|转|付)(?!了|过))|再(?=交|缴|转|补)|就(?=(?:交|缴|转|补|付)(?!过?了|完|清|齐))/
const perfect = /(?:交|缴|转|付|补|汇|打)(?:完|清|齐|好|过去|过|上)?(?:了|讫|毕)|(?:已|刚).{0,4}(?:交|缴|转|付|补)/
/** 要交120, 每月交120: how much is due, not what was paid. */
const obliged = /(?:应该?|该|要|得|需要?|每个?月|每年|标准|让我?)[^,。]{0,3}(?:交|缴|付)(?!了|过|完|清|齐)/
const handsOver =
  /(?:交|缴|转|付|打|汇)(?:了|给|到|你|您|党费|过去|上个?月|这个月|本月|\d+月份?|#+|上|的|:|[\ue000-\ue7ff]|\s){0,4}$/

type Payment = 'paid' | 'unpaid' | 'promised'

/** What one clause says about paying. */
function paymentIn(clause: Clause): Payment | null {
  const text = clause.text.replace(placeholder, '')
  if (isUnpaid(text) && !/^已/.test(text)) return isPromise(text) && future.test(text) ? 'promised' : 'unpaid'
  if (isPromise(text) && hasPromiseWord(text) && (!perfect.test(text) || future.test(text))) return 'promised'
  if (obliged.test(text)) return null
  return isPaid(text) ||
    /^(?:代|帮|替|给|为).{0,8}(?:交|缴|转)/.test(clause.text) ||
    /(?:党费|费).{0,4}(?:交|缴|转|付)$/.test(text) ||
    amountsIn(text).some(({ index }) => handsOver.test(text.slice(Math.max(0, index - 14), index)))
    ? 'paid'
    : null
}

const hasPromiseWord = (text: string) =>
  future.test(text) ||
  /(?:今天|上午|下午|晚上|中午|过[几两一]天|月初|发了?工资|开了?工资|这几天|这两天|本周|这周|周[一二三四五六日天末]|到时候?|下次|现在就|开会|党日|那天|当天|\d+[号日]|[一二三十]+号|之后|以后|随后|就去|去|来|会|要|一定).{0,6}(?:交|缴|转|付|补)/.test(
    text,
  )

/** The last word counts: 忘了,今晚交 is a promise, 忘了交,刚转了 is paid. Paid and then not paid is asked about. */
function joint(states: (Payment | null)[]): Payment | null {
  const said = states.filter((state) => state !== null)
  const last = said.at(-1)
  if (said.includes('promised') && last !== 'paid') return 'promised'
  if (last === 'unpaid') return said.includes('paid') ? null : 'unpaid'
  return last === 'paid' ? 'paid' : null
}

const unpaidReason = (said: Said): string | null => {
  const why = said.clauses
    .map((clause) => /^(?:因为|因|由于|主要是)(.+)/.exec(clause.text)?.[1] ?? null)
    .find((part) => part !== null)
  return why ? tidyReason(said.restore(why)) : null
}

/** 50, with nothing else, may be an amount: ask whether it was paid. */
function bareAmount(said: Said, amounts: Amount[], context: Context): Meaning | null {
  const [amount] = amounts
  if (!amount || amounts.length > 1 || said.people.length > 0) return null
  const rest = core(said.text.slice(0, amount.index) + said.text.slice(amount.index + amount.length)).replace(
    /党费|[:,。.!\s]/g,
    '',
  )
  if (rest !== '' || (amount.fen < 1000 && /^\d$/.test(said.text))) return null
  return ask('dues_paid', {
    people: speaker(context),
    subject: '党费',
    matter: duesMatter(context),
    amountFen: amount.fen,
  })
}

/** 「已交」 with nothing open: paid what? */
function paidWithoutContext(said: Said, context: Context): Meaning | null {
  const short = said.text.length <= 12 && withoutOtherPayments(said.text) === said.text
  const state = joint(said.clauses.map(paymentIn))
  const onlyPayment =
    state === 'paid' &&
    /^(?:我|俺|都|已经?|早就?|刚刚?|才|这边)*(?:交|缴|转|付|上交|转账|缴费|交费)(?:过|完|清|齐|好|过去)?(?:了|啦|费)*(?:,?收到|,?请查收)?[。!~ ]*$|^已?(?:交|缴|转)|(?:交|缴|转)了?$/.test(
      said.text,
    )
  const money = amountsIn(said.text).length > 0 && state === 'paid'
  return short && (onlyPayment || money) && context.asked === null ? ask('unclear', { people: speaker(context) }) : null
}

type Basis = Pick<Meaning, 'matter' | 'months'> & { subject: string }

/** Puts people and amounts together. */
function settle(
  intent: 'dues_paid' | 'dues_confirm' | 'dues_advance',
  status: Status,
  named: Named[],
  said: Said,
  context: Context,
  basis: Basis,
): Meaning {
  const people =
    named.length === 0 ? (intent === 'dues_confirm' ? [] : speaker(context)) : everybody(named, said, context)
  const forOthers = named.some((one) => one.person?.id !== context.sender?.id)
  const called = intent === 'dues_paid' && forOthers ? 'dues_paid_proxy' : intent
  const unresolved = named.find((one) => one.person === null || one.fuzzy)
  const items = eachOnesAmount(said, status, basis.subject, context)
  const amounts = amountsIn(said.text)
  const amountFen = shared(amounts, people.length, said)
  if (unresolved)
    return ask(
      called,
      { ...basis, people, amountFen },
      { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
    )
  if (/[\ue000-\ue7ff]/.test(said.text) && /(?:书记|委员)$/.test(named[0]?.raw ?? '') && intent === 'dues_paid')
    return ask(called, { ...basis, people, amountFen })
  if (items.length > 1)
    return meaning(called, status, {
      ...basis,
      people: unique(items.flatMap((item) => item.person ?? [])),
      items,
      amountFen: sameAmount(items),
    })
  if (amounts.length > 1 && amountFen === null) return ask(called, { ...basis, people })
  return meaning(called, status, { ...basis, people, amountFen })
}

/** 党费:2026-03 where exactly one month is meant. */
export function monthSubject(months: string[], context: Context): string {
  const month = months.length === 1 ? months[0] : months.length === 0 ? duesMatter(context)?.month : undefined
  return month ? `党费:${month}` : '党费'
}
