import { fieldsOf, type Patch, patchOf, withDay } from '../../life/programs/inheritance.ts'
import type { Coming, RuleChangeFacts, Some } from '../../talk/say/programs.ts'
import type { Outlook } from './inherit.ts'

/** So many are named. */
const shown = 3

const some = <T, U>(all: readonly T[], fact: (one: T) => U): Some<U> => ({
  count: all.length,
  first: all.slice(0, shown).map(fact),
})

/** What is told of a change, of one organization or of all below. */
export function ruleChangeFacts(
  outlook: Outlook,
  of: { organization: string; patch: Patch; enabled: boolean | null; takenBack?: boolean },
): RuleChangeFacts {
  const { ask, programs, dates } = outlook
  const ruling = ask.ruling ?? null
  const below = ruling !== null
  const byProgram = new Map(programs.flatMap((one) => (one.program ? [[one.program.id, one] as const] : [])))
  const coming = (one: { programId: number; title: string }, startsAt: Date): Coming => ({
    who: below ? (byProgram.get(one.programId)?.organization.name ?? null) : null,
    title: one.title,
    startsAt: startsAt.toISOString(),
  })
  const named = (one: (typeof programs)[number]) => one.organization.name
  // The day is told whole: 第二个周五 of every month, or of which month of the quarter.
  const usual = programs[0]?.now.rule ?? {}
  const day = Object.fromEntries(
    withDay('cadence').flatMap((field) => (usual[field] === undefined ? [] : [[field, usual[field]]])),
  )
  const dated = fieldsOf(of.patch).some((field) => withDay('cadence').includes(field))
  return {
    organization: of.organization,
    program: ask.name ?? '',
    below,
    set: { ...(dated ? { every: 'month', inMonth: null, ...day } : {}), ...patchOf(of.patch) },
    enabled: of.enabled,
    binding: ruling !== null && 'patch' in ruling && ruling.binding,
    takenBack: of.takenBack ?? false,
    changed: some(
      programs.filter(({ changed, program }) => changed && program),
      named,
    ),
    added: some(
      programs.filter(({ program }) => !program),
      named,
    ),
    moved: some(dates.moved, (one) => ({ ...coming(one, one.from), to: one.to.toISOString(), reason: one.reason })),
    kept: some(dates.kept, (one) => ({ ...coming(one, one.startsAt), why: one.why })),
    stopped: some(dates.stopped, (one) => coming(one, one.startsAt)),
    resumed: some(dates.resumed, (one) => coming(one, one.startsAt)),
    keeps: some(
      programs.filter(({ keeps }) => keeps.length > 0),
      named,
    ),
    loses: some(
      programs.filter(({ loses }) => below && loses.length > 0),
      named,
    ),
  }
}
