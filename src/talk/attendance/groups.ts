import { speaker, unique } from '../build.ts'
import { type Reading, readClause } from '../clause.ts'
import type { Context, Person } from '../meaning.ts'
import type { Clause, Said } from '../message.ts'
import type { Named } from '../people/names.ts'
import { activityIn } from '../subject.ts'

/** Somebody's answer about one activity, gathered from one or more clauses. */
export interface Group {
  named: Named[]
  /** The speaker is among them: 我和王五. */
  self: boolean
  readings: Reading[]
  text: string
}

/** 不是我请假, 请假的不是我 */
const denial = /^(?:(.{1,6})的(?:人)?)?(?:不是|并非|不是说)(?:我|俺|咱|本人|[\ue000-\ue7ff])|^(?:我|俺)没有?(?=请假$)/

/** 不是我请假,是李四请假: what is denied of one is said of the other, even where it is not said again. */
export function droppingDenied(clauses: Clause[]): Clause[] {
  const denies = (clause: Clause) => denial.test(clause.text)
  const denied = clauses.find(denies)
  const instead = (clause: Clause) =>
    (clause.people.length > 0 || /^而?是(?:我|俺|本人)/.test(clause.text)) &&
    (/^(?:我|俺)没/.test(denied?.text ?? '') ? /^而?是/.test(clause.text) : true)
  if (!denied || !clauses.some((clause) => !denies(clause) && instead(clause))) return clauses
  const predicate = denied.text.replace(denial, '$1')
  const elliptic = (clause: Clause) => /^(?:(?:而?是)?[\ue000-\ue7ff]|而?是(?:我|俺|本人))$/.test(clause.text)
  return clauses
    .filter((clause) => !denies(clause))
    .map((clause) => (elliptic(clause) ? { ...clause, text: clause.text + predicate } : clause))
}

const companion =
  /[已刚]?交给?[\ue000-\ue7ff](?!和|跟|都)|(?:麻烦|请|求|恳请|烦请|望|盼)[\ue000-\ue7ff](?=.{0,3}[准批])|(?:陪同?|送|接|看望?|照顾|照看|找|见|等|随|跟着|顶替?|伺候|代替)[\ue000-\ue7ff]|(?:替|帮|代|给|为)[\ue000-\ue7ff](?=.{0,2}(?:值|顶|上班|代班|看|办|干|做|盯|搬|守))|[\ue000-\ue7ff](?=(?:帮|替|给)我)|(?:向|跟|找|经)[\ue000-\ue7ff](?!都|也|一起|两|俩|和)(?=.{0,4}(?:请.{0,2}假|说|报告|汇报|告假|批准|同意|打过?招呼))/g
/** 给书记请个假 asks the secretary; 给张三请个假 asks for him. */
const askedForLeave = /给([\ue000-\ue7ff])(?!都|也|一起|两|俩|和)(?=.{0,4}(?:请.{0,2}假|说|报告|汇报|告假|打过?招呼))/
const addressed = /^[\ue000-\ue7ff](?=(?:同志)?(?:您好|你好|好$|我|俺|本人))/

/** Those a clause is about: not who is spoken to, cared for, stood in for. */
export function peopleOf(clause: Clause): Named[] {
  const set = new Set<string>()
  const text = clause.text.replace(addressed, '').replace(companion, '')
  const asked = askedForLeave.exec(clause.text)?.[1]
  return clause.people.filter((named, i) => {
    const sign = Array.from(clause.text.matchAll(/[\ue000-\ue7ff]/g), ([found]) => found)[i] ?? ''
    if (!text.includes(sign) || set.has(sign)) return false
    if (sign === asked && isOfficer(named)) return false
    set.add(sign)
    return !(i === 0 && isSalutation(clause, named))
  })
}

/** 「王姐」 or 「李书记」 alone before the message is a greeting. */
const isSalutation = (clause: Clause, named: Named) =>
  /^(?:谢谢|感谢|多谢|辛苦了?|麻烦)?[\ue000-\ue7ff](?:同志|您|你好|您好|好)?$/.test(clause.text) && isOfficer(named)
const isOfficer = (named: Named) => (named.person?.posts.length ?? 0) > 0 || /书记|委员|主任|组长|组织$/.test(named.raw)

export function groupClauses(clauses: Clause[], context: Context): Group[] {
  const groups: Group[] = []
  let current: Group | null = null
  for (const clause of clauses) {
    const named = peopleOf(clause)
    const reading = readClause(clause.text)
    const self = /我|俺|本人/.test(clause.text) || named.length === 0
    // 请假:张三,出差
    const nameAfter = /^[\ue000-\ue7ff]$/.test(clause.text) && named.length > 0
    if (nameAfter && current && settled(current) && current.named.length === 0 && !/我|俺|本人/.test(current.text)) {
      current.named = named
      current.self = false
      continue
    }
    const newPeople: boolean =
      named.length > 0 &&
      (current === null || settled(current) || current.named.length === 0 || !samePeople(current.named, named))
    const backToSelf: boolean =
      named.length === 0 &&
      /^(?:我|本人|俺)/.test(clause.text) &&
      current !== null &&
      current.named.length > 0 &&
      !current.self &&
      reading.signal !== null
    const otherMatter: boolean =
      current !== null && settled(current) && reading.signal !== null && mentionsOther(current, clause, context)
    if (current === null || newPeople || backToSelf || otherMatter) {
      const started: Group = {
        named: named.length > 0 || backToSelf || current === null ? named : current.named,
        self,
        readings: [],
        text: '',
      }
      // A reason told first belongs to whoever is named next: 下井检修,张三请假.
      if (current && !settled(current) && newPeople && current.named.length === 0) {
        groups.pop()
        started.readings.push(...current.readings)
      }
      // A list of names before one answer: 张三,李四 请假.
      else if (
        current &&
        newPeople &&
        current.readings.every((r) => r.signal === null && r.excuse === null && r.hedge === null)
      ) {
        groups.pop()
        started.named = [...current.named, ...named]
      }
      current = started
      groups.push(current)
    }
    current.readings.push(reading)
    current.text += `${clause.text} `
    if (/我|俺|本人/.test(clause.text) && named.length > 0) current.self = true
  }
  return groups
}

const settled = (group: Group) =>
  group.readings.some((reading) => reading.signal !== null && reading.signal !== 'acknowledge')
const samePeople = (one: Named[], other: Named[]) => one.map((n) => n.raw).join() === other.map((n) => n.raw).join()

function mentionsOther(group: Group, clause: Clause, context: Context): boolean {
  const before = activityIn(group.text, context)
  const now = activityIn(clause.text, context)
  return now.named !== null && before.named !== null && now.named !== before.named
}

/** The people of a group, and those among them who are not certain. */
export function whoIn(group: Group, context: Context): { people: Person[]; doubtful: Named[] } {
  if (group.named.length === 0) return { people: speaker(context), doubtful: [] }
  const self =
    group.self &&
    /(?:我|俺|本人)(?:和|跟|与|及|、|还有|以及|们)[\ue000-\ue7ff]|[\ue000-\ue7ff](?:和|跟|与|及|、|还有|以及)(?:我|俺|本人)/.test(
      group.text,
    ) &&
    !/不是我/.test(group.text)
  const people = unique([...(self ? speaker(context) : []), ...group.named.flatMap((named) => named.person ?? [])])
  return {
    people,
    doubtful: group.named.filter((named) => named.person === null || named.fuzzy || titleAlone(named, group)),
  }
}

/** 「书记请假」: is the secretary on leave, or is the speaker asking him? */
const titleAlone = (named: Named, group: Group) =>
  /(?:书记|委员|主任|组长)$/.test(named.raw) && group.readings.some((r) => r.signal === 'leave')

/** We, our group, all but one: nobody can answer for people unnamed. */
export const isForMany = (said: Said) =>
  /(?:我们(?!这边)|咱们?|我组|本组|我们?小组|全组|大家|全体|所有人|他们|[一二三四五六\d]组)(?:[一二三四五六\d两]*[个组队班室人位名]*)?(?:人)?(?:都|全|全部|全体|一起|也|均)|除了?[\ue000-\ue7ff].{0,6}(?:都|全|其他|其余|均)/.test(
    said.text,
  ) && /参加|请.{0,2}假|去|来|到/.test(said.text)
