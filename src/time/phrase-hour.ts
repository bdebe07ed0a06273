import { D, EITHER, type Form, form, LINK, number, type Part, type SpokenHour, WEEK } from './phrase-text.ts'

const parts: [words: string, part: Part][] = [
  ['凌晨|拂晓', 'dawn'],
  ['清晨|早晨|早上|清早|大清早|一大?早|上午', 'morning'],
  ['中午|正午|晌午|午间', 'noon'],
  ['下午|午后|傍晚', 'afternoon'],
  ['晚上|晚间|夜里|夜间|夜晚|深夜|半夜', 'evening'],
]

/** What three points can be of (三点意见), as against three o'clock. */
const NOUNS =
  '意见|建议|要求|体会|感想|感受|感悟|看法|想法|希望|说明|认识|问题|内容|注意|原因|理由|启[示发]|措施|做法|优点|不足|缺点|' +
  '收获|心得|经验|提示|任务|工作|共识|决定|结论|承诺|指示|思考|努力|改进|整改|几|[儿点也都没不空心意小钱东]'
const NOT_POINTS = `(?!${NOUNS})`
const SHORT_MINUTE = '(?:零|〇)?(?:[二三四五]?十[一二三四五六七八九]?|(?<=[零〇])[一二三四五六七八九]|[0-5]\\d)'
const POINT = '[点时]'

const hour = (sign: string | undefined, minute: number, exact = false) => ({
  kind: 'hour' as const,
  hour: number(sign),
  minute,
  exact: exact || number(sign) > 12,
})
/** 95点 is a score. */
const plausible = (sign: string | undefined) => number(sign) <= 39

export const partForms: Form[] = [
  ...parts.map(([words, part]) => form(`(?:${words})(?![好安]|餐|饭)`, () => ({ kind: 'part', part }))),
  // A single 早 or 晚 says when only beside an hour or behind a day (明早, 周五晚): 晚到, 晚点 and 早点 do not.
  form(`([早晚])(?=[ \\t]{0,3}(?:\\d{1,2}[:点时]|[二两三四五六七八九十]{1,2}点|一点[钟半整一]))`, ([, sign]) => ({
    kind: 'part',
    part: sign === '早' ? 'morning' : 'evening',
  })),
  form(`(?<=[今明昨天日号末]|${WEEK}[一二三四五六])([早晚])(?![到点些会饭餐来回了安好])`, ([, sign]) => ({
    kind: 'part',
    part: sign === '早' ? 'morning' : 'evening',
  })),
]

export const hourForms: Form[] = [
  form('(\\d{1,2}):(\\d{2})(?::\\d{2})?(?!\\d)[分]?', ([, sign = '', minutes]) =>
    plausible(sign) ? hour(sign, Number(minutes), sign.startsWith('0')) : null,
  ),
  form(`差(?:(一刻)钟?|${D}分钟?)(?:到|不到)?${D}点`, ([, quarter, minutes, sign]) => {
    const early = quarter === undefined ? number(minutes) : 15
    return early < 60 && number(sign) >= 1 && number(sign) <= 24
      ? { ...hour(sign, 60 - early), hour: number(sign) - 1 }
      : null
  }),
  form(`${D}点差(?:(一刻)钟?|${D}分钟?)`, ([, sign, quarter, minutes]) => {
    const early = quarter === undefined ? number(minutes) : 15
    return early < 60 && number(sign) >= 1 && number(sign) <= 24
      ? { ...hour(sign, 60 - early), hour: number(sign) - 1 }
      : null
  }),
  form(`(?!一时)${D}${POINT}钟?(半|一刻|三刻)`, ([, sign, fraction]) =>
    plausible(sign) ? hour(sign, fraction === '半' ? 30 : fraction === '一刻' ? 15 : 45) : null,
  ),
  form(`${D}${POINT}(?:零|〇|过)?${D}分(?!之|钟后)`, ([, sign, minutes]) =>
    plausible(sign) ? hour(sign, number(minutes)) : null,
  ),
  form(`${D}点(${SHORT_MINUTE})(?![\\d元块个%毛角天号日月])`, ([, sign, minutes = '']) =>
    plausible(sign) ? hour(sign, number(minutes.replace(/^[零〇](?=.)/, ''))) : null,
  ),
  form(`${D}(?:点钟|点整|时整|时许)`, ([, sign]) => (plausible(sign) ? hour(sign, 0) : null)),
  // 三点五 is a decimal.
  form(`(\\d{1,2})(?:点(?![\\d零一二三四五六七八九])${NOT_POINTS}|时(?![间候期常]))`, ([, sign]) =>
    plausible(sign) ? hour(sign, 0) : null,
  ),
  form(
    `([〇零一二三四五六七八九十廿两]{1,3})(?:点(?![\\d零一二三四五六七八九])${NOT_POINTS}|时(?=$|[，。,\\s到至]))`,
    ([words, sign]) => (words === '一时' ? null : hour(sign, 0)),
  ),
  form(`${D}(?=(?:${LINK}|${EITHER})${D}点${NOT_POINTS})`, ([, sign]) => (plausible(sign) ? hour(sign, 0) : null)),
  // What voice input makes of 三点 and 九点.
  form(`${D}[典碘惦](?![型礼范藏])`, ([words]) => ({ ...hour(undefined, 0), garbled: words })),
  form(
    `(?<=[早晚午上晨])(?:${D}[店电殿垫]|[久酒旧玖巴叭妻柒刘流陆无舞武伍思司肆山伞叁俩凉拾石食实]点(?![名评赞击心火滴菜子]))`,
    ([words]) => ({ ...hour(undefined, 0), garbled: words }),
  ),
]

const LATER = '(?:之|以)?后'
const instant = (minutes: number) =>
  minutes > 0 && minutes < 60 * 24 * 30 ? { kind: 'instant' as const, minutes } : null
const COUNT = '(\\d{1,3}|[一二两三四五六七八九十]{1,3})'

export const instantForms: Form[] = [
  form(`半个?(?:小时|钟头)${LATER}`, () => instant(30)),
  form(`(?:一刻钟|三刻钟)${LATER}`, ([words]) => instant(words.startsWith('一') ? 15 : 45)),
  form(`${COUNT}个?半(?:小时|钟头)${LATER}`, ([, count]) => instant(number(count) * 60 + 30)),
  form(`(\\d{1,2}\\.5)个?(?:小时|钟头)${LATER}`, ([, count]) => instant(Number(count) * 60)),
  form(`${COUNT}个?(?:小时|钟头)${LATER}`, ([, count]) => instant(number(count) * 60)),
  form(`${COUNT}分钟${LATER}`, ([, count]) => instant(number(count))),
  form(
    `(?:现在(?:开始|算?起|往后)[, ]?(?:再?过)?|再过)(?:(半)|${COUNT})(?:个?(半)?(?:小时|钟头)|(分钟))(?:${LATER})?`,
    ([, half, count, more, minutes]) =>
      minutes === undefined
        ? instant((half === undefined ? number(count) * 60 : 30) + (more === undefined ? 0 : 30))
        : instant(half === undefined ? number(count) : 0),
  ),
]

export interface ReadHour {
  /** Minutes from the day's midnight; 1440 and more belong to the next day. */
  minutes: number
  /** Settled by habit: to be said back. */
  doubt: boolean
}

/**
 * The time meant by an hour and a part of the day. The field's habit: meetings are in working hours, so a bare 1 to 6
 * is in the afternoon, 8 to 12 is before and at noon, and 7 may be either.
 */
export function readHour(token: SpokenHour, part: Part | null): ReadHour | { refusal: string } {
  const { hour: h, minute, exact, garbled } = token
  if (garbled !== undefined) return { refusal: `「${garbled}」是几点？请再说一次` }
  if (!(h >= 0 && h <= 24 && minute >= 0 && minute < 60) || (h === 24 && minute > 0))
    return { refusal: `没有${h}点${minute ? `${minute}分` : ''}，请再说一次几点` }
  const at = (hours: number, doubt = false): ReadHour => ({ minutes: hours * 60 + minute, doubt })
  if (part === null) {
    if (exact || h === 0 || h >= 8) return at(h)
    return h === 7 ? { refusal: `早上7点${said(minute)}还是晚上7点${said(minute)}？` } : at(h + 12, true)
  }
  if (h > 12) return at(h, h < 24 && !fits(part, h))
  switch (part) {
    case 'dawn':
      return h === 12 ? at(0) : at(h, h > 6)
    case 'morning':
      return at(h, h < 4)
    case 'noon':
      return h >= 1 && h <= 3 ? at(h + 12) : at(h, h < 10)
    case 'afternoon':
      return h === 12 || h === 0 ? at(12, h === 0) : at(h + 12, h > 8)
    case 'evening':
      return h >= 5 && h < 12 ? at(h + 12) : at(h === 12 || h === 0 ? 24 : h + 24, true)
  }
}

const said = (minute: number) => (minute === 0 ? '' : minute === 30 ? '半' : `${minute}分`)

const fits = (part: Part, hour: number) =>
  ({ dawn: false, morning: false, noon: hour < 15, afternoon: hour < 20, evening: hour >= 17 })[part]

/** The end of a span: the first such hour after its start. */
export function readEnd(token: SpokenHour, part: Part | null, start: number): ReadHour | { refusal: string } {
  if (part !== null) {
    const read = readHour(token, part)
    if ('refusal' in read || read.minutes > start) return read
    return start >= 18 * 60 ? { ...read, minutes: read.minutes + 24 * 60 } : { refusal: endBeforeStart }
  }
  const { hour: h, minute, exact } = token
  if (!(h >= 0 && h <= 24 && minute >= 0 && minute < 60) || (h === 24 && minute > 0)) return readHour(token, null)
  const late = start >= 18 * 60
  const found = [h, ...(exact ? [] : [h + 12]), ...(late ? [h + 24] : [])]
    .map((hours) => hours * 60 + minute)
    .find((minutes) => minutes > start)
  return found === undefined ? { refusal: endBeforeStart } : { minutes: found, doubt: false }
}

const endBeforeStart = '结束的时间早于开始的时间，请再说一次'
