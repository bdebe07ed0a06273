import { type Amount, readAmounts } from '../base/numerals.ts'
import { monthOf } from '../time/days.ts'
import { ask, meaning, speaker, unique } from './build.ts'
import { within, without } from './match.ts'
import type { Context, Meaning, MeaningItem, Person, Status } from './meaning.ts'
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
  if (speaksOfDues(said.text)) return true
  if (context.asked === 'attendance' || context.asked === 'sign_in') return false
  return duesOpen(context) && withoutOtherPayments(said.text) === said.text
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
  const amounts = readAmounts(said.text)
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

const isDenied = (text: string, { index }: Amount) => /(?:不是|不对|错)[^,。\s]{0,4}$/.test(text.slice(0, index))

/** Of two amounts, the one not denied: 不是120是102, 是102不是120, 120改成102. */
function rightAmount(text: string, amounts: Amount[]): Amount | null {
  const standing = amounts.filter((amount) => !isDenied(text, amount))
  return standing.length === 1 ? (standing[0] ?? null) : /改|更正|应/.test(text) ? (amounts.at(-1) ?? null) : null
}

/** 收到党费120元,张三: said by an officer who collects. */
export function readDuesConfirm(said: Said, context: Context): Meaning | null {
  if (said.isQuestion) return null
  const amounts = readAmounts(said.text)
  const others = payers(said)
  const firstReceives =
    said.clauses.some((clause) => /^(?:已?收到|已收|收)(?:了|讫)?$/.test(core(clause.text) || clause.text)) &&
    others.length > 0
  const whole =
    /^(?:.{0,4})(?:都|全部?|均)(?:已)?(?:收到|核对|核实|入账|到账)/.test(said.text) &&
    (context.asked === 'dues' || speaksOfDues(said.text))
  const money = speaksOfDues(said.text) || amounts.length > 0 || (duesOpen(context) && others.length > 0)
  if (!((isReceived(said.text) || firstReceives) && money && (others.length > 0 || amounts.length > 0)) && !whole)
    return null
  if (!others.length && !whole && !/收到.{0,6}(?:党费|转账)/.test(said.text)) return null
  if (!context.officer) return others.length > 0 ? meaning('unclear', 'rejected', { people: [] }) : null
  const months = monthsIn(said.text, context)
  const basis = { subject: monthSubject(months, context), matter: duesMatter(context), months }
  if (others.length === 0 && !whole) return ask('dues_confirm', { ...basis, amountFen: amounts[0]?.fen ?? null })
  return settle('dues_confirm', 'verified', others, said, context, basis)
}

/** Paid, not paid, will pay: for oneself or for others. */
export function readDues(said: Said, context: Context): Meaning | null {
  if (said.isQuestion) return null
  if (!isAboutDues(said, context)) return paidWithoutContext(said, context)
  const clauses = said.clauses.map((clause) => ({ ...clause, text: withoutOtherPayments(clause.text) }))
  const months = monthsIn(said.text, context)
  const amounts = readAmounts(said.text)
  const states = clauses.map(paymentIn)
  const state = joint(states)
  const basis = { matter: duesMatter(context), months }
  const who = whoPays(said, context)
  if (asksToLend(said.text))
    return meaning('dues_advance', 'rejected', { ...basis, people: who.people, subject: '党费' })
  if (state === null)
    return (
      bareAmount(said, amounts, context) ??
      (states.includes('paid') && states.includes('unpaid')
        ? ask('dues_paid', { ...basis, people: who.people, subject: '党费' })
        : null)
    )
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
  const ahead = isAdvance(said.text) || months.some((month) => month > monthOf(context.zone.day(context.now)))
  return settle(ahead ? 'dues_advance' : 'dues_paid', 'paid_claimed', who.named, said, context, {
    ...basis,
    subject: amounts.length > 0 && months.length !== 1 ? '党费' : monthSubject(months, context),
  })
}

const future =
  /马上|今晚|明天|明早|明儿|后天|稍后|回头|晚点|一会|等下|待会|等会|月底|下月|下个月|下班|尽快|这就|立即|立刻|抓紧|赶紧|下周|改天|准备|打算|再(?=交|缴|转|补)/

type Payment = 'paid' | 'unpaid' | 'promised'

/** What one clause says about paying. */
function paymentIn(clause: Clause): Payment | null {
  const text = clause.text.replace(placeholder, '')
  const done =
    /(?:交|缴|转|付|补|汇|打|发)(?:完|清|齐|好|过去|过|上)?(?:了|讫|毕)|(?:已|刚).{0,4}(?:交|缴|转|付|补)/.test(text)
  if (isUnpaid(text) && !/^已/.test(text)) return isPromise(text) && future.test(text) ? 'promised' : 'unpaid'
  if (
    isPromise(text) &&
    (!done || future.test(text)) &&
    !/^(?:我)?(?:一起|一次性)?(?:交|缴|转)$/.test(text) &&
    (future.test(text) || !isPaid(text) || !done) &&
    hasPromiseWord(text)
  )
    return 'promised'
  return isPaid(text) ||
    /^(?:代|帮|替|给|为).{0,8}(?:交|缴|转)/.test(clause.text) ||
    /(?:党费|费).{0,4}(?:交|缴|转|付)$/.test(text)
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
  const money = readAmounts(said.text).length > 0 && state === 'paid'
  return short && (onlyPayment || money) && context.asked === null ? ask('unclear', { people: speaker(context) }) : null
}

/* ── who pays ── */

const payee =
  /(?:转给?|交给|付给?|打给?|汇给?|发给?|转到|交到|转账?给|转了给?|已转给?|交与|上交|给到|微信转给?|收款人|请|烦请|麻烦)[\ue000-\ue7ff](?!的(?:党费|那)|那份|、|和|代|交|缴)|[\ue000-\ue7ff](?=(?:请|注意)?(?:查收|收一下|收下|代收|核对一下|核实一下|那里|那儿|那边|处|微信|支付宝))|^[\ue000-\ue7ff](?=(?:您好|你好|我))|(?:让|托|请)[\ue000-\ue7ff](?=(?:帮我|替我|代我|帮忙))|(?:由|经|通过)[\ue000-\ue7ff]/g

/** Those whose dues a message speaks of: not who receives the money, not who is greeted. */
function payers(said: Said): Named[] {
  const text = said.text.replace(payee, '')
  return said.people.filter((named, i) => text.includes(String.fromCharCode(0xe000 + i)) && !isGreeted(said, named, i))
}

function isGreeted(said: Said, named: Named, i: number): boolean {
  const officer = (named.person?.posts.length ?? 0) > 0 || /书记|委员|组织$/.test(named.raw)
  const sign = String.fromCharCode(0xe000 + i)
  return (
    officer &&
    said.clauses.length > 1 &&
    said.clauses.some(
      (clause, at) => at === 0 && new RegExp(`^(?:谢谢|辛苦)?${sign}(?:同志|您好|你好|好)?$`).test(clause.text),
    )
  )
}

function whoPays(said: Said, context: Context): { people: Person[]; named: Named[]; doubtful: Named[] } {
  const named = payers(said)
  const doubtful = named.filter((one) => one.person === null || one.fuzzy)
  return { people: named.length === 0 ? speaker(context) : everybody(named, said, context), named, doubtful }
}

const withSpeaker =
  /(?:我|自己|本人)(?:的|和|跟|与|、|以及|连同|还有|及)+.{0,3}[\ue000-\ue7ff]|[\ue000-\ue7ff].{0,3}(?:和|跟|与|、|还有|及)+(?:我|本人|自己)|连(?:同)?我|我.{0,6}(?:顺便|一起|一并).{0,3}[\ue000-\ue7ff]/
function everybody(named: Named[], said: Said, context: Context): Person[] {
  const self = withSpeaker.test(said.text) ? speaker(context) : []
  return unique([...self, ...named.flatMap((one) => one.person ?? [])])
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
  const forOthers = people.some((person) => person.id !== context.sender?.id)
  const called = intent === 'dues_paid' && forOthers ? 'dues_paid_proxy' : intent
  const unresolved = named.find((one) => one.person === null || one.fuzzy)
  const items = eachOnesAmount(said, named, status, basis.subject)
  const amounts = readAmounts(said.text)
  const amountFen = shared(amounts, people.length, said)
  if (unresolved)
    return ask(
      called,
      { ...basis, people, amountFen },
      { kind: 'which_person', raw: unresolved.raw, candidates: unresolved.candidates },
    )
  if (/[\ue000-\ue7ff]/.test(said.text) && /(?:书记|委员)$/.test(named[0]?.raw ?? '') && intent === 'dues_paid')
    return ask(called, { ...basis, people, amountFen })
  if (items.length > 1) return meaning(called, status, { ...basis, people, items, amountFen: same(items) })
  if (amounts.length > 1 && amountFen === null) return ask(called, { ...basis, people })
  return meaning(called, status, { ...basis, people, amountFen })
}

const same = (items: MeaningItem[]) =>
  items.every((item) => item.amountFen === items[0]?.amountFen) ? (items[0]?.amountFen ?? null) : null

/** 张三120,李四80: one amount after each name. */
function eachOnesAmount(said: Said, named: Named[], status: Status, subject: string): MeaningItem[] {
  const amounts = readAmounts(said.text)
  if (named.length < 2 || amounts.length !== named.length) return []
  return named.map((one, i) => ({
    person: one.person,
    raw: one.raw,
    subject,
    status,
    reason: null,
    amountFen: amounts[i]?.fen ?? null,
  }))
}

/** The amount for each: 各120, or a total that divides. */
function shared(amounts: Amount[], people: number, said: Said): number | null {
  const different = [...new Set(amounts.map((amount) => amount.fen))]
  const [fen] = different
  if (fen === undefined) return null
  if (different.length > 1) {
    const paid = amounts.filter((amount) =>
      /(?:交|缴|转|付|收到?|党费)了?[给的:是]?\s?$/.test(said.text.slice(Math.max(0, amount.index - 6), amount.index)),
    )
    return paid.length === 1 ? (paid[0]?.fen ?? null) : null
  }
  if (people > 1 && /一共|共|合计|总共|总计/.test(said.text)) return fen % people === 0 ? fen / people : null
  return fen
}

/** 党费:2026-03 where exactly one month is meant. */
export function monthSubject(months: string[], context: Context): string {
  const month = months.length === 1 ? months[0] : months.length === 0 ? duesMatter(context)?.month : undefined
  return month ? `党费:${month}` : '党费'
}
