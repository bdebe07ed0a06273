import { isDeepStrictEqual } from 'node:util'
import { checkedDuesRule, checkedRule, ruleInvalid } from './check-rule.ts'
import { activityRule, developmentRule, duesRule, electionRule, talkRule } from './programs.ts'

/** Parts of a program's rule; what is not named stays as it is. */
export type Patch = { readonly [field: string]: unknown }

const isPatch = (value: unknown): value is Patch => typeof value === 'object' && value !== null && !Array.isArray(value)

export const patchOf = (value: unknown): Patch => (isPatch(value) ? value : {})

/** The one laid over the other, field by field; the reminders (`stages`) one by one. Associative. */
export function merge(under: Patch, over: Patch): Patch {
  const { stages, ...plain } = over
  const named = patchOf(stages)
  if (Object.keys(named).length === 0) return { ...under, ...plain }
  return { ...under, ...plain, stages: { ...patchOf(under.stages), ...named } }
}

/** "hour", "stages.draft": what a patch sets. */
export const fieldsOf = (patch: Patch): string[] =>
  Object.entries(patch).flatMap(([field, value]) =>
    field === 'stages' ? Object.keys(patchOf(value)).map((stage) => `stages.${stage}`) : [field],
  )

/** The patch with only those fields that pass. */
export function pick(patch: Patch, passes: (field: string) => boolean): Patch {
  const stages = Object.entries(patchOf(patch.stages)).filter(([stage]) => passes(`stages.${stage}`))
  const plain = Object.entries(patch).filter(([field]) => field !== 'stages' && passes(field))
  return { ...Object.fromEntries(plain), ...(stages.length > 0 ? { stages: Object.fromEntries(stages) } : {}) }
}

/** These say together on which day: whoever fixes one of them fixes the day. */
const ofDay: readonly string[] = ['every', 'inMonth', 'cadence']
export const withDay = (field: string): readonly string[] => (ofDay.includes(field) ? ofDay : [field])

/** What one committee laid down. */
export interface Laid {
  /** The committee's name. */
  by: string
  patch: Patch
  /** Switched on or off for all below; null: left as it is. */
  enabled: boolean | null
  binding: boolean
}

export interface Layers {
  kind: string
  /** The institution's standard, with the measure of the sector over it. */
  standard: Patch
  /** Of the committees, from the root down. */
  laid: readonly Laid[]
  /** What the organization set itself. */
  own: Patch
  ownEnabled: boolean | null
  /** Whether it is on where nobody said anything. */
  usual: boolean
}

export interface Effective {
  rule: Patch
  enabled: boolean
  /** What may not be set differently, and which committee fixed it; `enabled` among them. */
  fixed: ReadonlyMap<string, string>
  /** The own fields that do not count, because they are fixed or do not go together with what is laid down. */
  lost: readonly string[]
}

/**
 * The rule that holds for an organization: standard ⊕ what the committees laid down from the root down ⊕ its own,
 * except for what a committee made binding. A layer that makes the rule impossible (a draft after the announcement)
 * counts without its reminders, or not at all.
 */
export function effective({ kind, standard, laid, own, ownEnabled, usual }: Layers): Effective {
  const fixed = new Map<string, string>()
  let rule = standard
  let enabled = usual
  const lay = (patch: Patch): void => {
    const free = pick(patch, (field) => !fixed.has(field))
    const fits = [free, pick(free, (field) => !field.startsWith('stages.'))].find((one) =>
      holds(kind, merge(rule, one)),
    )
    if (fits) rule = merge(rule, fits)
  }
  for (const one of laid) {
    lay(one.patch)
    if (one.enabled !== null && !fixed.has('enabled')) enabled = one.enabled
    if (!one.binding) continue
    for (const field of fieldsOf(one.patch).flatMap(withDay)) if (!fixed.has(field)) fixed.set(field, one.by)
    if (one.enabled !== null && !fixed.has('enabled')) fixed.set('enabled', one.by)
  }
  lay(own)
  if (ownEnabled !== null && !fixed.has('enabled')) enabled = ownEnabled
  const lost = fieldsOf(own).filter((field) => !isDeepStrictEqual(partOf(rule, field), partOf(own, field)))
  return { rule: withSecondAsk(kind, rule), enabled, fixed, lost }
}

const partOf = (patch: Patch, field: string): unknown =>
  field.startsWith('stages.') ? patchOf(patch.stages)[field.slice('stages.'.length)] : patch[field]

const schemas = { dues: duesRule, talk: talkRule, election: electionRule, development: developmentRule }
const isWatched = (kind: string): kind is keyof typeof schemas => Object.hasOwn(schemas, kind)

/** The whole rule of a program of that kind, with what is not said as it usually is. */
export const readRule = (kind: string, rule: unknown): Patch =>
  isWatched(kind) ? schemas[kind].parse(rule) : activityRule.parse(rule)

/**
 * The rule checked.
 * @throws ZhibuError RULE_INVALID
 */
export function checkedFor(kind: string, rule: Patch): Patch {
  if (kind === 'dues') return checkedDuesRule({}, rule)
  if (!isWatched(kind)) return checkedRule({}, rule)
  const read = schemas[kind].safeParse(rule)
  if (!read.success) throw ruleInvalid(`这一项写错了：${read.error.issues[0]?.path.join('.') ?? ''}`)
  return read.data
}

function holds(kind: string, rule: Patch): boolean {
  try {
    return Boolean(checkedFor(kind, rule))
  } catch {
    return false
  }
}

/** The second asking stands between draft and announcement, wherever those were put. */
function withSecondAsk(kind: string, rule: Patch): Patch {
  if (isWatched(kind) || !holds(kind, rule)) return rule
  const { secondAsk } = checkedRule({}, rule).stages
  return isDeepStrictEqual(secondAsk, activityRule.parse(rule).stages.secondAsk)
    ? rule
    : merge(rule, { stages: { secondAsk } })
}

/** Whether two rules of a kind come to the same. */
export const sameRule = (kind: string, one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(readRule(kind, one), readRule(kind, other))

/** Where a rule differs from the standard: what an organization set itself before that was kept apart. */
export function difference(kind: string, standard: Patch, rule: unknown): Patch {
  if (!holds(kind, standard)) return patchOf(rule)
  const [usual, whole] = [readRule(kind, standard), readRule(kind, rule)]
  return pick(whole, (field) => !isDeepStrictEqual(partOf(usual, field), partOf(whole, field)))
}
