import { ZhibuError } from '../../base/errors.ts'
import { nearest, quoted } from '../../base/nearest.ts'
import { institutionNamed } from '../../life/programs/catalogue.ts'
import { ruleInvalid } from '../../life/programs/check-rule.ts'
import { checkedFor, fieldsOf, merge, type Patch, withDay } from '../../life/programs/inheritance.ts'
import type { Prisma } from '../../records/client/client.ts'
import { insertPrograms } from '../../records/programs.ts'
import { writeSetting } from '../../records/settings.ts'
import { monthOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { Redating } from '../planning/redate.ts'
import { carryOut, foresee, type Outlook } from './inherit.ts'
import type { Inherited, OwnChange } from './inherited.ts'

/** What a program is read with. */
const withOrganization = {
  organization: { select: { id: true, name: true, kind: true, place: true, path: true } },
} satisfies Prisma.ProgramInclude
export type ProgramRow = Prisma.ProgramGetPayload<{ include: typeof withOrganization }>

/** What came of a change (or would), and the program as it then stands. */
export interface ProgramEffect extends Redating {
  program: ProgramRow
}

/**
 * The program of that name; the organization's, where one is given.
 * @throws ZhibuError PROGRAM_UNKNOWN with the names that come near, BRANCH_NEEDED where several organizations have one
 */
export async function findProgram(act: Act, name: string, organizationId: number | null): Promise<ProgramRow> {
  const where = organizationId === null ? {} : { organizationId }
  const found = await act.tx.program.findMany({
    where: { ...where, name },
    include: withOrganization,
    orderBy: { id: 'asc' },
  })
  const [first] = found
  if (!first) {
    const known = await act.tx.program.findMany({
      where,
      distinct: ['name'],
      select: { name: true },
      orderBy: { id: 'asc' },
    })
    const near = nearest(
      name,
      known.map((one) => one.name),
    )
    throw new ZhibuError(
      'PROGRAM_UNKNOWN',
      `没有「${name}」这项活动安排。`,
      near.length > 0 ? `是不是${quoted(near)}？zhibu programs 列出全部。` : 'zhibu programs 列出全部，照着名称写。',
    )
  }
  if (found.length > 1) {
    const names = found.slice(0, 5).map((one) => one.organization.name)
    const more = found.length > names.length ? `等 ${found.length} 个组织` : ''
    throw new ZhibuError(
      'BRANCH_NEEDED',
      `${quoted(names)}${more}都有「${name}」，不知道说的是哪一个。`,
      '请加上 --branch 支部名称（上级组织用 --committee 名称）。',
    )
  }
  return first
}

/**
 * Sets something differently for the organization that holds the program. Coming activities that follow the rule, are
 * still planned and were not announced get the day that it now names; what is past, approved, announced or dated by a
 * person stays. Unsent reminders follow.
 * @throws ZhibuError RULE_INVALID, RULE_FIXED where a committee above fixed it
 */
export async function changeProgram(act: Act, program: ProgramRow, patch: Patch): Promise<ProgramEffect> {
  const found = await standing(act, program)
  refuseFixed(program.name, found, fieldsOf(patch))
  checkedFor(program.kind, merge(found.now.rule, patch))
  const { ownEnabled } = found
  return setOwn(act, program, { own: merge(found.own, patch), ownEnabled }, 'change_program')
}

/**
 * Switches a program off: what is planned and not yet approved or announced is called off. Or on again.
 * @throws ZhibuError RULE_FIXED
 */
export async function switchProgram(act: Act, program: ProgramRow, enabled: boolean): Promise<ProgramEffect> {
  const found = await standing(act, program)
  if (found.now.enabled === enabled) return unchanged(program)
  refuseFixed(program.name, found, ['enabled'])
  const { own } = found
  return setOwn(act, program, { own, ownEnabled: enabled }, enabled ? 'switch_on_program' : 'switch_off_program')
}

/**
 * Sets up what the catalogue knows where an organization has not got it yet; what is there stays.
 * @throws ZhibuError RULE_INVALID where it is not held by organizations of that kind
 */
export async function switchOnNew(
  act: Act,
  name: string,
  organization: { id: number; name: string; kind: string },
): Promise<void> {
  const institution = institutionNamed(name)
  const organizationId = organization.id
  if (!institution || (await act.tx.program.count({ where: { organizationId, name } })) > 0) return
  if ((institution.holder === 'committee') !== (organization.kind !== 'branch'))
    throw ruleInvalid(
      institution.holder === 'committee' ? `「${name}」由上级组织举办` : `「${name}」由支部举办`,
      institution.holder === 'committee'
        ? '请写 --committee 上级组织的名称。'
        : '请写 --branch 支部名称，或者 --committee 名称 --below。',
    )
  await holdOwn(act, { organizationId, kind: institution.kind, name, own: {}, ownEnabled: true }, 'switch_on_program')
}

/**
 * Gives up what the organization set itself: what the standard and the committees above say holds again.
 * @throws ZhibuError RULE_INVALID where the organization set the whole program up itself
 */
export async function resetProgram(act: Act, program: ProgramRow): Promise<ProgramEffect> {
  if (!institutionNamed(program.name)) throw ruleInvalid(`「${program.name}」是自己设的，没有统一的规定可以恢复`)
  const { switchedAbove, ownEnabled } = await standing(act, program)
  return setOwn(act, program, { own: {}, ownEnabled: switchedAbove ? null : ownEnabled }, 'reset_program')
}

const unchanged = (program: ProgramRow): ProgramEffect => ({ program, moved: [], kept: [], stopped: [], resumed: [] })

/** The program as it stands now, and what is fixed from above. */
async function standing(act: Act, { organizationId, name }: ProgramRow): Promise<Inherited> {
  const { programs } = await foresee(act, { within: { ids: [organizationId] }, name })
  const [found] = programs
  if (!found) throw new Error(`the organization ${organizationId} holds no ${name}`)
  return found
}

/** @throws ZhibuError RULE_FIXED that names the committee */
export function refuseFixed(name: string, { now, organization }: Inherited, fields: readonly string[]): void {
  const by = fields
    .flatMap(withDay)
    .map((field) => now.fixed.get(field))
    .find((one) => one !== undefined)
  if (by === undefined) return
  throw new ZhibuError(
    'RULE_FIXED',
    `「${name}」的这一项由${by}统一规定，${organization.name}不能另定。`,
    `确实要改，请和${by}联系；原来的安排没有变。`,
  )
}

async function setOwn(
  act: Act,
  program: ProgramRow,
  set: { own: Patch; ownEnabled: boolean | null },
  action: string,
): Promise<ProgramEffect> {
  const { organizationId, kind, name } = program
  return effectOf(act, await holdOwn(act, { organizationId, kind, name, ...set }, action), program.id)
}

/** Writes what an organization sets itself, with the program where there was none. */
export async function holdOwn(act: Act, own: OwnChange, action: string): Promise<Outlook> {
  const { organizationId, name } = own
  const outlook = await foresee(act, { within: { ids: [organizationId] }, name, own })
  const [after] = outlook.programs
  const before = after?.program
  await act.audit({
    action,
    subject: { kind: 'program', id: before?.id ?? 0 },
    organizationId,
    before: before ? { rule: before.rule, enabled: before.enabled, own: before.own } : null,
    after: { rule: after?.now.rule, enabled: after?.now.enabled, own: own.own },
  })
  await carryOut(act, outlook)
  return outlook
}

async function effectOf(act: Act, { dates }: Outlook, programId: number): Promise<ProgramEffect> {
  const program = await act.tx.program.findUniqueOrThrow({ where: { id: programId }, include: withOrganization })
  const { moved, kept, stopped, resumed } = dates
  return { program, moved, kept, stopped, resumed }
}

const kindByName: [RegExp, string][] = [
  [/主题党日/, 'theme_day'],
  [/党员大会/, 'general_meeting'],
  [/支委会|支部委员会/, 'committee_meeting'],
  [/小组会/, 'group_meeting'],
  [/讲堂|党课/, 'lecture_series'],
]

/**
 * Sets up a dated program. A committee's is held for the branches below it.
 * @throws ZhibuError RULE_INVALID, also where there is one of that name already
 */
export async function addProgram(
  act: Act,
  organization: { id: number; name: string; kind: string },
  name: string,
  patch: Patch,
): Promise<ProgramRow> {
  if (name.trim() === '' || [...name].length > 30) throw ruleInvalid('名称应当有 1 到 30 个字')
  const key = { organizationId: organization.id, name }
  if (await act.tx.program.findUnique({ where: { organizationId_name: key } }))
    throw ruleInvalid(`${organization.name}已经有「${name}」`, '要改它请用 zhibu programs set。')
  const standard = institutionNamed(name)
  const kind = standard?.kind ?? kindByName.find(([pattern]) => pattern.test(name))?.[1] ?? 'custom'
  const above = organization.kind !== 'branch' && organization.kind !== 'group'
  const audience = above ? 'below' : kind === 'committee_meeting' ? 'committee' : 'members'
  const own = merge({ every: 'month', inMonth: null, ...(standard ? {} : { audience }) }, patch)
  const rule = checkedFor(kind, merge({ ...standard?.rule }, own))
  const startsOn = monthOf(act.today())
  await insertPrograms(act.tx, [{ ...key, kind, rule, own, ownEnabled: true, startsOn }], act.now)
  // What a committee above made binding for that name holds for the new one too.
  await carryOut(act, await foresee(act, { within: { ids: [organization.id] }, name }))
  const made = await act.tx.program.findUniqueOrThrow({
    where: { organizationId_name: key },
    include: withOrganization,
  })
  await act.audit({
    action: 'add_program',
    subject: { kind: 'program', id: made.id },
    organizationId: organization.id,
    after: { name, rule },
  })
  // The next tick plans at once, not only tomorrow.
  await writeSetting(act.tx, 'planned', '')
  return made
}
