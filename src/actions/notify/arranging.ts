import { needsArranging } from '../../life/planning/arranging.ts'
import { arrangedWithin } from '../../life/planning/planning.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { titleInGroup } from '../../life/programs/structure.ts'
import { everyOf, periodInWords } from '../../time/days.ts'
import type { Refreshers } from './scheduled.ts'

export const arrangingRefreshers: Refreshers = {
  /** Caused by the period of a program: "12:2026-Q4". */
  arrange_due: async (act, notice) => {
    const [id = '', period = ''] = notice.causeId.split(':')
    const organizationId = notice.organizationId ?? 0
    const program = await act.tx.program.findUnique({ where: { id: Number(id) } })
    const organization = await act.tx.organization.findUnique({ where: { id: organizationId } })
    if (!program?.enabled || !organization || organization.dissolvedOn !== null) return { silent: '已经停用' }
    const rule = activityRule.parse(program.rule)
    const begins = notice.stage === 'arrange_due_0'
    if (everyOf(period) !== rule.every || !needsArranging(rule) || (begins && rule.cadence.on !== 'arranged'))
      return { silent: '活动安排已改' }
    const arranged = await act.tx.activity.count({
      where: { programId: program.id, organizationId, period, state: { not: 'cancelled' } },
    })
    if (arranged > 0) return { silent: '已经安排' }
    const name = organization.kind === 'group' ? titleInGroup(program.name, organization.name) : program.name
    return { facts: { title: `${periodInWords(period)}${name}`, name, ...arrangedWithin(rule, period), begins } }
  },
}
