import { ZhibuError } from '../base/errors.ts'
import type { Data, Organization } from './data.ts'

/** What an export is asked for. */
export interface Options {
  out?: string
  branch?: string
  year?: string
  activity?: string
  period?: string
  force?: boolean
}

/** One file to write; where there is nothing to write, why. */
export type Made = { name: string; bytes: Uint8Array; note?: string } | { missing: string }

/** @throws ZhibuError BAD_COMMAND */
export function yearOf({ year }: Options, { setting, now }: Data): number {
  if (year === undefined) return Number(setting.zone.day(now).slice(0, 4))
  if (!/^(19|20)\d\d$/.test(year))
    throw new ZhibuError('BAD_COMMAND', `年份应当是四位数，现在写的是「${year}」。`, '例如 --year 2026。')
  return Number(year)
}

/** One file for each branch. */
export async function perBranch(
  data: Data,
  options: Options,
  make: (branch: Organization) => Promise<Made>,
): Promise<Made[]> {
  const { branchesOf } = await import('./data.ts')
  const made: Made[] = []
  for (const branch of await branchesOf(data.db, options.branch, true)) {
    const one = await make(branch)
    // That a branch which is long dissolved has nothing is no news, unless it was asked for.
    if ('bytes' in one || branch.dissolvedOn === null || options.branch !== undefined) made.push(one)
  }
  return made
}

/** Loaded only where something is written. */
export const workbook = async () => ({
  ...(await import('../records/workbook/ledgers.ts')),
  ...(await import('../records/workbook/write-sheet.ts')),
})
