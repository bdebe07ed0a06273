import { builtInEditions, standardEdition } from '../life/development/editions.ts'
import type { DoneStep } from '../life/development/progress.ts'
import { type Edition, readEdition } from '../life/development/steps.ts'
import type { MemberCategory } from '../life/people/roster.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { readSetting, writeSetting } from './settings.ts'

/** A committee's own list of steps is kept under its name. */
const keyOf = (version: string): string => `development:${version}`

/** Keeps a committee's own list; one of the same name is replaced. */
export const keepEdition = (tx: Tx, edition: Edition): Promise<void> =>
  writeSetting(tx, keyOf(edition.version), edition)

/** The lists that committees supplied. */
export async function ownEditions(tx: Tx): Promise<Edition[]> {
  const rows = await tx.setting.findMany({ where: { key: { startsWith: keyOf('') } }, orderBy: { key: 'asc' } })
  return rows.map(({ value }) => readEdition(value))
}

/** All editions by name. */
export const editionsOf = async (tx: Tx): Promise<ReadonlyMap<string, Edition>> =>
  new Map([...builtInEditions, ...(await ownEditions(tx))].map((edition) => [edition.version, edition]))

/** The edition of that name; the standard one where there is none. */
export async function editionOf(tx: Tx, version: string): Promise<Edition> {
  const own = await readSetting(tx, keyOf(version))
  return own === null ? (builtInEditions.find((one) => one.version === version) ?? standardEdition) : readEdition(own)
}

/** Somebody on the way to membership. */
export interface UnderWay {
  memberId: number
  name: string
  label: string
  category: MemberCategory
  branch: { id: number; name: string; path: string }
  /** null: a probationary member of whom only the roster tells, from `joinedOn`. */
  developmentId: number | null
  version: string | null
  joinedOn: string | null
  done: DoneStep[]
}

const member = {
  select: {
    id: true,
    name: true,
    label: true,
    category: true,
    joinedOn: true,
    branch: { select: { id: true, name: true, path: true } },
  },
} as const

const steps = { select: { step: true, doneOn: true, extendedMonths: true }, orderBy: { id: 'asc' } } as const

/** Rows as the rules take them. */
export const doneSteps = (
  rows: readonly { step: number; doneOn: string; extendedMonths: number | null }[],
): DoneStep[] => rows.map(({ step, doneOn, extendedMonths }) => ({ step, day: doneOn, extendedMonths }))

/** Everybody under way among these members, and who is probationary by the roster alone. Two statements, however many. */
export async function underWay(tx: Tx, among: Prisma.MemberWhereInput): Promise<UnderWay[]> {
  const known = await tx.development.findMany({
    where: { endedOn: null, member: { ...among, leftOn: null } },
    select: { id: true, version: true, member, steps },
    orderBy: { memberId: 'asc' },
  })
  const byRoster = await tx.member.findMany({
    where: { AND: [among, { leftOn: null, category: 'probationary', developments: { none: { endedOn: null } } }] },
    ...member,
    orderBy: { id: 'asc' },
  })
  return [
    ...known.map(({ id, version, member: { id: memberId, ...person }, steps }) => ({
      ...person,
      memberId,
      developmentId: id,
      version,
      done: doneSteps(steps),
    })),
    ...byRoster.map(({ id, ...person }) => ({ ...person, memberId: id, developmentId: null, version: null, done: [] })),
  ]
}

/** The way a member is on now; null where there is none. */
export const openDevelopment = (tx: Tx, memberId: number) =>
  tx.development.findFirst({
    where: { memberId, endedOn: null },
    include: { steps: { orderBy: { id: 'asc' } } },
    orderBy: { id: 'desc' },
  })

/** The rules of admission of these branches, by branch, where it is switched on; not yet parsed. */
export async function developmentRules(tx: Tx, organizationIds: number[]): Promise<Map<number, unknown>> {
  const rows = await tx.program.findMany({
    where: { kind: 'development', organizationId: { in: organizationIds } },
    select: { organizationId: true, rule: true },
  })
  return new Map(rows.map(({ organizationId, rule }) => [organizationId, rule]))
}

/** Who of these is led on the way to membership by the steps and is no member of the Party yet. */
export async function onTheWay(tx: Tx, memberIds: number[]): Promise<number[]> {
  const rows = await tx.development.findMany({
    where: {
      memberId: { in: memberIds },
      endedOn: null,
      member: { category: { in: ['applicant', 'activist', 'candidate'] } },
    },
    select: { memberId: true },
  })
  return rows.map(({ memberId }) => memberId)
}
