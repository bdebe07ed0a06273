import { type Grade, type GradeToKeep, grades, gradeWords, isGraded } from '../../life/people/appraisal.ts'
import { mostExcellent, policyInWords } from '../../life/programs/policies.ts'
import { type Appraised, appraisedOf } from '../../records/appraisals.ts'
import { policiesOf } from '../../records/policies.ts'
import type { GradeFacts } from '../../talk/say/people.ts'
import type { Act, Change } from '../act.ts'
import type { AnswerTo } from '../heard.ts'

/** Names are said where there are few; who is qualified is the rest. */
const fewNames = 5

/** The grades as they are said, best first. */
export const gradeFacts = (people: readonly Appraised[]): GradeFacts[] =>
  grades.flatMap((grade) => {
    const names = people.filter((one) => one.grade === grade).map(({ name }) => name)
    const many = grade === 'qualified' && names.length > fewNames
    return names.length > 0 ? [{ grade: gradeWords[grade], names, many }] : []
  })

/**
 * Shows back the grades that the branch gave, with the number of excellent ones beside the measure: more is a hint, for
 * the rule says 一般. Probationary members get none.
 */
export async function proposeGrades(
  act: Act,
  branch: { id: number; path: string },
  told: { year: string; given: GradeToKeep[]; others: Grade | null },
): Promise<void> {
  const people = await appraisedOf(act.tx, branch.id, told.year)
  const given = new Map(told.given.map(({ memberId, grade }) => [memberId, grade]))
  const probationary = people.filter((one) => given.has(one.memberId) && !isGraded(one.category))
  const full = people.filter(({ category }) => isGraded(category))
  const changed = full.flatMap((one): Appraised[] => {
    const grade = given.get(one.memberId) ?? told.others
    return grade === null ? [] : [{ ...one, grade }]
  })
  if (changed.length === 0)
    return act.whisper('done', {
      text: probationary.length > 0 ? '预备党员参加评议，不评等次，没有记。' : '没有可以登记等次的正式党员。',
    })
  const after = full.map((one) => changed.find(({ memberId }) => memberId === one.memberId) ?? one)
  const policies = await policiesOf(act.tx, branch.path)
  await act.ask(
    'appraisal',
    {
      branchId: branch.id,
      year: told.year,
      given: changed.flatMap(({ memberId, grade }) => (grade === null ? [] : [{ memberId, grade }])),
    },
    'privately',
  )
  await act.whisper('appraisal_confirm', {
    year: told.year,
    groups: gradeFacts(changed),
    full: full.length,
    excellent: after.filter(({ grade }) => grade === 'excellent').length,
    limit: mostExcellent(policies, full.length),
    share: policyInWords('excellentShare', policies.excellentShare).word,
    ungraded: after.filter(({ grade }) => grade === null).map(({ name }) => name),
    probationary: probationary.map(({ name }) => name),
  })
}

/** "1 对，登记" */
export const answerAppraisal: AnswerTo<'appraisal'> = async (act, { branchId, year, given }, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.whisper('done', { text: '好的，没有登记。请把对的再说一次。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|登记|是的?|确认|好的?)[。!！]?$/.test(heard.text)) return false
  const before = new Map((await appraisedOf(act.tx, branchId, year)).map((one) => [one.memberId, one.grade]))
  const recordedById = act.actor.kind === 'member' ? act.actor.id : null
  const changes: Change[] = []
  for (const { memberId, grade } of given) {
    if (before.get(memberId) === grade) continue
    await act.tx.appraisal.upsert({
      where: { memberId_year: { memberId, year } },
      create: { memberId, branchId, year, grade, recordedById, createdAt: act.now },
      update: { grade, branchId, recordedById },
    })
    changes.push({
      action: 'appraise',
      subject: { kind: 'member', id: memberId },
      organizationId: branchId,
      before: { year, grade: before.get(memberId) ?? null },
      after: { year, grade },
    })
  }
  await act.audit(...changes)
  await act.whisper('done', {
    text: `${year}年度民主评议登记了 ${given.length} 位。要改就再说一次，如「评议 王五合格」；看全部发「评议结果」。`,
  })
  return true
}

/** The grades of a year as they stand. Privately. */
export async function showAppraisal(act: Act, branchId: number, year: string): Promise<void> {
  const full = (await appraisedOf(act.tx, branchId, year)).filter(({ category }) => isGraded(category))
  await act.whisper('appraisal_status', {
    year,
    groups: gradeFacts(full),
    full: full.length,
    ungraded: full.filter(({ grade }) => grade === null).map(({ name }) => name),
  })
}
