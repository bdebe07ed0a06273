import { pastDay } from '../../time/phrase-past.ts'
import type { Day } from '../../time/zone.ts'
import type { Person } from '../meaning.ts'
import { findPeople, type Named } from './names.ts'

/** "12月1日李书记和王五谈心谈话": who talked, and when. What was said is not read. */
export interface ToldTalk {
  /** Everybody named, in order. */
  named: Named[]
  /** As the names stand in the text: what is left beside those that are known is nobody on the roster. */
  unknown: string[]
  /** with: the speaker talked with each of them; pair: the first with each of the others; unclear: three or more. */
  between: 'with' | 'pair' | 'unclear'
  /** null where no day was named. */
  day: Day | null
  impossible: string | null
  /** There are further words, which are not kept. */
  more: boolean
  /** The message without them, to be read again once it is clear who is meant. */
  short: string
}

const talked =
  /^(?:我)?(?:已经?|刚刚?|刚才)?(和|跟|与|同|找)?([\p{Script=Han}·\w()、,&\s]{2,60}?)(?:同志|两人|二人|他们)?(?:都|也|已经?|刚刚?|一起|相互|互相|分别|单独|进行|开展)*(谈心谈话|谈[了过]?话|谈[了过]?心|谈)(过|了|完|好)?(?:过|了|完|成|完成|好|进行|一次|结束)*(?:$|[\s,。;:!](.*)$|(?<=[过了完])(.+)$)/su
const otherMatters = /请.{0,2}假|不?参加|到会|党费|来不了|不来|签到|迟到|缺席|[吗么呢?？]|(?:没|未|不)(?:有)?谈/
const joints = /^(?:和|跟|与|同|、|,|&|\s|及|同志|书记)+|(?:和|跟|与|同|、|,|&|\s|及|同志|书记)+$/g

/** Reads that a talk was held. Null where the text is something else, or may be a step of admission (张三谈话完成). */
export function readTalk(text: string, people: readonly Person[], today: Day): ToldTalk | null {
  if (otherMatters.test(text)) return null
  const dated = pastDay(text, today)
  const plain = (
    dated ? text.replace(dated.matched, ' ').replace(/\((?:周|星期)[一二三四五六日天]\)/, ' ') : text
  ).trim()
  const found = talked.exec(plain)
  if (!found) return null
  const [, led, body = '', verb = '', aspect, ...further] = found
  // 谈 alone needs 过 or 了; 谈话 of one person only is more likely the talk with an applicant.
  if (verb === '谈' && aspect === undefined) return null
  const names = body.trim()
  const named = findPeople(names, people)
  const unknown = unknownIn(names, named)
  const count = named.length + unknown.length
  if (led === undefined && count < 2 && /谈[了过]?话/.test(verb) && !verb.includes('谈心')) return null
  if (count === 0 || unknown.some((one) => one.length > 6)) return null
  const joined = /(?<!^)[和跟与同](?!$)/.test(named.reduce((rest, { raw }) => rest.replace(raw, 'N'), names))
  const between = led !== undefined || count === 1 ? 'with' : count === 2 || joined ? 'pair' : 'unclear'
  return {
    named,
    unknown,
    between,
    day: dated?.day ?? null,
    impossible: dated && dated.day === null ? dated.matched : null,
    more: further.some((words) => words !== undefined && words.replace(/[\s,。;:!.]/g, '') !== ''),
    short: `${dated?.matched ?? ''} ${led ?? ''}${names}谈心谈话了`.trim(),
  }
}

function unknownIn(names: string, named: readonly Named[]): string[] {
  const left = named.reduceRight(
    (rest, { index, raw }) => `${rest.slice(0, index)}、${rest.slice(index + raw.length)}`,
    names,
  )
  return left
    .split(/[、,&\s]|(?<=.)[和跟与同及](?=.)/)
    .map((part) => part.replace(joints, ''))
    .filter((part) => part !== '')
}

const subject = '(?:谈心谈话|谈心|谈话)'
const who = '(?:都|还|还有)?(?:有)?(?:谁|哪些人|哪几个人?|哪些同志|哪几位)(?:都|还)*'
const status = new RegExp(
  `^(?:看看?|查看?|查一?下)?(?:今年|本年度?|\\d{4}年)?(?:的)?${subject}(?:的)?(?:情况|进度|台账|统计|覆盖|覆盖情况|完成情况|名单|还差谁|还差哪些|还差几个|差谁|${who}(?:没|未)(?:谈|有)?)(?:了|如何|怎么样)?$|^${who}(?:没|未)(?:有)?(?:谈心谈话|谈心|谈话|谈过|谈)(?:过|的)?$|^(?:还差谁|还差哪些人)(?:没|未)?(?:谈心谈话|谈话|谈心|谈)$|^(?:没|未)(?:谈心谈话|谈话|谈心|谈)(?:过)?的(?:人|同志)?(?:有谁|有哪些|名单|是谁)?$`,
)

/** "谈心谈话情况", "还有谁没谈话" */
export const asksTalks = (text: string): boolean => status.test(text)
