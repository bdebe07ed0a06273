import type { Month } from '../../time/days.ts'
import type { MemberCategory } from './roster.ts'

/** 优秀, 合格, 基本合格, 不合格: given by the branch; the program proposes none. */
export const grades = ['excellent', 'qualified', 'basically_qualified', 'unqualified'] as const
export type Grade = (typeof grades)[number]

export const gradeWords: Record<Grade, string> = {
  excellent: '优秀',
  qualified: '合格',
  basically_qualified: '基本合格',
  unqualified: '不合格',
}

export const isGrade = (text: string): text is Grade => grades.some((grade) => grade === text)

/** A grade as it is to be written down. */
export interface GradeToKeep {
  memberId: number
  grade: Grade
}

/** Probationary members take part but get no grade (民主评议: 预备党员参加评议，不评定等次). */
export const isGraded = (category: MemberCategory): boolean => category === 'full'

/** The year that is appraised: in practice the meeting of a year is often held until March of the next. */
export const appraisedYear = (month: Month): string =>
  Number(month.slice(5)) <= 3 ? String(Number(month.slice(0, 4)) - 1) : month.slice(0, 4)
