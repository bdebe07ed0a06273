import { type catalogue, committeeStartsWith, ofSector, startingWith } from '../life/catalogue.ts'
import type { Sector } from '../life/sectors.ts'
import type { OrganizationKind } from '../records/client/enums.ts'
import { insertPrograms, type NewProgram } from '../records/programs.ts'
import { writeSetting } from '../records/settings.ts'
import { sectorsOf } from '../records/tree.ts'
import { monthOf } from '../time/days.ts'
import type { Act } from './act.ts'

/** The standing institutions that a node of that kind and sector has from the start. */
function startsWith(kind: OrganizationKind, sector: Sector | null): readonly (typeof catalogue)[number][] {
  if (kind === 'committee' || kind === 'general_branch') return kind === 'committee' ? committeeStartsWith : []
  return startingWith(sector).filter(({ holder }) => holder === kind)
}

/**
 * Sets up what these organizations have from the start, by their sector or that of the nearest one above. What is there
 * stays as it is, so that it may be called again when a sector becomes known. A few statements, however many.
 */
export async function startFor(
  act: Act,
  organizations: readonly { id: number; kind: OrganizationKind }[],
): Promise<void> {
  if (organizations.length === 0) return
  const sectors = await sectorsOf(act.tx, organizations)
  const startsOn = monthOf(act.today())
  const rows = organizations.flatMap(({ id, kind }) => {
    const sector = sectors.get(id) ?? null
    const special = sector === null ? {} : (ofSector[sector] ?? {})
    return startsWith(kind, sector).map(
      ({ kind: institution, name, rule }): NewProgram => ({
        organizationId: id,
        kind: institution,
        name,
        rule: { ...rule, ...special[institution] },
        startsOn,
      }),
    )
  })
  if ((await insertPrograms(act.tx, rows, act.now)) > 0) await writeSetting(act.tx, 'planned', '')
}
