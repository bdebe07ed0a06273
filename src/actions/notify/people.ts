import type { Notice } from '../../records/notices.ts'
import { dueOf, waysOf } from '../people/development-facts.ts'
import { talkFacts } from '../people/talk-facts.ts'
import { tellingDays } from '../planning/plan-development.ts'
import type { Refreshers } from './scheduled.ts'

/** Caused by a branch and a day or month: "12:2026-12-20", "12:2026-12". */
const causeOf = ({ causeId }: Notice): [number, string] => {
  const [branchId = '0', period = ''] = causeId.split(':')
  return [Number(branchId), period]
}

/** To the secretary, of what goes person by person: read again, silent where nobody is left to be told of. */
export const peopleRefreshers: Refreshers = {
  development_due: async (act, notice) => {
    const [branchId, day] = causeOf(notice)
    const ways = await waysOf(act, { branchId, branch: { programs: { some: { kind: 'development', enabled: true } } } })
    const items = ways.flatMap((way) =>
      dueOf(way, act.calendar).filter((due) => tellingDays(due.day, way.rule.remindDays).includes(day)),
    )
    return items.length > 0 ? { facts: { items } } : { silent: '都办过了' }
  },

  talk_due: async (act, notice) => {
    const [branchId, month] = causeOf(notice)
    const branch = await act.tx.organization.findUnique({ where: { id: branchId }, select: { id: true, path: true } })
    const program = await act.tx.program.findFirst({
      where: { organizationId: branchId, kind: 'talk', enabled: true },
      select: { id: true },
    })
    if (!branch || !program) return { silent: '已经停用' }
    const { facts, covered } = await talkFacts(act, branch, month.slice(0, 4))
    return covered ? { silent: '都谈到了' } : { facts }
  },
}
