import { within } from './match.ts'
import type { Said } from './message.ts'
import { absences, engagements, notNames, surnames, titles, unnamedOthers } from './phrasebook.ts'

/*
 * Somebody who is not on the list: 「小李请假」, 「帮赵铁柱交了30」. What is said of them must never be written
 * to the account of whoever says it.
 */

const called = `(?:[老小大][${surnames}]|[${surnames}](?:${titles.join('|')}))`
const full = `[${surnames}](?![也都要想已早还没不就才刚今明昨在一两])\\p{Script=Han}{1,2}?`
const somebody = `(${called}|${full})`
const between = '(?:同志|他|她|也|都|要|想|今天|明天|周[一二三四五六日]|这次|说|已经?)*'
const answers =
  '请[^,。]{0,3}假|不?参加|不(?:能|会)?[去来到]|[去来到参]不(?:了|成)|会?[去来到](?:了|的|$)|已到|签到|没空|有事|线上|晚到|迟到|[交缴转](?:了|过|完|清)|[没未](?:有)?[交缴]'

const opening = new RegExp(`^${somebody}(?=${between}(?:${answers}))`, 'u')
const beside = new RegExp(`[\\ue000-\\ue7ff我俺](?:和|跟|与|、|还有|及)${somebody}(?=${between}(?:${answers}))`, 'u')
const onBehalf = new RegExp(
  `(?:帮|替|代|为|给(?!.{1,4}转))(?:${somebody}|(${unnamedOthers.join('|')}))(?=.{0,4}(?:请.{0,2}假|签|打卡|报到|代?交|代?缴|转))`,
  'u',
)
const unnamed = [
  new RegExp(`^((?:[他她]们?|别人))(?=${between}(?:${answers}))`, 'u'),
  new RegExp(
    `^(${unnamedOthers.join('|')})的?(?:党费|那份|钱)?(?=(?:也|都|已经?|早就?)*(?:[交缴转](?:了|过|完|清)|[没未](?:有)?[交缴]))`,
    'u',
  ),
]
const isNoName = new RegExp(`^(?:${notNames.join('|')})`)
const isReason = within([...absences, ...engagements])

/** The name as it was typed; null where everybody spoken of is known. */
export function strangerIn(said: Said): string | null {
  const nobodyNamed = said.people.length === 0
  for (const { text } of said.clauses) {
    const other = nobodyNamed
      ? unnamed.map((pattern) => pattern.exec(text)?.[1]).find((raw) => raw !== undefined)
      : undefined
    if (other !== undefined) return other
    const found = opening.exec(text) ?? beside.exec(text) ?? onBehalf.exec(text)
    const raw = found?.[1] ?? (nobodyNamed ? found?.[2] : undefined)
    if (raw !== undefined && !isNoName.test(raw) && !isReason(raw)) return raw
  }
  return null
}
