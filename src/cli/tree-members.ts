import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { calledName } from '../life/people/roster.ts'
import type { Tx } from '../records/database.ts'
import { rosterOf } from '../records/members.ts'
import { readSheets } from '../records/workbook/read-sheets.ts'
import { fieldOf } from '../records/workbook/roster-columns.ts'
import { textOf } from '../records/workbook/roster-values.ts'
import { readInput } from './files.ts'

const bare = (text: string) => text.replace(/[\s（()）]/g, '')

/**
 * The members of a branch that are named: 张三、李四, or the 姓名 column of a workbook.
 * @throws ZhibuError NOT_FOUND with every name that fits nobody, or several
 */
export async function membersNamed(tx: Tx, branch: { id: number; name: string }, text: string): Promise<number[]> {
  const names = /\.xlsx$/i.test(text.trim()) ? await namesIn(text.trim()) : text.split(/[、,，;；\s]+/)
  const roster = await rosterOf(tx, branch.id)
  const ids = new Set<number>()
  const wrong: string[] = []
  for (const name of names.map((one) => one.trim()).filter((one) => one !== '')) {
    const exact = roster.filter((one) => bare(calledName(one)) === bare(name))
    const found = exact.length > 0 ? exact : roster.filter((one) => one.name === name)
    const [member] = found
    if (member && found.length === 1) ids.add(member.id)
    else if (found.length > 1) wrong.push(`「${name}」有 ${found.length} 位，请写成${quoted(found.map(calledName))}`)
    else {
      const near = nearest(name, roster.map(calledName))
      wrong.push(`没有「${name}」${near.length > 0 ? `，是不是${quoted(near)}` : ''}`)
    }
  }
  if (wrong.length > 0)
    throw new ZhibuError(
      'NOT_FOUND',
      `${branch.name}的花名册上：${wrong.slice(0, 10).join('；')}。`,
      '请照花名册写姓名，再来一次。',
    )
  return [...ids]
}

/** What stands below the heading 姓名, on every sheet that has one. */
async function namesIn(file: string): Promise<string[]> {
  const names: string[] = []
  let found = false
  for (const { hidden, rows } of await readSheets(readInput(file))) {
    let column: number | null = null
    for (const { cells } of hidden ? [] : rows) {
      const heading = [...cells].find(([, cell]) => fieldOf(textOf(cell))?.field === 'name')
      if (heading) column = heading[0]
      else if (column !== null) names.push(textOf(cells.get(column)))
    }
    found ||= column !== null
  }
  if (!found)
    throw new ZhibuError('ROSTER_INVALID', '名单里没有「姓名」一列。', '请在第一行写上「姓名」，下面每行一位。')
  return names
}
