import { appraisedYear } from '../life/people/appraisal.ts'
import { monthOf } from '../time/days.ts'
import type { Data } from './data.ts'
import { type Made, type Options, perBranch, workbook, yearOf } from './export-made.ts'
import { fileName } from './files.ts'

const keepSafe = '里面是个人情况，请妥善保管，不要发到群里。'

const ledgers = async () => import('../records/people-ledgers.ts')

/** Who talked with whom in a year. */
export async function talks(data: Data, options: Options): Promise<Made[]> {
  const year = yearOf(options, data)
  const { talksLedgerOf } = await ledgers()
  const { talkLedger, writeSheets } = await workbook()
  return perBranch(data, options, async (branch) => ({
    name: `${fileName('谈心谈话', branch.name, String(year))}.xlsx`,
    bytes: await writeSheets(talkLedger(await talksLedgerOf(data.db, branch, year))),
    note: keepSafe,
  }))
}

/** The grades of a year. */
export async function appraisal(data: Data, options: Options): Promise<Made[]> {
  const usual = appraisedYear(monthOf(data.setting.zone.day(data.now)))
  const year = yearOf({ ...options, year: options.year ?? usual }, data)
  const { appraisalLedgerOf } = await ledgers()
  const { appraisalLedger, writeSheets } = await workbook()
  return perBranch(data, options, async (branch) => ({
    name: `${fileName('民主评议', branch.name, String(year))}.xlsx`,
    bytes: await writeSheets(appraisalLedger(await appraisalLedgerOf(data.db, branch, year))),
    note: keepSafe,
  }))
}

/** Who is on the way to membership, step by step. */
export async function development(data: Data, options: Options): Promise<Made[]> {
  const { developmentLedgerOf } = await ledgers()
  const { developmentLedger, writeSheets } = await workbook()
  return perBranch(data, options, async (branch) => {
    const ledger = await developmentLedgerOf(data.db, branch)
    if (!ledger) return { missing: `${branch.name}还没有登记过发展党员的步骤。` }
    return {
      name: `${fileName('发展党员', branch.name)}.xlsx`,
      bytes: await writeSheets(developmentLedger(ledger)),
      note: keepSafe,
    }
  })
}
