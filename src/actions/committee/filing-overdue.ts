import { grouped } from '../../base/grouped.ts'
import { nodesBelow } from '../../records/standing.ts'
import { dayInWords } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { OverdueRef } from '../questions.ts'
import { type FiledBranch, filingStanding } from './filing-standing.ts'

/** Many branches are one line: the first few by name. */
const named = 5

/** Plans that ought to have been filed by now, or were sent back, branch by branch. */
export async function lateFilings(act: Act, path: string): Promise<FiledBranch[]> {
  const today = act.today()
  return (await filingStanding(act, path, await nodesBelow(act.tx, path))).filter(
    ({ state, due }) => state === 'returned' || (state === 'missing' && due < today),
  )
}

/** The same in a line for each kind. */
export async function filingOverdue(
  act: Act,
  path: string,
  oneBranch: boolean,
): Promise<{ text: string; ref: OverdueRef }[]> {
  const today = act.today()
  const late = await lateFilings(act, path)
  return [...grouped(late, ({ state, year, due }) => `${state}\n${year}\n${due}`).values()].flatMap((rows) => {
    const [first] = rows
    if (!first) return []
    const { state, year, due } = first
    const names = rows.slice(0, named).map(({ branch }) => branch)
    const who = oneBranch ? '' : `${names.join('、')}${rows.length > named ? `等 ${rows.length} 个支部` : ''} `
    const how = state === 'returned' ? '上级退回了，还没有再报' : `还没有报备，应当在${dayInWords(due, today)}前报`
    return [{ text: `${who}${year}年度计划：${how}`, ref: { kind: 'filing', year } }]
  })
}
