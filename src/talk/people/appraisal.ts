import { type Grade, grades, gradeWords } from '../../life/people/appraisal.ts'
import type { Person } from '../meaning.ts'
import { findPeople, type Named } from './names.ts'

/** "评议 优秀 张三 李四，合格 其他" */
export interface ToldAppraisal {
  /** null where none was named. */
  year: string | null
  given: { grade: Grade; named: Named[] }[]
  /** The grade of everybody who is not named. */
  others: Grade | null
  /** Names that nobody on the roster has. */
  unknown: string[]
}

const opening =
  /^(?:登记|记录?一?下)?\s?(?:(\d{4})\s?年度?的?)?(?:民主)?评议(?:党员)?(?:结果|等次|等级)?[\s,:]*(?:(\d{4})\s?年度?[\s,:]*)?/
const gradeWord = /基本合格|不合格|合格|优秀/g
const rest = /其他人?|其余(?:的?人|同志|党员)?|别的人?|剩下的?(?:人|同志|党员)?|大家/g
const joints = /同志|评为|等次|定为|都|为|是|的|和|与|及|各|[\s、,，:：;；。.&]/g

const gradeOf = (word: string): Grade | null => grades.find((grade) => gradeWords[grade] === word) ?? null

/** Reads which grades the branch gave. Null where the text is something else. */
export function readAppraisal(text: string, people: readonly Person[]): ToldAppraisal | null {
  const head = opening.exec(text)
  if (!head || !/评议/.test(head[0])) return null
  const body = text.slice(head[0].length)
  const marks = [...body.matchAll(gradeWord)]
  const [first] = marks
  if (!first) return null
  const leads = first.index === 0
  const told: ToldAppraisal = { year: head[1] ?? head[2] ?? null, given: [], others: null, unknown: [] }
  for (const [index, mark] of marks.entries()) {
    const grade = gradeOf(mark[0])
    if (grade === null) return null
    const before = marks[index - 1]
    const names = leads
      ? body.slice(mark.index + mark[0].length, marks[index + 1]?.index)
      : body.slice(before ? before.index + before[0].length : 0, mark.index)
    if (new RegExp(rest.source).test(names)) told.others = grade
    const plain = names.replace(rest, ' ')
    const named = findPeople(plain, people)
    const left = named.reduceRight(
      (words, { index: at, raw }) => `${words.slice(0, at)}、${words.slice(at + raw.length)}`,
      plain,
    )
    told.unknown.push(
      ...left
        .split(joints)
        .map((word) => word.replace(/^\d+[人位名]?$/, ''))
        .filter((word) => word !== ''),
    )
    if (named.length > 0) told.given.push({ grade, named })
  }
  return told.given.length === 0 && told.others === null && told.unknown.length === 0 ? null : told
}

const status =
  /^(?:看看?|查看?|查一?下)?(?:今年|(\d{4})年度?)?(?:的)?(?:民主)?评议(?:党员)?(?:的)?(?:情况|结果|等次|名单|台账|统计)(?:如何|怎么样)?$/

/** "评议结果", "2025年评议结果": the year, null where none is named; undefined where it is not asked. */
export function readAppraisalAsk(text: string): string | null | undefined {
  const found = status.exec(text)
  return found ? (found[1] ?? null) : undefined
}
