import { grouped } from '../../base/grouped.ts'
import {
  catalogue,
  committeeStartsWith,
  institutionNamed,
  ofSector,
  startingWith,
} from '../../life/programs/catalogue.ts'
import {
  difference,
  type Effective,
  effective,
  fieldsOf,
  type Laid,
  merge,
  type Patch,
  patchOf,
  sameRule,
} from '../../life/programs/inheritance.ts'
import { readSector, type Sector } from '../../life/programs/sectors.ts'
import { type HeldProgram, type Inheritor, idsOf, type LocalRuleRow } from '../../records/inheritance.ts'
import { once } from '../once.ts'

/** What a committee lays down for all below it; it replaces what it had laid down of that name. */
export interface Ruling {
  organizationId: number
  kind: string
  name: string
  patch: Patch
  enabled: boolean | null
  binding: boolean
}

/** What an organization sets itself. */
export interface OwnChange {
  organizationId: number
  kind: string
  name: string
  own: Patch
  ownEnabled: boolean | null
}

export interface Ask {
  /** The organizations concerned. */
  within: { path: string } | { ids: readonly number[] }
  /** Only the program of that name; null: all. */
  name: string | null
  /** Laid down by somebody above them, or taken back. */
  ruling?: Ruling | { organizationId: number; name: string; takenBack: true }
  own?: OwnChange
  /** They get what they start with, as far as it is missing. */
  start?: true
}

/** A program after the change. */
export interface Inherited {
  organization: Inheritor
  /** Null: it comes into being. */
  program: HeldProgram | null
  kind: string
  name: string
  own: Patch
  ownEnabled: boolean | null
  now: Effective
  /** Some committee above switched it, on or off. */
  switchedAbove: boolean
  /** Rule or switch are not as they were. */
  changed: boolean
  /** Own fields that counted before and do not any more. */
  loses: string[]
  /** Own fields that stay although the ruling says otherwise. */
  keeps: string[]
}

export function withRuling(
  laid: readonly LocalRuleRow[],
  ruling: Ask['ruling'],
): Omit<LocalRuleRow, 'id' | 'createdAt'>[] {
  if (!ruling) return [...laid]
  const others = laid.filter((one) => one.organizationId !== ruling.organizationId || one.name !== ruling.name)
  // A patch is plain JSON.
  return 'takenBack' in ruling ? others : [...others, { ...ruling, patch: ruling.patch as LocalRuleRow['patch'] }]
}

interface Above {
  sector: Sector | null
  laid: Laid[]
}

/** What stands above an organization for a program of that name. */
export function layersOf(laid: ReturnType<typeof withRuling>, known: ReadonlyMap<number, Inheritor>) {
  const byName = grouped(laid, ({ name }) => name)
  return (node: Inheritor, name: string): Above => {
    const path = idsOf(node.path)
    const sector = path.map((id) => readSector(known.get(id)?.sector ?? '')).findLast((one) => one !== null) ?? null
    const rows = byName.get(name) ?? []
    const above = path
      .filter((id) => id !== node.id)
      .flatMap((id) => rows.filter(({ organizationId }) => organizationId === id))
    return {
      sector,
      laid: above.map(({ organizationId, patch, enabled, binding }) => ({
        by: known.get(organizationId)?.name ?? '',
        patch: patchOf(patch),
        enabled,
        binding,
      })),
    }
  }
}

/** The standard of what the catalogue knows by that name, with the sector's measure; nothing for what is one's own. */
export const standardOf = (kind: string, name: string, sector: Sector | null): Patch =>
  merge(patchOf(institutionNamed(name)?.rule), sector === null ? {} : patchOf(ofSector[sector]?.[kind]))

/** On where nobody said anything: what every branch has, what a committee starts with, what somebody set up. */
function usualOf(name: string): boolean {
  const institution = institutionNamed(name)
  return institution === undefined || institution.sectors !== 'none' || committeeStartsWith.includes(institution)
}

/** Most organizations share everything that decides: it is worked out once. */
export function ruler() {
  const worked = once((json: string): Effective => effective(JSON.parse(json)))
  return (kind: string, name: string, { sector, laid }: Above, own: Patch, ownEnabled: boolean | null): Effective =>
    worked(
      JSON.stringify({ kind, standard: standardOf(kind, name, sector), laid, own, ownEnabled, usual: usualOf(name) }),
    )
}
type Ruler = ReturnType<typeof ruler>

/** What becomes of a program that is there. */
export function inherited(node: Inheritor, program: HeldProgram, above: Above, ask: Ask, ruled: Ruler): Inherited {
  const { kind, name } = program
  const was = adopted(program, above.sector)
  const set = ask.own?.organizationId === node.id && ask.own.name === name ? ask.own : was
  const now = ruled(kind, name, above, set.own, set.ownEnabled)
  const before = merge({}, patchOf(program.rule))
  const counted = (field: string, rule: Patch) => JSON.stringify(at(rule, field)) === JSON.stringify(at(was.own, field))
  const ruling = ask.ruling && 'patch' in ask.ruling ? ask.ruling : null
  const differs = fieldsOf(set.own).filter(
    (field) => ruling !== null && at(ruling.patch, field) !== undefined && !now.lost.includes(field),
  )
  const switches = ruling?.enabled != null && set.ownEnabled !== null && set.ownEnabled !== ruling.enabled
  return {
    organization: node,
    program,
    kind,
    name,
    ...set,
    now,
    switchedAbove: above.laid.some(({ enabled }) => enabled !== null),
    changed: program.enabled !== now.enabled || !sameRule(kind, program.rule, now.rule),
    loses: [
      ...fieldsOf(was.own).filter((field) => counted(field, before) && now.lost.includes(field)),
      ...(switches && now.fixed.has('enabled') && program.enabled === set.ownEnabled ? ['enabled'] : []),
    ],
    keeps: [
      ...differs.filter(
        (field) => JSON.stringify(at(now.rule, field)) !== JSON.stringify(at(ruling?.patch ?? {}, field)),
      ),
      ...(switches && !now.fixed.has('enabled') ? ['enabled'] : []),
    ],
  }
}

const at = (patch: Patch, field: string): unknown =>
  field.startsWith('stages.') ? patchOf(patch.stages)[field.slice('stages.'.length)] : patch[field]

/** What an organization set itself; rows from before that was kept apart are told from the standard. */
function adopted(program: HeldProgram, sector: Sector | null): { own: Patch; ownEnabled: boolean | null } {
  if (program.own !== null) return { own: patchOf(program.own), ownEnabled: program.ownEnabled }
  const { kind, name, rule, enabled } = program
  const standard = [standardOf(kind, name, sector), standardOf(kind, name, null)]
  const own = institutionNamed(name)
    ? standard.map((one) => difference(kind, one, rule)).sort((a, b) => fieldsOf(a).length - fieldsOf(b).length)[0]
    : patchOf(rule)
  return { own: own ?? {}, ownEnabled: enabled === usualOf(name) ? program.ownEnabled : enabled }
}

/** What an organization does not hold yet and ought to: what it starts with, and what is switched on from above. */
export function missing(
  node: Inheritor,
  held: readonly HeldProgram[],
  by: (node: Inheritor, name: string) => Above,
  ask: Ask,
  ruled: Ruler,
  overCommittees: boolean,
): Inherited[] {
  const above = node.kind !== 'branch'
  return catalogue
    .filter(({ name, holder }) => (ask.name === null || name === ask.name) && (holder === 'committee') === above)
    .filter(({ name }) => !held.some((one) => one.name === name))
    .flatMap((institution): Inherited[] => {
      const { kind, name } = institution
      const over = by(node, name)
      const own = ask.own?.organizationId === node.id && ask.own.name === name ? ask.own : null
      const starts = ask.start !== undefined && startsOf(node, over.sector, overCommittees).includes(institution)
      const on = over.laid.some(({ enabled }) => enabled === true)
      if (!starts && !on && !own) return []
      const now = ruled(kind, name, over, own?.own ?? {}, own?.ownEnabled ?? null)
      if (!starts && !now.enabled) return []
      return [
        {
          organization: node,
          program: null,
          kind,
          name,
          own: own?.own ?? {},
          ownEnabled: own?.ownEnabled ?? null,
          now,
          switchedAbove: on,
          changed: true,
          loses: [],
          keeps: [],
        },
      ]
    })
}

/** The lectures are for the branches of one committee: in a tree of committees each switches on what it holds. */
function startsOf(node: Inheritor, sector: Sector | null, overCommittees: boolean) {
  if (node.kind === 'branch') return startingWith(sector)
  return node.kind === 'committee' && node.parentId === null && !overCommittees ? committeeStartsWith : []
}
