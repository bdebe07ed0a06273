import type { RosterPerson } from '../../life/people/roster.ts'
import type { Tx } from '../../records/database.ts'
import { assessmentsOf } from '../../records/dues.ts'
import { rostersOf } from '../../records/members.ts'
import { aliasesOf } from './roster-change.ts'

/** The rosters of these branches, in their order, as a file would name them. */
export async function exportRoster(tx: Tx, branchIds: number[]): Promise<RosterPerson[]> {
  const rows = await rostersOf(tx, branchIds)
  const dues = await assessmentsOf(tx, branchIds)
  const place = new Map(branchIds.map((id, index) => [id, index]))
  const inOrder = rows.sort((a, b) => (place.get(a.branchId) ?? 0) - (place.get(b.branchId) ?? 0) || a.id - b.id)
  return inOrder.map((row, index) => ({
    row: index + 1,
    name: row.name,
    label: row.label,
    staffNo: row.staffNo,
    branch: row.branch.name,
    group: row.group?.name ?? null,
    category: row.category,
    posts: row.positions.map((one) => one.role),
    phone: row.phone,
    joinedOn: row.joinedOn,
    fullOn: row.fullOn,
    duesFen: dues.get(row.id) ?? null,
    aliases: aliasesOf(row),
    floating: row.floating,
    floatingPlace: row.floatingPlace,
    exempt: row.exempt,
    leader: row.leader,
  }))
}
