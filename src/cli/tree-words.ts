import { ZhibuError } from '../base/errors.ts'
import type { RosterProblem } from '../life/people/roster.ts'
import { readSector, type Sector, sectors, sectorWords } from '../life/programs/sectors.ts'
import { isDay } from '../time/days.ts'

/** @throws ZhibuError BAD_COMMAND */
export function sectorNamed(text: string): Sector {
  const sector = readSector(text)
  if (sector !== null) return sector
  throw new ZhibuError(
    'BAD_COMMAND',
    `没有「${text}」这个领域。`,
    `请从这些里选：${sectors.map(sectorWords).join('、')}。`,
  )
}

/** 第 5 行「人员类别」：… 请… */
export function problemInWords({ sheet, row, column, message, next }: RosterProblem): string {
  const where = [
    sheet === undefined ? '' : `工作表「${sheet}」`,
    row === null ? '' : `第 ${row} 行`,
    column === null ? '' : `「${column}」`,
  ].join('')
  return `${where === '' ? '整个文件' : where}：${message.replace(/[。；]$/, '')}。${next}`
}

/** @throws ZhibuError BAD_COMMAND */
export function shortText(text: string, what: string): string {
  const plain = text.trim()
  if (plain !== '' && [...plain].length <= 60 && !(what === '名称' && /[/／>＞\\]/.test(plain))) return plain
  throw new ZhibuError('BAD_COMMAND', `${what}应当有 1 到 60 个字，名称里不能有斜杠。`, '请改短一些再来。')
}

/** @throws ZhibuError BAD_COMMAND */
export function dayNamed(text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?$/.exec(text.trim()) ?? []
  const read = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (isDay(read)) return read
  throw new ZhibuError('BAD_COMMAND', `看不懂这个日期：「${text}」。`, '请写成 2024-06-20 这样。')
}
