import { type Grade, isGrade } from '../life/people/appraisal.ts'
import { calledName, type MemberCategory } from '../life/people/roster.ts'
import type { Tx } from './database.ts'

/** A member of the branch and the grade given for a year; null where none was. */
export interface Appraised {
  memberId: number
  name: string
  category: MemberCategory
  grade: Grade | null
}

/** The full and probationary members of a branch with their grades of a year, in roster order; who left, with a grade. */
export async function appraisedOf(tx: Tx, branchId: number, year: string): Promise<Appraised[]> {
  const rows = await tx.member.findMany({
    where: {
      OR: [
        { branchId, leftOn: null, category: { in: ['full', 'probationary'] } },
        { appraisals: { some: { branchId, year } } },
      ],
    },
    select: { id: true, name: true, label: true, category: true, appraisals: { where: { year, branchId } } },
    orderBy: { id: 'asc' },
  })
  return rows.map(({ id, name, label, category, appraisals }) => {
    const grade = appraisals[0]?.grade ?? ''
    return { memberId: id, name: calledName({ name, label }), category, grade: isGrade(grade) ? grade : null }
  })
}
