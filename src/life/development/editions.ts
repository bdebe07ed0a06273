import type { MemberCategory } from '../people/roster.ts'
import { steps2014 } from './2014.ts'
import { steps2026 } from './2026.ts'
import { type Edition, readEdition, type Step } from './steps.ts'

/** What is built in; a committee may add its own, see records/development.ts. */
export const builtInEditions: readonly Edition[] = [readEdition(steps2026), readEdition(steps2014)]

/** The edition in force where nothing else is laid down. */
export const standardEdition: Edition = builtInEditions[0] ?? readEdition(steps2026)

export const stepOf = (edition: Edition, step: number): Step | undefined =>
  edition.steps.find((one) => one.step === step)

/** The step at which the general meeting admits: the probation and 入党日期 count from its day. */
export const admission = ({ steps }: Edition): number => {
  const becoming = steps.find(({ becomes }) => becomes?.category === 'probationary')
  return becoming?.becomes?.on ?? becoming?.step ?? 0
}

/** How far on the way each category is. */
const order: readonly MemberCategory[] = ['applicant', 'activist', 'candidate', 'probationary', 'full']
export const isFurther = (one: MemberCategory, than: MemberCategory): boolean =>
  order.indexOf(one) > order.indexOf(than)
