import { core } from '../attendance/reason.ts'
import { exactly, within, without } from '../match.ts'
import { type Clause, placeholder, type Said } from '../message.ts'
import * as words from '../phrasebook.ts'
import { amountsIn } from './payers.ts'

const isPaid = within(words.paid)
const isUnpaid = within(words.unpaid)
const isUnpaidIfAsked = exactly(words.unpaidIfAsked)
const isPromise = within(words.promise)

const future =
  /马上|今晚|明天|明早|明儿|后天|稍后|回头|晚点|一会|等下|待会|等会|月底|下月|下个月|下班|尽快|这就|立即|立刻|抓紧|赶紧|下周|改天|准备|打算|现在(?=就?(?:交|缴|转|付)(?!了|过))|再(?=交|缴|转|补)|就(?=(?:交|缴|转|补|付)(?!过?了|完|清|齐))/
export const perfect =
  /(?:交|缴|转|付|补|汇|打)(?:完|清|齐|好|过去|过|上)?(?:了|讫|毕)|(?:已|刚).{0,4}(?:交|缴|转|付|补)/
/** 要交120, 每月交120: how much is due, not what was paid. */
const obliged = /(?:应该?|该|要|得|需要?|每个?月|每年|标准|让我?)[^,。]{0,3}(?:交|缴|付)(?!了|过|完|清|齐)/
const handsOver =
  /(?:交|缴|转|付|打|汇)(?:了|给|到|你|您|党费|过去|上个?月|这个月|本月|\d+月份?|#+|上|的|:|[\ue000-\ue7ff]|\s){0,6}$/

/** 没交党费的名单: speaks of people, not of a payment. */
const descriptive = /(?:没|未|已)(?:有)?(?:交|缴|转).{0,4}的(?:同志|人|党员|名单|请|有|都|是)|名单/

export type Payment = 'paid' | 'unpaid' | 'promised'

/** What one clause says about paying. */
export function paymentIn(clause: Clause): Payment | null {
  const text = clause.text.replace(placeholder, '')
  if (descriptive.test(text)) return null
  if (isUnpaid(text) && !/^已/.test(text)) return isPromise(text) && future.test(text) ? 'promised' : 'unpaid'
  if (isPromise(text) && hasPromiseWord(text) && (!perfect.test(text) || future.test(text))) return 'promised'
  if (isUnpaidIfAsked(core(text)) || isUnpaidIfAsked(text)) return 'unpaid'
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
  /(?:按时|及时|准时|按期|今天|上午|下午|晚上|中午|过[几两一]天|月初|发了?工资|开了?工资|这几天|这两天|本周|这周|周[一二三四五六日天末]|到时候?|下次|现在就|开会|党日|那天|当天|\d+[号日]|[一二三十]+号|之后|以后|随后|就去|去|来|会|要|一定).{0,6}(?:交|缴|转|付|补)/.test(
    text,
  )

/** The last word counts: 忘了,今晚交 is a promise, 忘了交,刚转了 is paid. Paid and then not paid is asked about. */
export function joint(states: (Payment | null)[]): Payment | null {
  const said = states.filter((state) => state !== null)
  const last = said.at(-1)
  if (said.includes('promised') && last !== 'paid') return 'promised'
  if (last === 'unpaid') return said.includes('paid') ? null : 'unpaid'
  return last === 'paid' ? 'paid' : null
}

const withoutPaymentWords = without(words.paymentWords)
/** Something else was said beside: 表交了, 那天的材料都交了. */
export const saysMore = (said: Said) =>
  said.clauses.some(
    (clause) =>
      paymentIn(clause) !== null &&
      /\p{L}/u.test(
        withoutPaymentWords(clause.text.replace(placeholder, '').replace(/(?:\d+|[一二三四五六七八九十]+)月/g, '')),
      ),
  )
