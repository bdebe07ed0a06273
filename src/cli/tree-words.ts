import { ZhibuError } from '../base/errors.ts'
import type { RosterProblem } from '../life/roster.ts'
import { readSector, type Sector, sectors, sectorWords } from '../life/sectors.ts'

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
