import { ruleInvalid } from '../../life/programs/check-rule.ts'
import { type Hours, hoursRule } from '../../life/programs/hours.ts'
import type { Act } from '../act.ts'

/** The hours in which an organization's groups are left in peace, and how often they may be spoken to on one day. */
export const hoursOf = (organization: { hours: unknown }): Hours => hoursRule.parse(organization.hours ?? {})

/** @throws ZhibuError RULE_INVALID */
export async function changeHours(
  act: Act,
  organization: { id: number; hours: unknown },
  patch: Partial<Hours>,
): Promise<Hours> {
  const before = hoursOf(organization)
  const read = hoursRule.safeParse({ ...before, ...patch })
  if (!read.success) throw ruleInvalid('每天最多主动说几次，应当是 1 到 10')
  await act.tx.organization.update({ where: { id: organization.id }, data: { hours: read.data } })
  await act.audit({
    action: 'change_hours',
    subject: { kind: 'organization', id: organization.id },
    organizationId: organization.id,
    before,
    after: read.data,
  })
  return read.data
}

/** Where an organization's activities usually take place. */
export async function changePlace(
  act: Act,
  organization: { id: number; place: string | null },
  place: string,
): Promise<void> {
  await act.tx.organization.update({ where: { id: organization.id }, data: { place } })
  await act.audit({
    action: 'change_place',
    subject: { kind: 'organization', id: organization.id },
    organizationId: organization.id,
    before: { place: organization.place },
    after: { place },
  })
}
