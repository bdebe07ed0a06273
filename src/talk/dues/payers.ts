import { type Amount, readAmounts } from '../../base/numerals.ts'
import { speaker, unique } from '../build.ts'
import type { Context, MeaningItem, Person, Status } from '../meaning.ts'
import type { Said } from '../message.ts'
import type { Named } from '../people/names.ts'

const payee =
  /比[\ue000-\ue7ff]|(?<=[转交缴付打汇发]了?[^,。的代]{1,8})给[\ue000-\ue7ff](?=了?(?:$|[\s,。!]))|给[\ue000-\ue7ff](?=(?:刚|已经?)?(?:转|打|汇|发)(?!交))|(?:[转打汇存]到|转给?|交给|付给?|打给?|汇给?|发给?|转到|交到|转账?给|转了给?|已转给?|交与|上交|给到|微信转给?|收款人|请|烦请|麻烦)[\ue000-\ue7ff](?!的(?:党费|那)|那份|、|和|代|交|缴)|[\ue000-\ue7ff](?=(?:请|注意)?(?:查收|收一下|收下|代收|核对一下|核实一下|那里|那儿|那边|处|微信(?!转)|支付宝(?!转)))|^[\ue000-\ue7ff](?=(?:您好|你好|我))|(?:让|托|请)[\ue000-\ue7ff](?=(?:帮我|替我|代我|帮忙))|(?:由|经|通过)[\ue000-\ue7ff]|[\ue000-\ue7ff](?=先?(?:帮|替|代)(?:我|忙|一下))/g

/** Those whose dues a message speaks of: not who receives the money, not who is greeted. */
export function payers(said: Said): Named[] {
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

export function whoPays(said: Said, context: Context): { people: Person[]; named: Named[]; doubtful: Named[] } {
  const named = payers(said)
  const doubtful = named.filter((one) => one.person === null || one.fuzzy)
  return { people: named.length === 0 ? speaker(context) : everybody(named, said, context), named, doubtful }
}

const withSpeaker =
  /(?:我|自己|本人)(?:的|和|跟|与|、|以及|连同|还有|及)+.{0,3}[\ue000-\ue7ff]|[\ue000-\ue7ff].{0,3}(?:和|跟|与|、|还有|及)+(?:我|本人|自己)|连(?:同)?我|我.{0,6}(?:顺便|一起|一并).{0,3}[\ue000-\ue7ff]/
export function everybody(named: Named[], said: Said, context: Context): Person[] {
  const self = withSpeaker.test(said.text) ? speaker(context) : []
  return unique([...self, ...named.flatMap((one) => one.person ?? [])])
}

/* Numbers of months are no money: 1、2、3月, 1到3月. */
const monthLists = /(?<![\d.])(?:1[0-2]|[1-9])(?:月份?)?(?:[、,和及到至~-](?:1[0-2]|[1-9])(?:月份?)?)*月份?/g

/** The sums of money a message names. */
export const amountsIn = (text: string): Amount[] =>
  readAmounts(text.replace(monthLists, (months) => '#'.repeat(months.length)))

/** The amount, where all items have one and the same. */
export const sameAmount = (items: MeaningItem[]) =>
  items.every((item) => item.amountFen === items[0]?.amountFen) ? (items[0]?.amountFen ?? null) : null

/** 张三120,李四80, 我的120,老马的86: one amount after each of them. */
export function eachOnesAmount(said: Said, status: Status, subject: string, context: Context): MeaningItem[] {
  const amounts = amountsIn(said.text)
  if (amounts.length < 2) return []
  const items = amounts.map((amount, i): MeaningItem | null => {
    const between = said.text.slice(i === 0 ? 0 : (amounts[i - 1]?.index ?? 0), amount.index)
    const sign = /[\ue000-\ue7ff]|我/g
    const last = Array.from(between.matchAll(sign), ([found]) => found).at(-1)
    if (last === undefined) return null
    const named = last === '我' ? null : said.people[last.charCodeAt(0) - 0xe000]
    const person = last === '我' ? context.sender : (named?.person ?? null)
    return { person, raw: named?.raw ?? '我', subject, status, reason: null, amountFen: amount.fen }
  })
  const all = items.filter((item) => item !== null)
  const distinct = new Set(all.map((item) => item.person?.id ?? item.raw)).size === amounts.length
  return distinct ? all : []
}

/** The amount for each: 各120, or a total that divides. */
export function shared(amounts: Amount[], people: number, said: Said): number | null {
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
