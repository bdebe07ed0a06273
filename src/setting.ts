import { readFileSync } from 'node:fs'
import type { Setting } from './actions/act.ts'
import type { Config } from './base/config.ts'
import { ZhibuError } from './base/errors.ts'
import { readGuides } from './records/guides.ts'
import { publishedCalendar, readHolidayYear } from './time/holidays.ts'
import { zoneOf } from './time/zone.ts'

/**
 * Zone, holidays, name and guides, as configured.
 * @throws ZhibuError BAD_CONFIG where the file of holidays cannot be read, GUIDE_INVALID where a guide cannot
 */
export const settingOf = (config: Config): Setting => ({
  zone: zoneOf(config.ZONE),
  calendar: publishedCalendar(config.HOLIDAYS_FILE ? [readHolidayYear(readJson(config.HOLIDAYS_FILE))] : []),
  botName: config.BOT_NAME,
  guides: readGuides(config.DATA_DIR, config.GUIDES_DIR),
})

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ZhibuError(
      'BAD_CONFIG',
      `放假安排文件读不了，或者不是正确的 JSON：${file}`,
      '请检查这个文件，或者把 HOLIDAYS_FILE 留空。',
      { cause: error },
    )
  }
}
