import { cadenceAt } from './cadence-words.ts'
import { dayForms, monthForms } from './phrase-day.ts'
import { festivalForms } from './phrase-festival.ts'
import { hourForms, instantForms, partForms } from './phrase-hour.ts'
import { periodForms } from './phrase-period.ts'
import { beginsNumber, EITHER, type Form, form, LINK, type Meaning, type Token, WEEK } from './phrase-text.ts'

const onlyMonthly = '固定的日子我只会按月记，如「每月第一个周五」。这一次请说具体哪一天'
const askedForms: Form[] = [
  form(`每个?${WEEK}[一二三四五六日天]|每[天日](?=上午|下午|晚上|早上|中午|\\d{1,2}[:点])`, () => ({
    kind: 'refused',
    question: onlyMonthly,
  })),
  form('小年(?![轻纪青])', () => ({ kind: 'refused', question: '小年各地不同：是腊月二十三还是二十四？' })),
]
const linkForms: Form[] = [
  form(LINK, () => ({ kind: 'link' })),
  // 14:45开始，15:05结束
  form('开始[,，、 ]{0,2}(?=[上中下晚]?[午上]?[\\d〇零一二三四五六七八九十两]{1,3}[:点][^,，。]{0,4}结束)', () => ({
    kind: 'link',
  })),
  form(`[ \\t]{0,3}${EITHER}[ \\t]{0,3}`, () => ({ kind: 'either' })),
]

const forms = [
  ...askedForms,
  ...festivalForms,
  ...instantForms,
  ...periodForms,
  ...dayForms,
  ...partForms,
  ...hourForms,
  ...monthForms,
  ...linkForms,
]

const numberSign = /[\d〇零一二三四五六七八九十廿卅两]/
/** Every form begins with one of these; everything else is passed over quickly. */
const starter =
  /[\d〇零一二三四五六七八九十廿卅两半差正冬腊元月年季本这当次现再党起第最首倒上下周小星礼大前昨今明后去每农阴旧节收长假春除清端劳国中重妇青儿建教凌拂早夏晌午傍晚夜深间到至\-~—–―或还、和 \t]/

/** Finds every word of time in a text, in order. Linear: each form looks at a bounded stretch. */
export function tokens(text: string): Token[] {
  const found: Token[] = []
  for (let index = 0; index < text.length; ) {
    const before = found.at(-1)
    const begins = before?.to === index || starter.test(text.charAt(index))
    const token = begins ? tokenAt(text, index, before) : null
    if (token) found.push(token)
    index = token?.to ?? index + 1
  }
  return found
}

function tokenAt(text: string, from: number, before: Token | undefined): Token | null {
  const rule = text.charAt(from) === '每' ? cadenceAt(text, from) : null
  if (rule) {
    const meaning: Meaning = rule.cadence
      ? { kind: 'rule', cadence: rule.cadence }
      : { kind: 'refused', question: '每月没有这一天，请再说一次' }
    return { ...meaning, from, to: rule.end }
  }
  const behindToken = before?.to === from
  const joins = before?.kind !== 'link' && before?.kind !== 'either'
  const isNumber = numberSign.test(text.charAt(from))
  // 周三三点: the number of the hour begins behind that of the day.
  const isApart = behindToken && (!joins || before?.kind === 'day')
  if (isNumber && !isApart && !beginsNumber(text, from)) return null
  for (const { pattern, means } of forms) {
    pattern.lastIndex = from
    const found = pattern.exec(text)
    const meaning = found && means(found)
    if (!found || !meaning) continue
    if (meaning.kind === 'link' || meaning.kind === 'either') {
      if (!behindToken || !joins) continue
    }
    if (meaning.kind === 'hour' && !isHour(found[0], text, from, before)) continue
    if (meaning.kind === 'hour' && meaning.garbled !== undefined && !isExpected(text, from, before)) continue
    return { ...meaning, from, to: pattern.lastIndex }
  }
  return null
}

/** What may follow an hour in Chinese signs that stands alone: 三点开会, but not 三点感触. */
const afterHour =
  /^(?:$|[\s\p{P}\p{S}]|[开在到集见签前后之以左右去来走出至准吧行可好吗呢召进起改结散就我你咱或]|上[党课车会]|下[班课]|会议|报[到名]|主题|学习|党|支委)/u
/** Only where an hour must come can a word be a misheard one: behind a day or a part of a day, a slip apart at most. */
const isExpected = (text: string, from: number, before: Token | undefined): boolean =>
  (before?.kind === 'part' || before?.kind === 'day') &&
  /^[^\s\p{P}去到]{0,2}$/u.test(text.slice(before.to, from).slice(0, 3))

const lead = /^[\s，,的(（]{0,3}$/

function isHour(words: string, text: string, from: number, before: Token | undefined): boolean {
  if (!/^[〇零一二三四五六七八九十廿两]+点$/.test(words)) return true
  const led = before !== undefined && before.kind !== 'month' && lead.test(text.slice(before.to, from).slice(0, 4))
  if (led && before.kind !== 'either') return true
  const after = text.slice(from + words.length, from + words.length + 2)
  if (/[说讲谈提]/.test(text.charAt(from - 1)) && /^(?:$|[\s\p{P}])/u.test(after)) return false
  if (words === '一点' || /[有早晚快慢多少大小好差高低这那哪]/.test(text.charAt(from - 1))) return false
  return afterHour.test(after)
}
