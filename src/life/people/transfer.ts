import type { Month } from '../../time/days.ts'

/**
 * Transfer of the organizational relation (组织关系转接; 2019 regulation on members' education, article 25): until the
 * other side has received it the old branch is responsible. Dues are paid to the old branch up to the month in the
 * letter, and to the new one from the next.
 */
export interface OpenLetter {
  duesPaidTo: Month
}

/** Whether a month's dues are still asked for by the branch that sent the letter. */
export const isAskedFor = (month: Month, letters: readonly OpenLetter[]): boolean =>
  letters.every(({ duesPaidTo }) => month <= duesPaidTo)
