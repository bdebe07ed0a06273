import { grades, gradeWords, isGraded } from '../life/people/appraisal.ts'
import { calledName, categoryWords } from '../life/people/roster.ts'
import { mostExcellent, policyInWords } from '../life/programs/policies.ts'
import { appraisedOf } from './appraisals.ts'
import type { Tx } from './database.ts'
import { editionsOf } from './development.ts'
import { policiesOf } from './policies.ts'
import { talkMembers, talksOf } from './talks.ts'
import type { AppraisalLedger } from './workbook/appraisal-ledger.ts'
import type { DevelopmentLedger, DevelopmentLedgerPerson } from './workbook/development-ledger.ts'
import type { TalkLedger, TalkLedgerPerson } from './workbook/talk-ledger.ts'

interface Branch {
  id: number
  name: string
}

/** What the table of a year's talks is made of. A branch without talks has its empty form. */
export async function talksLedgerOf(tx: Tx, branch: Branch, year: number): Promise<TalkLedger> {
  const people = (await talkMembers(tx, [branch.id])).map(
    ({ id, name, category, committee }): TalkLedgerPerson => ({
      id,
      name,
      category: categoryWords[category],
      committee,
    }),
  )
  const talks = await talksOf(tx, [branch.id], String(year))
  const known = new Map(people.map((one) => [one.id, one]))
  const left = talks.flatMap(({ memberId, otherId }) => [memberId, otherId]).filter((id) => !known.has(id))
  const others = await tx.member.findMany({ where: { id: { in: left } } })
  for (const { id, name, label, category } of others)
    known.set(id, { id, name: calledName({ name, label }), category: categoryWords[category], committee: false })
  return {
    branch: branch.name,
    year,
    people,
    talks: talks.flatMap(({ memberId, otherId, heldOn }) => {
      const [a, b] = [known.get(memberId), known.get(otherId)]
      return a && b ? [{ day: heldOn, a, b }] : []
    }),
  }
}

/** The grades of a year; where none were given the empty form. */
export async function appraisalLedgerOf(tx: Tx, branch: Branch, year: number): Promise<AppraisalLedger> {
  const people = await appraisedOf(tx, branch.id, String(year))
  const { path } = await tx.organization.findUniqueOrThrow({ where: { id: branch.id }, select: { path: true } })
  const policies = await policiesOf(tx, path)
  const full = people.filter(({ category }) => isGraded(category)).length
  return {
    branch: branch.name,
    year,
    grades: grades.map((grade) => gradeWords[grade]),
    limit: mostExcellent(policies, full),
    share: policyInWords('excellentShare', policies.excellentShare).word,
    people: people.map(({ name, category, grade }) => ({
      name,
      category: categoryWords[category],
      graded: isGraded(category),
      grade: grade === null ? null : gradeWords[grade],
    })),
  }
}

/** Everybody who is or was on the way to membership in a branch; null where there is nobody. */
export async function developmentLedgerOf(tx: Tx, branch: Branch): Promise<DevelopmentLedger | null> {
  const rows = await tx.development.findMany({
    where: { branchId: branch.id },
    include: { member: true, steps: { orderBy: { doneOn: 'asc' } } },
    orderBy: { id: 'asc' },
  })
  if (rows.length === 0) return null
  const editions = await editionsOf(tx)
  const found = [...editions.values()].flatMap((edition) => {
    const people = rows.filter(({ version }) => version === edition.version)
    if (people.length === 0) return []
    return [{ version: edition.version, title: edition.title, steps: edition.steps, people: people.map(lineOf) }]
  })
  return { branch: branch.name, editions: found }
}

interface Row {
  member: { name: string; label: string; category: keyof typeof categoryWords }
  endedOn: string | null
  endReason: string | null
  steps: { step: number; doneOn: string; remark: string | null; extendedMonths: number | null }[]
}

function lineOf({ member, endedOn, endReason, steps }: Row): DevelopmentLedgerPerson {
  const byStep = new Map<number, { days: string[]; remark: string | null }>()
  for (const { step, doneOn, remark, extendedMonths } of steps) {
    const before = byStep.get(step) ?? { days: [], remark: null }
    const day = extendedMonths === null ? doneOn : `${doneOn} 延长 ${extendedMonths} 个月`
    byStep.set(step, { days: [...before.days, day], remark: remark ?? before.remark })
  }
  const ended = endReason === null ? null : `${endedOn ?? ''} 不再发展：${endReason}`
  return { name: calledName(member), category: categoryWords[member.category], steps: byStep, remark: ended }
}
