import { findFiling, lastFiling } from '../../records/filings.ts'
import { checkFacts, filingAsked } from '../committee/filing.ts'
import { organizationOf } from '../committee/year-plan.ts'
import type { Refreshers } from './scheduled.ts'

/** What is said of plans that are filed: read again, for somebody may have answered or filed meanwhile. */
export const filingRefreshers: Refreshers = {
  filing_check: async (act, notice) => {
    const filing = await findFiling(act.tx, Number(notice.causeId.split(':')[1]))
    if (filing?.state !== 'filed') return { silent: '已经有人答复' }
    const last = await lastFiling(act.tx, filing.organizationId, filing.year)
    if (last && last.revision > filing.revision) return { silent: '已经重新报备' }
    return { facts: await checkFacts(act, filing), ask: { kind: 'filing', facts: { filingId: filing.id } } }
  },

  filing_due: async (act, notice) => {
    const [, id = '', year = ''] = notice.causeId.split(':')
    const { name, path } = await organizationOf(act, Number(id))
    const due = await filingAsked(act, path, year)
    if (due === null) return { silent: '不再要求报备' }
    const last = await lastFiling(act.tx, Number(id), year)
    if (last && last.state !== 'returned') return { silent: '已经报备' }
    return { facts: { organization: name, year, due, returned: last ? (last.remark ?? '没有写') : null } }
  },
}
