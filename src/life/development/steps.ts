import { z } from 'zod'
import { ZhibuError } from '../../base/errors.ts'
import { memberCategories } from '../people/roster.ts'

/** A span counted from the day of an earlier step. */
const after = z.object({
  step: z.number().int().positive(),
  months: z.number().int().min(1).max(60),
  /** An extended probation moves it (延长预备期). */
  extends: z.boolean().default(false),
})

const step = z.object({
  step: z.number().int().positive(),
  name: z.string().min(1).max(40),
  /** Time limit or number, in words. */
  limit: z.string().max(100).default(''),
  /** Who does it. */
  who: z.string().max(40).default(''),
  article: z.string().max(60).default(''),
  remark: z.string().max(200).default(''),
  /** How people name it in a message, beside 第N步. */
  words: z.array(z.string().min(2).max(20)).default([]),
  /** What the person is from this step on; `on`: the step whose day counts as 入党日期 (its end of probation as 转正日期). */
  becomes: z.object({ category: z.enum(memberCategories), on: z.number().int().positive().optional() }).optional(),
  /** Goes on beside the others: the next step does not wait for it to be written down. */
  ongoing: z.boolean().default(false),
  /** Not before so many months after the day of an earlier step. */
  earliest: after.optional(),
  /** Its time comes on its first possible day: the secretary is reminded of it. */
  prompt: z.boolean().default(false),
  /** Within so many months of the day of an earlier step. */
  latest: after.optional(),
  /** It lasts so many working days, the first one counted (公示); the day that is told is the first. */
  workdays: z.number().int().min(1).max(60).optional(),
  /** Reviewed every so many months from the day of a step, until another one is done. */
  reviews: z
    .object({
      every: z.number().int().min(1).max(24),
      from: z.number().int().positive(),
      until: z.number().int().positive(),
    })
    .optional(),
  /** The names of so many full members belong to it (培养联系人, 入党介绍人). */
  names: z.object({ from: z.number().int().min(1), to: z.number().int().max(9) }).optional(),
  /** Instead of ending it, the probation may be extended here, once, by so many months. */
  extension: z.object({ from: z.number().int().min(1), to: z.number().int().max(24) }).optional(),
})
export type Step = z.infer<typeof step>

const list = z
  .object({
    version: z.string().regex(/^[\p{Script=Han}\w-]{1,20}$/u, '版本只能用汉字、字母、数字'),
    title: z.string().min(1).max(80),
    steps: z.array(step).min(2).max(60),
  })
  .superRefine(({ steps }, context) => {
    const bad = (index: number, message: string) =>
      context.addIssue({ code: 'custom', path: ['steps', index], message })
    for (const [index, one] of steps.entries()) {
      if (one.step !== index + 1) bad(index, `应当是第 ${index + 1} 步，写的是第 ${one.step} 步`)
      const earlier = [one.earliest, one.latest].flatMap((span) => (span ? [span.step] : []))
      if (earlier.some((step) => step >= one.step)) bad(index, '时限只能从前面的步骤算起')
      if ((one.becomes?.on ?? 1) > one.step) bad(index, '日期只能用前面步骤的')
    }
    if (!steps.some(({ becomes }) => becomes?.category === 'probationary'))
      bad(steps.length - 1, '没有哪一步成为预备党员（becomes）')
  })

/** One edition of the steps of admission: the national rules of a year, or a committee's own list. */
export type Edition = z.infer<typeof list>

/** Steps as they are written down here: what is left out stands at its default. */
export type EditionInput = z.input<typeof list>

/**
 * Reads a list of steps that a committee supplies.
 * @throws ZhibuError RULE_INVALID with the step that is wrong
 */
export function readEdition(json: unknown): Edition {
  const read = list.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const at = issue?.path[0] === 'steps' && typeof issue.path[1] === 'number' ? `第 ${issue.path[1] + 1} 步` : ''
  const field = issue?.path.slice(at === '' ? 0 : 2).join('.') ?? ''
  throw new ZhibuError(
    'RULE_INVALID',
    `发展党员的步骤表不对：${[at, field, issue?.message ?? ''].filter((part) => part !== '').join(' ')}`,
    '照 zhibu development show --json 打印出来的样子改，再试一次。',
  )
}
