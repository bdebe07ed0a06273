const digits = new Map<string, number>()
for (const row of ['零〇', '一壹弌', '二贰貳两兩', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖']) {
  const value = digits.size === 0 ? 0 : Math.max(...digits.values()) + 1
  for (const sign of row) digits.set(sign, value)
}
const smallUnits = new Map([...'十拾', ...'百佰', ...'千仟'].map((sign, i) => [sign, 10 ** (Math.floor(i / 2) + 1)]))
const bigUnits = new Map([...'万萬', ...'亿億'].map((sign, i) => [sign, i < 2 ? 1e4 : 1e8]))
const tens = new Map([
  ['廿', '二十'],
  ['卅', '三十'],
])

/** Every sign a Chinese numeral is written with, for use inside a character class. */
export const numeralSigns = [digits, smallUnits, bigUnits, tens].flatMap((signs) => [...signs.keys()]).join('')

/** Full-width digits, letters and the marks of dates and amounts made half-width; the length never changes. */
export const halfWidth = (text: string): string =>
  text.replace(/[０-９Ａ-Ｚａ-ｚ．：／－％＋～＃￥]/g, (c) =>
    c === '￥' ? '¥' : String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  )

/**
 * A whole number in Arabic, full-width or Chinese signs: 25, ２５, 二十五, 两百零五, 一百二 (120), 二〇二六.
 * Null when the text is not exactly one number.
 */
export function readInteger(text: string): number | null {
  const plain = halfWidth(text)
  if (/^\d{1,15}$/.test(plain)) return Number(plain)
  return readChinese(plain)
}

function readChinese(text: string): number | null {
  const signs = [...text.replace(/[廿卅]/g, (sign) => tens.get(sign) ?? sign)]
  if (signs.length === 0 || signs.length > 30) return null
  if (signs.length > 1 && signs.every((sign) => digits.has(sign))) return readRow(signs)
  let total = 0
  let section = 0
  let digit: number | null = null
  let afterZero = false
  let small = Number.POSITIVE_INFINITY
  let big = Number.POSITIVE_INFINITY
  let unit = 1
  for (const sign of signs) {
    const value = digits.get(sign)
    const smallUnit = smallUnits.get(sign)
    const bigUnit = bigUnits.get(sign)
    if (value !== undefined) {
      if (digit !== null || (value === 0 && afterZero)) return null
      if (value === 0) afterZero = true
      else digit = value
    } else if (smallUnit !== undefined) {
      if (smallUnit >= small || (digit === null && (smallUnit !== 10 || afterZero))) return null
      section += (digit ?? 1) * smallUnit
      small = unit = smallUnit
      digit = null
      afterZero = false
    } else if (bigUnit !== undefined) {
      section += digit ?? 0
      if (section === 0 || bigUnit >= big) return null
      total += section * bigUnit
      section = 0
      digit = null
      small = Number.POSITIVE_INFINITY
      big = unit = bigUnit
      afterZero = false
    } else return null
  }
  if (digit === null) return afterZero && signs.length > 1 ? null : total + section
  // 一百二 is 120 and 一万二 is 12000, but 一百零二 is 102 and 二十五 is 25.
  return total + section + (unit >= 100 && !afterZero ? (digit * unit) / 10 : digit)
}

/** Signs read one by one, as years and codes are: 二〇二六. */
function readRow(signs: string[]): number | null {
  return signs.length > 15 ? null : signs.reduce((value, sign) => value * 10 + (digits.get(sign) ?? 0), 0)
}

/** 1 → 一, 25 → 二十五, 205 → 二百零五, 10086 → 一万零八十六. From 0 to 999,999,999,999. */
export function integerInChinese(value: number): string {
  if (value === 0) return '零'
  const words = [1e8, 1e4, 1].reduce((said, size) => {
    const part = Math.floor(value / size) % 1e4
    if (part === 0) return said
    return (
      said +
      (said && part < 1000 ? '零' : '') +
      sectionInChinese(part) +
      (size === 1e8 ? '亿' : size === 1e4 ? '万' : '')
    )
  }, '')
  return words.replace(/^一十/, '十')
}

function sectionInChinese(value: number): string {
  let said = ''
  let gap = false
  for (const [size, unit] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / size) % 10
    if (digit === 0) gap = said !== ''
    else {
      said += (gap ? '零' : '') + '零一二三四五六七八九'[digit] + unit
      gap = false
    }
  }
  return said
}
