import { below } from '../../records/sql.ts'
import { dueLine } from '../../talk/say/development.ts'
import type { Act } from '../act.ts'
import { dueOf, waysOf } from './development-facts.ts'

/** Steps of admission whose day is past, in the subtree at `path`, where the institution is switched on. */
export async function developmentOverdue(
  act: Act,
  path: string,
): Promise<{ memberId: number; branchId: number; branchName: string; text: string }[]> {
  const today = act.today()
  const ways = await waysOf(act, {
    branch: { path: below(path), programs: { some: { kind: 'development', enabled: true } } },
  })
  return ways.flatMap((way) =>
    dueOf(way, act.calendar)
      .filter(({ day }) => day < today)
      .map((due) => ({
        memberId: way.person.memberId,
        branchId: way.person.branch.id,
        branchName: way.person.branch.name,
        text: dueLine(due, today, false),
      })),
  )
}
