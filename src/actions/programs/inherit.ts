import { grouped } from '../../base/grouped.ts'
import { patchOf } from '../../life/programs/inheritance.ts'
import { inheritors, type ProgramUpdate, updatePrograms } from '../../records/inheritance.ts'
import { insertPrograms, type NewProgram } from '../../records/programs.ts'
import { writeSetting } from '../../records/settings.ts'
import { monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { carryOutDates, type Foreseen, foreseeDates, type ProgramChange } from '../planning/redate.ts'
import { type Ask, type Inherited, inherited, layersOf, missing, ruler, withRuling } from './inherited.ts'

export interface Outlook {
  ask: Ask
  programs: Inherited[]
  dates: Foreseen
}

/**
 * What inherits what, if this is asked: nothing is written, and a handful of questions put to the database, however
 * many branches.
 */
export async function foresee(act: Act, ask: Ask): Promise<Outlook> {
  const found = await inheritors(act.tx, ask.within, ask.name)
  const laid = withRuling(found.laid, ask.ruling)
  const by = layersOf(laid, found.known)
  const held = grouped(found.programs, ({ organizationId }) => organizationId)
  const ruled = ruler()
  const overCommittees = new Set(
    found.nodes.flatMap(({ kind, parentId }) => (kind === 'committee' && parentId !== null ? [parentId] : [])),
  )
  const programs = found.nodes.flatMap((node) => {
    const own = held.get(node.id) ?? []
    return [
      ...own.map((program) => inherited(node, program, by(node, program.name), ask, ruled)),
      ...missing(node, own, by, ask, ruled, overCommittees.has(node.id)),
    ]
  })
  const changes = programs.flatMap(({ program, kind, now, changed }): ProgramChange[] =>
    program && changed ? [{ ...program, kind, before: program, after: { rule: now.rule, enabled: now.enabled } }] : [],
  )
  return { ask, programs, dates: await foreseeDates(act, changes) }
}

/** Writes what was foreseen; a handful of statements, however many branches. */
export async function carryOut(act: Act, { ask, programs, dates }: Outlook): Promise<void> {
  const { tx } = act
  const { ruling } = ask
  if (ruling) {
    const key = { organizationId_name: { organizationId: ruling.organizationId, name: ruling.name } }
    if ('takenBack' in ruling) await tx.localRule.deleteMany({ where: key.organizationId_name })
    else {
      const { kind, patch, enabled, binding } = ruling
      const data = { kind, patch: { ...patch } as object, enabled, binding }
      await tx.localRule.upsert({
        where: key,
        create: { ...key.organizationId_name, ...data, createdAt: act.now },
        update: data,
      })
    }
  }
  const kept = programs.flatMap(({ program, own, ownEnabled, now, changed }): ProgramUpdate[] =>
    program && (changed || program.own === null || ask.own)
      ? [
          {
            id: program.id,
            rule: changed ? now.rule : patchOf(program.rule),
            own,
            enabled: now.enabled,
            ownEnabled,
          },
        ]
      : [],
  )
  await updatePrograms(tx, kept)
  const startsOn = monthOf(act.today())
  const made = programs
    .filter(({ program }) => program === null)
    .map(
      ({ organization, kind, name, own, ownEnabled, now }): NewProgram => ({
        organizationId: organization.id,
        kind,
        name,
        rule: now.rule,
        own,
        enabled: now.enabled,
        ownEnabled,
        startsOn,
      }),
    )
  await insertPrograms(tx, made, act.now)
  await carryOutDates(act, dates)
  // The next tick plans at once, not only tomorrow.
  if (made.length > 0 || programs.some(({ changed }) => changed)) await writeSetting(tx, 'planned', '')
}
