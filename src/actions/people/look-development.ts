import type { Act } from '../act.ts'
import { wayFacts, waysOf } from './development-facts.ts'

/** More than these nobody reads in a chat. */
const shownAtMost = 20

/** How everybody in this part of the tree stands, or one member; or only whose probation ends. Privately. */
export async function showDevelopment(
  act: Act,
  of: { path: string; memberId: number | null; probation: boolean },
): Promise<void> {
  if (act.actor.kind !== 'member') return
  const ways = await waysOf(act, {
    branch: { path: { startsWith: of.path } },
    ...(of.memberId === null ? {} : { id: of.memberId }),
  })
  const everybody = of.path !== act.actor.branchPath
  const facts = ways
    .filter(({ person }) => !of.probation || person.category === 'probationary')
    .map((way) => wayFacts(way, act.calendar, everybody))
    .sort((a, b) => ((a.due[0]?.day ?? '9999') < (b.due[0]?.day ?? '9999') ? -1 : 1))
  await act.whisper('development_status', {
    ways: facts.slice(0, shownAtMost),
    more: Math.max(0, facts.length - shownAtMost),
    probation: of.probation,
  })
}
