import { grouped } from '../base/grouped.ts'
import { audienceFor, idsOn } from '../life/meeting/audience.ts'
import type { ActivityInPlan, ProgramToPlan, ToPlan } from '../life/planning/plan-entry.ts'
import { isDated } from '../life/programs/catalogue.ts'
import { activityRule } from '../life/programs/programs.ts'
import { holdersOf, type Structure } from '../life/programs/structure.ts'
import { type Term, usualYears } from '../life/tree/term.ts'
import type { Period } from '../time/days.ts'
import type { Zone } from '../time/zone.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { inPortions } from './sql.ts'
import { structureOf } from './structure.ts'
import { sectorsOf } from './tree.ts'

export const planned = {
  id: true,
  parentId: true,
  kind: true,
  name: true,
  path: true,
  electedOn: true,
  termYears: true,
  termEndsOn: true,
} satisfies Prisma.OrganizationSelect
export type PlannedOrganization = Prisma.OrganizationGetPayload<{ select: typeof planned }>

const withHolder = {
  organization: { select: { kind: true, name: true, path: true } },
} satisfies Prisma.ProgramInclude
type HeldProgram = Prisma.ProgramGetPayload<{ include: typeof withHolder }>

const attended = activityRule.pick({ audience: true })

/** What the years of these organizations are made of; a handful of queries, however many. */
export async function planSources(
  tx: Tx,
  organizations: readonly PlannedOrganization[],
  year: Period,
  zone: Zone,
): Promise<Map<number, ToPlan>> {
  const concerned = [...new Set(organizations.flatMap(({ path }) => idsOn(path)))]
  const programs = await inPortions(concerned, (some) =>
    tx.program.findMany({
      where: { organizationId: { in: some }, organization: { dissolvedOn: null } },
      include: withHolder,
      orderBy: { id: 'asc' },
    }),
  )
  const ofPrograms = await inPortions(
    programs.map(({ id }) => id),
    (some) => activitiesOf(tx, { programId: { in: some }, period: { startsWith: year } }),
  )
  const [from, until] = [zone.at(`${year}-01-01`, '00:00'), zone.at(`${year}-12-31`, '23:59')]
  const alone = await inPortions(concerned, (some) =>
    activitiesOf(tx, { programId: null, organizationId: { in: some }, startsAt: { gte: from, lte: until } }),
  )
  const structure = await structureOf(tx)
  const sectors = await sectorsOf(tx, organizations)
  const programsOf = grouped(programs, ({ organizationId }) => organizationId)
  const ofProgram = grouped(ofPrograms, ({ programId }) => programId)
  const single = grouped(alone, ({ organizationId }) => organizationId)
  return new Map(
    organizations.map((one) => {
      const concerning = idsOn(one.path).flatMap((id) =>
        (programsOf.get(id) ?? []).flatMap((program) => programFor(one, program, structure)),
      )
      return [
        one.id,
        {
          programs: concerning,
          activities: [
            ...concerning.flatMap(({ id }) => ofProgram.get(id) ?? []),
            ...idsOn(one.path).flatMap((id) => single.get(id) ?? []),
          ],
          term: termOf(one, sectors.get(one.id) ?? null),
        },
      ]
    }),
  )
}

const activitiesOf = (tx: Tx, where: Prisma.ActivityWhereInput): Promise<ActivityInPlan[]> =>
  tx.activity.findMany({
    where,
    select: {
      programId: true,
      organizationId: true,
      kind: true,
      period: true,
      title: true,
      startsAt: true,
      state: true,
      provisional: true,
      dateReason: true,
      cancelReason: true,
    },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  })

/** The organization's own, and what those above it hold for it. */
function programFor(one: PlannedOrganization, program: HeldProgram, structure: Structure): ProgramToPlan[] {
  const { id, kind, name, rule, enabled, createdAt, organization, organizationId } = program
  const own = organizationId === one.id
  const audience = isDated(kind) ? audienceFor(attended.parse(rule), organization) : null
  if (!own && audience !== 'below' && audience !== 'secretaries') return []
  const groups = new Set(structure.groups.get(one.id)?.map((group) => group.id))
  const holders = holdersOf(program, structure).map((holder) => ({
    ...holder,
    groupId: groups.has(holder.organizationId) ? holder.organizationId : null,
  }))
  const everybody = audience === null || audience === 'branch' || audience === 'group' || audience === 'below'
  return [{ id, kind, name, rule, enabled, createdAt, by: own ? null : organization.name, everybody, holders }]
}

const termOf = (
  { kind, electedOn, termYears, termEndsOn }: PlannedOrganization,
  sector: Parameters<typeof usualYears>[1],
): Term | null =>
  electedOn === null ? null : { electedOn, years: termYears ?? usualYears(kind, sector), endsOn: termEndsOn }

/** How one institution stands with a branch below. */
export interface BelowRow {
  branchId: number
  branch: string
  name: string
  kind: string
  enabled: boolean
  rule: unknown
}

/** The institutions of all branches below: one query. */
export async function programsBelow(tx: Tx, path: string): Promise<BelowRow[]> {
  const rows = await tx.program.findMany({
    where: { organization: { kind: 'branch', dissolvedOn: null, path: { startsWith: path } } },
    select: {
      name: true,
      kind: true,
      enabled: true,
      rule: true,
      organization: { select: { id: true, name: true, kind: true } },
    },
    orderBy: [{ organizationId: 'asc' }, { id: 'asc' }],
  })
  const structure = await structureOf(tx)
  return rows
    .filter(
      ({ organization, ...one }) =>
        holdersOf({ ...one, organizationId: organization.id, organization }, structure).length > 0,
    )
    .map(({ organization, ...one }) => ({ ...one, branchId: organization.id, branch: organization.name }))
}
