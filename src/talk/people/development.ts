import { readInteger } from '../../base/numerals.ts'
import { builtInEditions } from '../../life/development/editions.ts'
import type { Step } from '../../life/development/steps.ts'
import { pastDay } from '../../time/phrase-past.ts'
import type { Day } from '../../time/zone.ts'
import type { Person } from '../meaning.ts'
import { surnames } from '../phrasebook.ts'
import { findPeople, type Named } from './names.ts'

/** One step as it was told of. */
export interface ToldStep {
  /** The steps that its words may mean, the likeliest first: 谈话 is the second step, and the sixteenth. */
  steps: number[]
  /** null where no day was named. */
  day: Day | null
  /** A day was named that there is not (2月30日). */
  impossible: string | null
}

/** "张三确定为积极分子 11月23日" */
export interface ToldDevelopment {
  /** As it stands in the text; `person` null and `candidates` empty where nobody of that name is on the roster. */
  who: { raw: string; person: Person | null; candidates: Person[]; fuzzy: boolean }
  steps: ToldStep[]
  /** Others who are named: 培养联系人, 入党介绍人. */
  others: Named[]
  /** File number of an approval. */
  file: string | null
  /** 延长预备期; `months` null where it was not said by how much. */
  extension: { months: number | null } | null
  /** 公示结束: the day on which it begins is wanted. */
  ends: boolean
  /** There are further words, which are not kept. */
  more: boolean
}

type StepWords = Pick<Step, 'step' | 'name' | 'words' | 'extension' | 'workdays'>

const fileNumber = /[\p{Script=Han}]{1,10}\s?[[(〔【]\d{4}[\])〕】]\s?第?\d{1,4}\s?号/u
const numbered = /第?\s?(\d{1,2}|[一二三四五六七八九十]{1,3})\s?步/g
const opening = /^(?:(?:登记|记录|记)(?:一下)?[\s,:]*(?:发展党员)?(?:登记)?|发展党员(?:登记)?)[\s,:]*/
const extending = /延长(?:了)?(?:一次)?预备期(?:为|到)?\s?(半年|一年|1年|([\d一二三四五六七八九十]{1,3})个月)?/
const done =
  /(?:已经?|都|全部)?(?:会议研究|会议|研究|讨论)?(?:开始|完成|办完|办好|做完|通过|合格|同意|完毕|结束|期满|好|搞好|无异议)?(?:了|的)?/
const filler = /同志|今天|现在|已经?|被|于|在|的|了|是|为|和|与|由|我们|支部|[\s,，、。.:：;；!！()（）]/g
/** Whatever else such a message is about, it is no step. */
const otherMatters = /请.{0,2}假|不?参加|到会|党费|来不了|不来|签到|迟到|缺席|[吗么呢?？]/

const notWho = /^(?:我|你|他|她|它|大家|有人|谁|上级|党委|组织|支部|会议|本人|同志|支委会?|今天|昨天)/
const likeName = new RegExp(`^(?:[${surnames}]\\p{Script=Han}{1,3}|\\p{Script=Han}{1,8}·\\p{Script=Han}{1,8})$`, 'u')
/** Somebody who is not on the roster: a name by its surname, or whatever stands where a name is wanted. */
const isName = (text: string, explicit: boolean): boolean =>
  explicit ? /^[\p{Script=Han}·]{2,12}$/u.test(text) : likeName.test(text)

/** Words that stand alone in everyday chat as well: only where nothing else is said. */
const everyday = [
  '谈话',
  '考察',
  '备案',
  '培训',
  '审批',
  '归档',
  '宣誓',
  '公示',
  '积极分子',
  '发展对象',
  '志愿书',
  '入党志愿书',
]

/** Reads which steps of whom were done. Null where the text is something else. */
export function readDevelopment(
  text: string,
  people: readonly Person[],
  steps: readonly StepWords[],
  today: Day,
): ToldDevelopment | null {
  if (otherMatters.test(text)) return null
  const explicit = opening.test(text) || /第\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?步/.test(text)
  const file = fileNumber.exec(text)?.[0] ?? null
  const plain = text.replace(file ?? '\0', ' ').replace(opening, '')
  const told =
    plain.search(/第\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?步/) >= 0
      ? byNumber(plain, steps, today)
      : byWords(plain, steps, today)
  if (!told) return null
  const who = whoIn(told.head, people, explicit)
  if (!who) return null
  const others = findPeople(told.rest, people)
  const left = others
    .reduce((rest, { raw }) => rest.replace(raw, ' '), told.rest)
    .replace(new RegExp(done, 'g'), '')
    .replace(filler, '')
  const more = left.length > 0
  if (more && !explicit && (told.everyday || who.candidates.length === 0)) return null
  return { who, steps: told.steps, others, file, extension: told.extension, ends: told.ends, more }
}

interface Told {
  /** What stands before the first step: whose it is. */
  head: string
  /** What is left beside steps and days. */
  rest: string
  steps: ToldStep[]
  extension: ToldDevelopment['extension']
  ends: boolean
  everyday: boolean
}

const dayIn = (text: string, today: Day, since?: Day): { day: Day | null; impossible: string | null; rest: string } => {
  const found = pastDay(text, today, since)
  if (!found) return { day: null, impossible: null, rest: text }
  const rest = text.replace(found.matched, ' ').replace(/\(?(?:周|星期)[一二三四五六日天]\)?/, ' ')
  return { day: found.day, impossible: found.day === null ? found.matched : null, rest }
}

/** "第1步 3月2日，第2步 3月20日" */
function byNumber(text: string, steps: readonly StepWords[], today: Day): Told | null {
  const marks = [...text.matchAll(numbered)]
  const head = dayIn(text.slice(0, marks[0]?.index ?? 0), today)
  let rest = ''
  let since = head.day ?? undefined
  const found = marks.map((mark, index): ToldStep => {
    const piece = text.slice(mark.index + mark[0].length, marks[index + 1]?.index)
    const { day, impossible, rest: left } = dayIn(piece, today, since)
    since = day ?? since
    const step = readInteger(mark[1] ?? '') ?? 0
    const { words = [], name = '' } = steps.find((one) => one.step === step) ?? {}
    rest += [name, ...words].reduce((words, word) => words.replace(word, ' '), left)
    return { steps: [step], day: day ?? head.day, impossible: impossible ?? head.impossible }
  })
  return { head: head.rest, rest, steps: found, extension: null, ends: false, everyday: false }
}

/** "确定为积极分子 11月23日": one step by its name. */
function byWords(text: string, steps: readonly StepWords[], today: Day): Told | null {
  const { day, impossible, rest } = dayIn(text, today)
  const longer = extending.exec(rest)
  if (longer) {
    const extends_ = steps.filter(({ extension }) => extension).map(({ step }) => step)
    const months =
      longer[1] === undefined
        ? null
        : longer[1] === '半年'
          ? 6
          : /年/.test(longer[1])
            ? 12
            : readInteger(longer[2] ?? '')
    return {
      head: rest.slice(0, longer.index),
      rest: rest.slice(longer.index + longer[0].length),
      steps: [{ steps: extends_, day, impossible }],
      extension: { months },
      ends: false,
      everyday: false,
    }
  }
  const hits = steps
    .flatMap((step) => {
      const word = [step.name, ...step.words].filter((one) => rest.includes(one)).sort((a, b) => b.length - a.length)[0]
      return word === undefined ? [] : [{ step, word }]
    })
    .sort((a, b) => b.word.length - a.word.length || a.step.step - b.step.step)
  const [best] = hits
  if (!best) return null
  const at = rest.indexOf(best.word)
  return {
    head: rest.slice(0, at),
    rest: rest.slice(at + best.word.length),
    steps: [{ steps: hits.map(({ step }) => step.step), day, impossible }],
    extension: null,
    ends: best.step.workdays !== undefined && /结束|期满|完|无异议/.test(rest.slice(at)),
    everyday: everyday.includes(best.word),
  }
}

/** Whom it is about: somebody on the roster, or a name that may be one. */
function whoIn(head: string, people: readonly Person[], explicit: boolean): ToldDevelopment['who'] | null {
  const said = head
    .replace(/[\s,:、]+/g, ' ')
    .trim()
    .replace(/(?:同志)?(?:已经?|被|于|在|的|是|今天)*$/, '')
    .trim()
  if (said === '' || said.length > 12 || notWho.test(said)) return null
  const [named] = findPeople(said, people)
  if (named && named.raw === said)
    return { raw: said, person: named.person, candidates: named.candidates, fuzzy: named.fuzzy }
  if (named && named.candidates.length > 1 && said.startsWith(named.raw))
    return { raw: said, person: named.person, candidates: named.candidates, fuzzy: named.fuzzy }
  return isName(said, explicit) ? { raw: said, person: null, candidates: [], fuzzy: false } : null
}

/** The steps of all editions that are built in: enough to tell that a message speaks of one. */
export const knownSteps: readonly StepWords[] = builtInEditions.flatMap(({ steps }) => steps)

const ending =
  /^(.{2,12}?)\s?(?:同志)?(?:的)?(?:(?:终止|中止|停止|不再|取消)(?:发展|培养|入党)(?:了|程序|党员)?|发展(?:终止|中止|停止)(?:了)?|(?:取消|撤销)(?:预备党员|入党积极分子|积极分子|发展对象)资格|撤回(?:了)?入党申请书?)[\s,:]*(.{0,100})$/

/** "张三终止发展 本人撤回申请": who, and why in the branch's own words. */
export function readEnding(
  text: string,
  people: readonly Person[],
  today: Day,
): { who: ToldDevelopment['who']; reason: string; day: Day | null } | null {
  const found = ending.exec(text.replace(opening, ''))
  const who = found && whoIn(dayIn(found[1] ?? '', today).rest, people, false)
  if (!found || !who) return null
  const named = /(?:取消|撤销).{2,6}资格|撤回(?:了)?入党申请书?/.exec(found[0])?.[0]
  const { day, rest } = dayIn(`${found[1] ?? ''} ${found[2] ?? ''}`, today)
  const reason = rest.replace(who.raw, ' ').replace(/^[\s,:因为由于]+|[\s,:。]+$/g, '')
  return { who, reason: [named, reason].filter((one) => one !== undefined && one !== '').join('，'), day }
}

export type DevelopmentAsk =
  | { of: 'person'; who: string }
  | { of: 'all' }
  /** Whose probation ends. */
  | { of: 'probation' }

const where =
  /^(.{2,12}?)\s?(?:同志)?(?:的|现在)?(?:入党|发展)?(?:到|办到|走到|进行到|发展到)(?:了)?(?:哪|第几|什么)(?:一)?(?:步|个?阶段|程度)(?:了)?$/
const ofPerson = /^(.{2,12}?)\s?(?:同志)?的?(?:发展|入党)(?:党员)?(?:情况|进度|进展)(?:如何|怎么样)?$/
const whenFull = /^(.{2,12}?)\s?(?:同志)?(?:的)?(?:什么时候|啥时候|几时|何时|哪天)(?:能|该|可以)?转正(?:了)?$/
const probation =
  /^(?:最近|近期|今年|这个月|本月|下个月)?(?:都)?(?:有)?(?:谁|哪些人|哪几个人?|哪些同志|哪位|哪些预备党员)(?:最近|近期|快|就|都)*(?:该|要|能|可以|应该|到期)?(?:要)?(?:转正|预备期满|到期)(?:了)?$|^(?:快|该|要|到期)?转正的(?:人|同志)?(?:有谁|有哪些|名单|是谁)$|^预备期(?:快)?满的?(?:有谁|有哪些|名单)$/
const everybody =
  /^(?:看看?|查看?|查一?下)?(?:本支部|我们支部|支部)?(?:的)?(?:发展党员|党员发展|发展)(?:工作)?(?:的)?(?:情况|进度|进展|台账|名单|到哪一?步)(?:了|如何|怎么样)?$|^(?:入党)?(?:积极分子|发展对象|入党申请人|预备党员)(?:都)?(?:有谁|有哪些|名单|情况)(?:人)?$/

/** "张三发展到哪一步了", "发展党员情况", "谁该转正了" */
export function readDevelopmentAsk(text: string): DevelopmentAsk | null {
  if (probation.test(text)) return { of: 'probation' }
  if (everybody.test(text)) return { of: 'all' }
  const who = (where.exec(text) ?? ofPerson.exec(text) ?? whenFull.exec(text))?.[1]
  return who === undefined || notWho.test(who) ? null : { of: 'person', who }
}
