import { halfWidth, readAmounts, readInteger } from '../../base/numerals.ts'
import type { MemberCategory } from '../../life/people/roster.ts'
import { addDays, isDay } from '../../time/days.ts'
import type { Cell } from './cells.ts'

/** What one cell says, or what is wrong with it and what to do. A note is for the reader to know, not to mend. */
export type Reading<T> = { value: T; note?: string } | { message: string; next: string }

/** A text quoted back: long ones are cut, and so are numbers as long as those of identity cards. */
export const quote = (text: string): string => {
  const plain = text.replace(/(\d{3})\d{11,}[\dXx]?/g, '$1…')
  return `「${plain.length > 20 ? `${plain.slice(0, 20)}…` : plain}」`
}

/** People fill cells with these where they mean nothing. */
const blank = /^(?:无|没有|暂无|空|[-—–/\\.。]+)$/

/** A cell as text with blanks tidied: none between Chinese characters, single ones elsewhere. */
export function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (cell.kind === 'number') return String(cell.number).padStart(cell.digits, '0')
  return cell.text
    .replace(/[\u200b\u200c\u200e\u200f\u2060\ufeff\u00ad]/g, '')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
}

const maxText = 60

/** A word or two: a group, a branch, a number at work. */
export function readText(cell: Cell | undefined): Reading<string | null> {
  if (cell?.kind === 'number' && cell.date) {
    return { message: '这一格被表格软件当成了日期', next: '请把这一格设为文本格式，重新填写。' }
  }
  const text = textOf(cell)
  if (text.length > maxText) return { message: `${quote(text)}太长`, next: `请改短，不超过 ${maxText} 个字。` }
  return { value: text === '' || blank.test(text) ? null : text }
}

/** A number at work or school: letters and digits, kept as text so that leading zeros stay. */
export function readStaffNo(cell: Cell | undefined): Reading<string | null> {
  const read = readText(cell)
  return 'value' in read && read.value ? { value: halfWidth(read.value).replace(/\s/g, '') } : read
}

const isMiddleDot = /(?<=\p{Script=Han})\s*[·•‧・∙⋅●。．.]\s*(?=\p{Script=Han})/gu

/** A name, and the remark in brackets that tells namesakes apart: 张伟（一车间）. */
export function readName(cell: Cell): Reading<{ name: string; label: string }> {
  const fix = '请填写这个人的姓名。'
  if (cell.kind === 'number') return { message: `姓名一格是数字${quote(textOf(cell))}`, next: fix }
  const text = textOf(cell)
  const [, before = text, remark = ''] = /^([^（(]+)[（(]([^（()）]+)[）)]$/.exec(text) ?? []
  const dotted = before.trim().replace(isMiddleDot, '·')
  // 张 三 is written wide to line up with three-character names; textOf has closed the gap.
  if (/[,，、;；:：!！?？/\n]/.test(dotted) || dotted.length > 40 || /^\d+$/.test(dotted)) {
    return { message: `${quote(text)}不像姓名`, next: '一行只填一个人的姓名；备注请写到表格外面。' }
  }
  return { value: { name: dotted, label: remark.trim() } }
}

/** 正式党员, 预备党员 … and how people shorten them; floating where the word says so. */
export function readCategory(cell: Cell | undefined): Reading<{ category: MemberCategory; floating: boolean }> {
  const text = textOf(cell).normalize('NFKC').replace(/^中共/, '')
  const next = '请填：正式党员、预备党员、入党积极分子、发展对象或入党申请人。'
  if (text === '' || blank.test(text)) return { message: '没有填人员类别', next }
  const floating = text.includes('流动')
  const category: MemberCategory | null = /预备/.test(text)
    ? 'probationary'
    : /积极分子/.test(text)
      ? 'activist'
      : /发展对象/.test(text)
        ? 'candidate'
        : /申请人/.test(text)
          ? 'applicant'
          : /^正式|^.{0,4}党员(?:\(正式\))?$/.test(text) && !/^非|申请/.test(text)
            ? 'full'
            : null
  return category === null ? { message: `${quote(text)}不是人员类别`, next } : { value: { category, floating } }
}

/** A mobile number (11 digits) or a fixed line with its area code. */
export function readPhone(cell: Cell | undefined): Reading<string | null> {
  const text = textOf(cell)
  if (text === '' || blank.test(text)) return { value: null }
  const plain = halfWidth(text).replace(/[\s()（）]/g, '')
  const mobile = plain.replace(/^(?:\+|00)?86(?=1)/, '').replaceAll('-', '')
  if (/^1[3-9]\d{9}$/.test(mobile)) return { value: mobile }
  if (/^0\d{2,3}-?\d{7,8}$/.test(plain)) return { value: plain }
  return { message: `${quote(text)}不像手机号`, next: '请填一个 11 位手机号，没有就空着。' }
}

const yes = /^(?:是|对|有|√|✓|✔|☑|y|yes|true|1)$/i
const no = /^(?:否|不|不是|非|×|✗|x|n|no|false|0)$/i

export function readYesNo(cell: Cell | undefined): Reading<boolean> {
  const text = halfWidth(textOf(cell))
  if (text === '' || blank.test(text) || no.test(text)) return { value: false }
  if (yes.test(text) || /^(?:免|年老|年高|年迈|体弱|多病|因病|重病|病重|卧床|[，、])+$/.test(text))
    return { value: true }
  return { message: `${quote(text)}看不出是还是否`, next: '请填「是」，或者空着。' }
}

/** 流动: yes, or the place where the member is. */
export function readFloating(cell: Cell | undefined): Reading<{ floating: boolean; place: string | null }> {
  const read = readText(cell)
  if (!('value' in read)) return read
  const text = read.value ?? ''
  if (text === '' || no.test(halfWidth(text))) return { value: { floating: false, place: null } }
  if (yes.test(halfWidth(text)) || /^(?:已?流动|流动党员|流出|流入)$/.test(text)) {
    return { value: { floating: true, place: null } }
  }
  // 是（广西柳州）, 流动：广西柳州
  const inner = /^(?:是|流动党员|流动|流出)\s*[（(:：,，]\s*(.+?)\s*[）)]?$/.exec(text)?.[1]
  return { value: { floating: true, place: inner ?? text } }
}

/** Aliases as written, each once. */
export function readAliases(cell: Cell | undefined): Reading<string[]> {
  if (cell === undefined) return { value: [] }
  const text = cell.kind === 'number' ? textOf(cell) : cell.text
  const words = text.split(/[、，,；;|\n]/).map((word) => word.trim().replace(/\s+/g, ' '))
  const aliases = [...new Set(words.filter((word) => word !== '' && !blank.test(word)))]
  const long = aliases.find((word) => word.length > maxText)
  return long === undefined ? { value: aliases } : { message: `${quote(long)}太长`, next: '几个别名请用顿号隔开。' }
}

/** Beyond this the 2017 notice asks for the member's own word (电明字〔2017〕5号), so it is more likely a slip. */
const unusualFen = 100_000

/** Dues of a month in fen, from yuan as a number or in words. */
export function readDues(cell: Cell | undefined): Reading<{ fen: number | null }> {
  const text = halfWidth(textOf(cell)).replace(/,/g, '')
  if (text === '' || (cell?.kind !== 'number' && blank.test(text))) return { value: { fen: null } }
  if (cell?.kind === 'number' && cell.date) {
    return { message: '这一格被表格软件当成了日期', next: '请把这一格设为数字格式，重新填写每月应交多少元。' }
  }
  if (/^免交?$/.test(text)) return { value: { fen: 0 } }
  const fen = cell?.kind === 'number' ? yuanToFen(cell.number) : fenInWords(text)
  if (fen === null) return { message: `${quote(text)}看不出是多少钱`, next: '请填每月应交多少元，如 120.00。' }
  if (fen < 0) return { message: `${quote(text)}是负数`, next: '请填每月应交多少元，如 120.00。' }
  if (fen > unusualFen) {
    return {
      message: `每月 ${(fen / 100).toFixed(2)} 元，超过 1000 元`,
      next: '请核对：这里填每月应交党费，不是工资，也不是全年的数。',
    }
  }
  const exact = cell?.kind !== 'number' || Math.abs(cell.number * 100 - fen) < 1e-6
  return exact
    ? { value: { fen } }
    : { value: { fen }, note: `${text} 元不是整分，按四舍五入记为 ${(fen / 100).toFixed(2)} 元` }
}

/** Half up, as the spreadsheet shows it; six decimals first, because 11.725 * 100 is 1172.4999… */
const yuanToFen = (yuan: number): number => {
  const fen = Number((Math.abs(yuan) * 100).toFixed(6))
  return Math.sign(yuan) * Math.floor(fen + 0.5) || 0
}

function fenInWords(text: string): number | null {
  const plain = text.replace(/^(?:每月|月)|(?:每|\/|一个?)月$|^人民币|[¥\s]/g, '')
  const number = /^(-?)(\d{1,9}(?:\.\d{1,2}0*)?)元?$/.exec(plain)
  if (number) return yuanToFen(Number(`${number[1]}${number[2]}`))
  const [amount, more] = readAmounts(plain)
  if (amount && !more && amount.length === plain.length) return amount.fen
  const whole = readInteger(plain)
  return whole === null ? null : whole * 100
}

const firstDay = '1921-07-01'
const lastDay = '2100-12-31'
const badDate = (text: string) => ({ message: `${quote(text)}看不出是哪一天`, next: '请写成 2015-07-01 这样。' })

/**
 * A day, "2015-07-01". A month without its day is taken as its first day where `monthWillDo`, and said so.
 * @param date1904 the file counts days from 1904
 */
export function readDay(cell: Cell | undefined, date1904: boolean, monthWillDo: boolean): Reading<string | null> {
  const text = textOf(cell)
  if (cell === undefined || text === '' || (cell.kind === 'text' && blank.test(text))) return { value: null }
  if (cell.kind === 'number') {
    const { number, date } = cell
    // A bare 42186 is a date that lost its format; 20150701 and 201507 are written out.
    if (date || (Number.isInteger(number) && number > 7000 && number < 100_000)) {
      const day =
        number > 0 && number < 200_000 ? addDays(date1904 ? '1904-01-01' : '1899-12-30', Math.floor(number)) : ''
      return sensible(day, text)
    }
    if (/^\d{4}\.1$/.test(text)) {
      return { message: `${text} 看不出是 1 月还是 10 月`, next: '请写成 2015-10-01 这样。' }
    }
  }
  const plain = halfWidth(text)
    .replace(/[\s日号]|T?\d\d?:\d\d.*$/g, '')
    .replace(/[年月./·、—–]/g, '-')
    .replace(/-$/, '')
  const parts = plain.split('-').map(readInteger)
  const [year, month, day] = parts
  const packed = /^(\d{4})(\d\d)(\d\d)?$/.exec(plain)
  if (packed)
    return fromParts(text, Number(packed[1]), Number(packed[2]), packed[3] ? Number(packed[3]) : null, monthWillDo)
  if (parts.length > 3 || year == null || month == null || (parts.length === 3 && day == null)) return badDate(text)
  if (year < 100) return { message: `${quote(text)}的年份不全`, next: '年份请写四位，如 2015-07-01。' }
  return fromParts(text, year, month, day ?? null, monthWillDo)
}

function fromParts(
  text: string,
  year: number,
  month: number,
  day: number | null,
  monthWillDo: boolean,
): Reading<string> {
  const two = (number: number) => String(number).padStart(2, '0')
  if (day === null && !monthWillDo) return { message: `${quote(text)}只写到月`, next: '请写到日，如 2015-07-01。' }
  const read = sensible(`${year}-${two(month)}-${two(day ?? 1)}`, text)
  return 'value' in read && day === null ? { ...read, note: `${quote(text)}没有写日，先按 ${read.value} 记` } : read
}

function sensible(day: string, text: string): Reading<string> {
  if (!isDay(day)) return badDate(text)
  if (day < firstDay || day > lastDay) return { message: `日期 ${day} 不合常理`, next: '请核对年份。' }
  return { value: day }
}
