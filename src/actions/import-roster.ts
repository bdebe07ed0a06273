import { ZhibuError } from '../base/errors.ts'
import { type catalogue, committeeStartsWith, startingWith } from '../life/catalogue.ts'
import type { RosterPerson } from '../life/roster.ts'
import type { Tx } from '../records/database.ts'
import { ensureOrganization } from '../records/organizations.ts'
import { monthOf } from '../time/days.ts'
import type { Act } from './act.ts'
import { importBranch } from './import-branch.ts'
import type { RosterChange } from './roster-change.ts'

export interface RosterOptions {
  /** The branch of people whose row names none. */
  branch: string | null
  /** The committee above the branches, if there is one. */
  committee: string | null
}

/**
 * Brings the roster to what the file says; what is there stays as it is, so that a second import changes nothing.
 * People of these branches who are not in the file leave the roster today; their records are kept.
 * @throws ZhibuError BRANCH_NEEDED where a row names no branch and there is not exactly one
 */
export async function importRoster(act: Act, people: RosterPerson[], options: RosterOptions): Promise<RosterChange> {
  const { tx } = act
  const committee =
    options.committee === null
      ? null
      : await ensureOrganization(tx, { kind: 'committee', name: options.committee, parentId: null, now: act.now })
  if (committee?.created) await startPrograms(act, committee.id, committeeStartsWith)
  const usual = options.branch ?? (await onlyBranch(tx))
  const byBranch = new Map<string, RosterPerson[]>()
  for (const person of people) {
    const name = person.branch ?? usual
    if (name === null)
      throw new ZhibuError(
        'BRANCH_NEEDED',
        `第 ${person.row} 行没有写党支部`,
        '在表里加一列「党支部」，或在命令后面加 --branch 支部名称',
      )
    byBranch.set(name, [...(byBranch.get(name) ?? []), person])
  }
  const change: RosterChange = { added: [], changed: [], removed: [], branches: [...byBranch.keys()] }
  for (const [name, members] of byBranch) {
    const known = await tx.organization.findFirst({
      where: { name, kind: 'branch' },
      select: { id: true, parentId: true },
    })
    const branch =
      known ?? (await ensureOrganization(tx, { kind: 'branch', name, parentId: committee?.id ?? null, now: act.now }))
    if (!known) await startPrograms(act, branch.id, startingWith(null))
    await importBranch(
      act,
      { id: branch.id, name, parentId: committee?.id ?? known?.parentId ?? null },
      members,
      change,
    )
  }
  return change
}

const onlyBranch = async (tx: Tx): Promise<string | null> => {
  const branches = await tx.organization.findMany({ where: { kind: 'branch' }, select: { name: true }, take: 2 })
  return branches.length === 1 ? (branches[0]?.name ?? null) : null
}

async function startPrograms(act: Act, organizationId: number, programs: typeof catalogue): Promise<void> {
  for (const { kind, name, rule } of programs) {
    await act.tx.program.create({
      data: { organizationId, kind, name, rule, startsOn: monthOf(act.today()), createdAt: act.now },
    })
  }
}
