import { ZhibuError } from '../../base/errors.ts'
import {
  decidedSchema,
  type Holding,
  holding,
  type Level,
  type PolicyName,
  policyTable,
} from '../../life/programs/policies.ts'
import { idsOf } from '../../records/inheritance.ts'
import { policyLevels } from '../../records/policies.ts'
import type { Act } from '../act.ts'

export interface PolicyEffect {
  before: Holding
  after: Holding
  /** Branches for which something else holds from now on, and those that go on with a decision of their own. */
  changed: string[]
  keeps: string[]
}

/**
 * An organization decides a policy for itself and all below; null takes its decision back.
 * @throws ZhibuError RULE_FIXED where somebody above made its own decision binding
 */
export async function decidePolicy(
  act: Act,
  organization: { id: number; name: string; path: string },
  name: PolicyName,
  decision: { value: string; binding: boolean } | null,
): Promise<PolicyEffect> {
  const { tx } = act
  const { id, path } = organization
  const above = (await policyLevels(tx, path)).slice(0, -1)
  const fixed = holding(above, name)
  if (fixed.binding)
    throw new ZhibuError(
      'RULE_FIXED',
      `「${policyTable[name].title}」由${fixed.by}统一规定，${organization.name}不能另定。`,
      `确实要改，请和${fixed.by}联系；原来的口径没有变。`,
    )
  const below = await tx.organization.findMany({
    where: { path: { startsWith: path } },
    select: { id: true, name: true, kind: true, path: true, policies: true, dissolvedOn: true },
    orderBy: { id: 'asc' },
  })
  const known = new Map<number, Level>(
    below.map((one) => [one.id, { name: one.name, decided: decidedSchema.parse(one.policies ?? {}) }]),
  )
  const own = known.get(id)
  const { [name]: _, ...others } = own?.decided ?? {}
  const decided = decidedSchema.parse({ ...others, ...(decision ? { [name]: decision } : {}) })
  const levels = (at: string, now: boolean): Level[] => [
    ...above,
    ...idsOf(at).flatMap((one) => {
      const level = known.get(one)
      return level ? [now && one === id ? { ...level, decided } : level] : []
    }),
  ]
  const branches = below
    .filter(({ kind, dissolvedOn }) => kind === 'branch' && dissolvedOn === null)
    .map((one) => ({
      name: one.name,
      before: holding(levels(one.path, false), name),
      after: holding(levels(one.path, true), name),
    }))
  await tx.organization.update({ where: { id }, data: { policies: decided } })
  await act.audit({
    action: 'decide_policy',
    subject: { kind: 'organization', id },
    organizationId: id,
    before: { [name]: own?.decided[name] ?? null },
    after: { [name]: decided[name] ?? null },
  })
  const after = holding(levels(path, true), name)
  return {
    before: holding(levels(path, false), name),
    after,
    changed: branches.filter((one) => one.before.value !== one.after.value).map((one) => one.name),
    keeps: branches.filter((one) => one.after.by !== after.by).map((one) => one.name),
  }
}
