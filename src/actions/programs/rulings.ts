import { ZhibuError } from '../../base/errors.ts'
import { nearest, quoted } from '../../base/nearest.ts'
import { catalogue, institutionNamed } from '../../life/programs/catalogue.ts'
import { ruleInvalid } from '../../life/programs/check-rule.ts'
import { checkedFor, fieldsOf, merge, type Patch, patchOf, withDay } from '../../life/programs/inheritance.ts'
import type { Act } from '../act.ts'
import { carryOut, foresee, type Outlook } from './inherit.ts'
import { type Ruling, standardOf } from './inherited.ts'

/** A committee, or anything that has others below it. */
export interface Above {
  id: number
  name: string
  path: string
}

/** What is to be laid down; what is left out stays as it was laid down before. */
export interface Laying {
  patch?: Patch
  enabled?: boolean
  binding?: boolean
}

/**
 * What would follow if the committee laid this down for all below it. Nothing is written.
 * @throws ZhibuError PROGRAM_UNKNOWN, RULE_INVALID, RULE_FIXED where a committee further up fixed it
 */
export async function foreseeRuling(act: Act, above: Above, name: string, laying: Laying): Promise<Outlook> {
  const { id: organizationId, path } = above
  const before = await act.tx.localRule.findUnique({ where: { organizationId_name: { organizationId, name } } })
  const kind = institutionNamed(name)?.kind ?? before?.kind ?? (await kindBelow(act, above, name))
  const patch = merge(patchOf(before?.patch), laying.patch ?? {})
  const standard = standardOf(kind, name, null)
  if (Object.keys(standard).length > 0 || kind === 'dues') checkedFor(kind, merge(standard, patch))
  const ruling: Ruling = {
    organizationId,
    kind,
    name,
    patch,
    enabled: laying.enabled ?? before?.enabled ?? null,
    binding: laying.binding ?? before?.binding ?? false,
  }
  await refuseFixedAbove(act, above, name, laying)
  return foresee(act, { within: { path }, name, ruling })
}

/** What would follow if the committee took back what it laid down. @throws ZhibuError RULE_INVALID where there is nothing */
export async function foreseeTakingBack(act: Act, above: Above, name: string): Promise<Outlook> {
  const { id: organizationId, path } = above
  if (!(await act.tx.localRule.findUnique({ where: { organizationId_name: { organizationId, name } } })))
    throw ruleInvalid(`${above.name}没有给下面规定过「${name}」`)
  return foresee(act, { within: { path }, name, ruling: { organizationId, name, takenBack: true } })
}

/** Lays it down, as it was foreseen. */
export async function layDown(act: Act, outlook: Outlook): Promise<void> {
  const { ruling } = outlook.ask
  if (!ruling) return
  const { organizationId, name } = ruling
  const before = await act.tx.localRule.findUnique({ where: { organizationId_name: { organizationId, name } } })
  await act.audit({
    action: 'takenBack' in ruling ? 'take_back_rule' : 'lay_down_rule',
    subject: { kind: 'organization', id: organizationId },
    organizationId,
    before: before && { name, patch: before.patch, enabled: before.enabled, binding: before.binding },
    after: {
      ...('takenBack' in ruling ? { name, takenBack: true } : ruling),
      changed: outlook.programs.filter(({ changed }) => changed).length,
    },
  })
  await carryOut(act, outlook)
}

async function kindBelow(act: Act, { path }: Above, name: string): Promise<string> {
  const found = await act.tx.program.findFirst({
    where: { name, organization: { path: { startsWith: path } } },
    orderBy: { id: 'asc' },
  })
  if (found) return found.kind
  const near = nearest(
    name,
    catalogue.map((one) => one.name),
  )
  throw new ZhibuError(
    'PROGRAM_UNKNOWN',
    `没有「${name}」这项制度。`,
    near.length > 0 ? `是不是${quoted(near)}？` : 'zhibu programs catalogue 列出全部，照着名称写。',
  )
}

async function refuseFixedAbove(act: Act, { name: own, path }: Above, name: string, laying: Laying): Promise<void> {
  const ids = path.split('/').filter(Boolean).slice(0, -1).map(Number)
  const fixed = await act.tx.localRule.findMany({
    where: { organizationId: { in: ids }, name, binding: true },
    include: { organization: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  const wanted = new Set([
    ...fieldsOf(laying.patch ?? {}).flatMap(withDay),
    ...(laying.enabled === undefined ? [] : ['enabled']),
  ])
  const by = fixed.find(({ patch, enabled }) =>
    [...fieldsOf(patchOf(patch)).flatMap(withDay), ...(enabled === null ? [] : ['enabled'])].some((one) =>
      wanted.has(one),
    ),
  )?.organization.name
  if (by === undefined) return
  throw new ZhibuError(
    'RULE_FIXED',
    `「${name}」的这一项由${by}统一规定，${own}不能另定。`,
    `确实要改，请和${by}联系；原来的安排没有变。`,
  )
}
