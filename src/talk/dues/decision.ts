import { readAmounts } from '../../base/numerals.ts'
import type { Month } from '../../time/days.ts'
import type { Context } from '../meaning.ts'
import { monthsIn } from '../months.ts'

export type DuesDecision =
  /** `fen`: what is still owed each month; 0 where nothing is. */
  | { name: 'dues_waive'; target: string; months: Month[]; fen: number; approval: string }
  | { name: 'dues_carry'; target: string }

const name = '([\\p{Script=Han}·A-Za-z()]{2,20}?)'
const waived = new RegExp(
  `^${name}(?:同志)?(?:的)?((?:20\\d\\d年)?[\\d一二三四五六七八九十、,和及到至\\-年月份]{1,20}月(?:份)?)(?:的)?党费(?:(免交|免缴|免收|免除|免了)|(?:少交|减交|减免|减)(?:到|至|为|按|成)?\\s?([^,;。\\s]{1,12}))(?:[,;:。\\s]+(.{1,80}))?$`,
  'u',
)
const carried = new RegExp(
  `^${name}(?:同志)?(?:多交的|多出的|多的|多交)?(?:党费|部分|钱)?(?:请)?(?:留作|留到|留在|算作|算到|转到|抵作|抵)(?:下个?月|次月)(?:的)?(?:党费)?(?:了)?$`,
  'u',
)

/** "张三12月党费免交 支部大会12月4日同意", "张三多交的留作下个月" */
export function readDuesDecision(text: string, context: Context): DuesDecision | null {
  const [, target, said = '', free, less, approval = ''] = waived.exec(text) ?? []
  if (target) {
    const fen = free === undefined ? (readAmounts(less ?? '')[0]?.fen ?? null) : 0
    const months = monthsIn(said, context)
    if (fen === null || months.length === 0) return null
    return { name: 'dues_waive', target, months, fen, approval: approval.trim() }
  }
  const [, payer] = carried.exec(text) ?? []
  return payer ? { name: 'dues_carry', target: payer } : null
}
