import { halfWidth, numeralSigns, readInteger } from './integers.ts'

export { halfWidth, integerInChinese, numeralSigns, readInteger } from './integers.ts'

/** A sum of money found in a text: where it stands and how much it is, in fen. */
export interface Amount {
  fen: number
  index: number
  length: number
}

interface Piece {
  text: string
  index: number
  end: number
  chinese: boolean
}

const numberPattern = new RegExp(
  `\\d{1,3}(?:,\\d{3}){1,4}(?![\\d,])(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|[${numeralSigns}]+`,
  'g',
)
const yuanUnit = /^(?:元(?![旦宵月素首])|[块塊](?![牌地砖石匾板展屏儿])|[圆圓])/
const jiaoUnit = /^(?:角(?![度落色星])|毛(?![病巾笔主泽衣选概]))/
const fenUnit = /^分(?![钟鐘部之局别公期开组析享会管为配行工红数校秒])/
const unitTail = /^(?:[钱錢]|整)/
/** What makes a bare number a date, a time, a count or a part of something longer. */
const notMoneyAfter = new RegExp(
  '^[ \\t]*(?:[月日号號点點时時年天周週季秒箱份个個人名位次岁%℃度楼层室班队組组期届章条页里米斤克吨件本台辆间场' +
    '支套瓶只票门项课步类成倍多几来余栋幢级版遍篇字所家户封棵盒袋包桶大角毛分元块塊圆圓之十百千万萬亿億a-zA-Z_@]|' +
    '星期|礼拜|小时|上午|下午|早|晚|中午|公里|公斤|学[时分]|单元|车间|车队|张(?=照|票|图|纸|表|片|桌|椅)|中全会|' +
    '[-/:~—–]\\s*\\d|\\.\\d)',
)
const notMoneyBefore =
  /(?:[第#*+a-zA-Z_@年历曆初闰之]|(?:^|\d)[-/:~.]|应到|实到|已到|到会|请假|缺席|参加|线上|签到码?|号码|编号|电话|手机号?|工号|证号|尾号|码)[是为:]?\s*$/
/** 几十, 数百, 上百: no number at all. */
const isRough = (text: string, piece: Piece) =>
  /^[几数]$/.test(text.charAt(piece.index - 1)) ||
  (/^[上成近]$/.test(text.charAt(piece.index - 1)) && /^[十百千万萬亿億]/.test(piece.text))
const rangeSign = /^\s*[到至、和]\s*$/

/**
 * Sums of money in a text, in the order they stand: 120, 120元, 120块5, 一百二, 一百二十元五角, 两毛, 1,200.00, ￥50.50.
 * Dates, times, counts, ordinals, telephone numbers and ids are left out. Linear in the length of the text.
 */
export function readAmounts(text: string): Amount[] {
  const plain = halfWidth(text)
  const pieces = Array.from(plain.matchAll(numberPattern), (found): Piece => {
    const [sign] = found
    return { text: sign, index: found.index, end: found.index + sign.length, chinese: !/^\d/.test(sign) }
  })
  const amounts: Amount[] = []
  for (let i = 0; i < pieces.length; ) {
    const read = withUnit(plain, pieces, i)
    if (read) amounts.push(read.amount)
    else if (isBareAmount(plain, pieces, i)) {
      const piece = pieces[i]
      const fen = piece && fenOf(piece)
      if (piece && fen) amounts.push(spanned(plain, piece.index, piece.end, fen))
    }
    i = read ? read.next : i + 1
  }
  return amounts
}

/** An amount that names its unit: 元, 块, 角, 毛, 分, or 万元. */
function withUnit(text: string, pieces: Piece[], at: number): { amount: Amount; next: number } | null {
  const piece = pieces[at]
  if (!piece || isRough(text, piece) || isOrdinal(text, piece)) return null
  if (/[\d零一二三四五六七八九十][点點.]$/.test(text.slice(Math.max(0, piece.index - 2), piece.index))) return null
  const size = sizeAfter(text, piece.end)
  let fen = (fenOf(piece) ?? Number.NaN) * size.times
  let end = piece.end + size.length
  let unit = yuanUnit.test(text.slice(end, end + 2)) ? 100 : 0
  if (unit === 0 && size.times === 1) {
    unit = smallUnitAfter(text, end)
    fen = (fen / 100) * unit
  }
  if (unit === 0 || !Number.isSafeInteger(fen)) return null
  end += 1
  if (isOneTogether(text, piece, end) || (unit === 1 && isScoreOrMinutes(text, piece, end))) return null
  let next = at + 1
  // What follows at once counts on in the smaller units: 三块五角, 十块零五分, and a last digit without one: 120块5, 三毛五.
  while (unit > 1) {
    const part = pieces[next]
    if (part?.index !== end || /[.,]/.test(part.text)) break
    const value = readInteger(part.text)
    if (value === null) break
    const named = smallUnitAfter(text, part.end)
    if (named > 0 && named < unit && value < unit / named) {
      fen += value * named
      end = part.end + 1
      unit = named
    } else if (named === 0 && value < unit && !notMoneyAfter.test(text.slice(part.end, part.end + 8))) {
      const wholeFen = unit === 10 || part.text.length > 1
      fen += wholeFen ? value : value * 10
      end = part.end
      unit = 1
    } else break
    next++
  }
  return { amount: spanned(text, piece.index, end, fen), next }
}

function isBareAmount(text: string, pieces: Piece[], at: number): boolean {
  const piece = pieces[at]
  if (!piece) return false
  const before = text.slice(Math.max(0, piece.index - 6), piece.index)
  const after = text.slice(piece.end, piece.end + 8)
  const value = fenOf(piece)
  if (value === null || isRough(text, piece) || isOrdinal(text, piece)) return false
  if (before.endsWith('¥')) return true
  if (notMoneyAfter.test(after) || notMoneyBefore.test(before)) return false
  if (/月\s*$/.test(before) && value <= 3100 && !piece.text.includes('.')) return false
  if (piece.chinese) return piece.text.length > 1 && /[十百千万拾佰仟萬廿卅]/.test(piece.text)
  if (/^\d{7,}$|^20[1-4]\d$/.test(piece.text)) return false
  // 1到3月, 1、2号: the first number is of the same kind as the last.
  const following = pieces[at + 1]
  const linked = following && following.index - piece.end < 4 && rangeSign.test(text.slice(piece.end, following.index))
  return !linked || !/^\s*[月日号號点點天周个個人份箱次]/.test(text.slice(following.end, following.end + 2))
}

/** 第3, and the numbers of a list: "1. 张三". */
function isOrdinal(text: string, piece: Piece): boolean {
  if (text.charAt(piece.index - 1) === '第') return true
  const lineStart = /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, piece.index - 4), piece.index))
  return lineStart && piece.text.length <= 3 && /^[.)）、](?!\d)/.test(text.slice(piece.end, piece.end + 2))
}

/** 「一块」 is mostly "together"; only 一块钱 and a clear end make it money. */
const isOneTogether = (text: string, piece: Piece, end: number) =>
  piece.text === '一' &&
  /[块塊]/.test(text.charAt(end - 1)) &&
  !/^(?:[钱錢整\s,，。;；、!！)）]|\d|[零一二三四五六七八九]|$)/.test(text.slice(end, end + 1))

/** 「十分」 is mostly "very"; 晚5分 is minutes, 扣5分 is a score. */
const isScoreOrMinutes = (text: string, piece: Piece, end: number) =>
  /^[晚迟早差点點时時:得扣加打评满考]$/.test(text.charAt(piece.index - 1)) ||
  (piece.text === '十' && !/^[钱錢]/.test(text.charAt(end)))

/** Fen in the unit that stands here: 角 and 毛 10, 分 1, anything else 0. */
const smallUnitAfter = (text: string, end: number): 10 | 1 | 0 => {
  const sign = text.slice(end, end + 2)
  return jiaoUnit.test(sign) ? 10 : fenUnit.test(sign) ? 1 : 0
}

/** The 万 of 1.2万 after Arabic digits. */
function sizeAfter(text: string, end: number): { times: number; length: number } {
  const times = { 百: 100, 千: 1000, 万: 10000, 萬: 10000 }[text.charAt(end)]
  return times === undefined ? { times: 1, length: 0 } : { times, length: 1 }
}

/** Yuan as written, in fen; null with more than two decimals or beyond a sensible size. */
function fenOf(piece: Piece): number | null {
  if (piece.chinese) {
    const value = readInteger(piece.text)
    return value === null || value > 1e12 ? null : value * 100
  }
  const [, yuan, decimals = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(piece.text.replaceAll(',', '')) ?? []
  return yuan === undefined ? null : Number(yuan) * 100 + Number(decimals.padEnd(2, '0'))
}

/** The span with its ¥ before and its 钱 or 整 after. */
function spanned(text: string, from: number, to: number, fen: number): Amount {
  const index = text.charAt(from - 1) === '¥' ? from - 1 : from
  const tail = unitTail.exec(text.slice(to, to + 1))
  return { fen, index, length: to + (tail ? 1 : 0) - index }
}
