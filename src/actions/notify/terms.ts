import { termOf, termsBelow } from '../../records/terms.ts'
import { stagesOf } from '../planning/plan-terms.ts'
import { termFacts } from '../tree/term.ts'
import type { Refreshers } from './scheduled.ts'

export const termRefreshers: Refreshers = {
  /** To the secretary. The cause names organization and end: "12:2027-06-20". */
  term_due: async (act, notice) => {
    const [id = '', end = ''] = notice.causeId.split(':')
    const row = await termOf(act.tx, Number(id))
    const now = row && stagesOf(row, act.calendar)
    if (!row || !now) return { silent: '支部已经撤销，或者不用提醒换届了' }
    if (now.end !== end) return { silent: '届满日期已改' }
    const facts = await termFacts(act, row)
    return facts ? { facts: { ...facts, over: notice.stage.startsWith('term_over') } } : { silent: '不知道当选日期' }
  },

  /** To whoever is above. The cause names the organization and the day for which it was planned. */
  terms_below: async (act, notice) => {
    const [id = '', day = ''] = notice.causeId.split(':')
    const parent = await act.tx.organization.findUnique({ where: { id: Number(id) } })
    if (!parent || parent.dissolvedOn !== null) return { silent: '组织已经撤销' }
    const items = (await termsBelow(act.tx, parent.path))
      .filter((row) => row.parentId === parent.id)
      .flatMap((row) => {
        const found = stagesOf(row, act.calendar)
        return found?.stages.some((stage) => stage.day === day) ? [{ name: row.name, endsOn: found.end }] : []
      })
    if (items.length === 0) return { silent: '都换届了，或者届满日期已改' }
    items.sort((a, b) => a.endsOn.localeCompare(b.endsOn))
    return { facts: { organization: parent.name, items } }
  },
}
