import { ZhibuError } from '../../base/errors.ts'
import { readSector, type Sector, sectorWords } from '../../life/programs/sectors.ts'
import { mayEndOn, regularEnd, usualYears } from '../../life/tree/term.ts'
import { kindWords, mayStandBelow } from '../../life/tree/tree.ts'
import { writeSetting } from '../../records/settings.ts'
import { moveNode, sectorsOf, type TreeNode } from '../../records/tree.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import { startFor } from '../programs/start-programs.ts'
import { underNewSector } from './import-tree.ts'

/** What the operator says of one organization; what is left out stays. */
export interface OrganizationPatch {
  name?: string
  sector?: Sector
  electedOn?: Day
  termYears?: number
  /** Another end of the term, as the committee above approved it, and why. */
  ends?: { on: Day; reason: string }
  /** The committee above has approved the secretary who was elected. */
  approved?: true
  place?: string
  parent?: TreeNode
}

export interface Field {
  heading: string
  before: string
  after: string
}

export const treeRefused = (message: string, next: string) => new ZhibuError('TREE_REFUSED', message, next)

/**
 * Changes what is kept of one organization.
 * @throws ZhibuError TREE_REFUSED
 */
export async function setOrganization(act: Act, node: TreeNode, patch: OrganizationPatch): Promise<Field[]> {
  const { tx } = act
  const now = await tx.organization.findUniqueOrThrow({ where: { id: node.id } })
  const fields: Field[] = []
  const note = (heading: string, before: string | number | null, after: string | number) => {
    if (before !== after) fields.push({ heading, before: String(before ?? ''), after: String(after) })
  }
  const { name, sector, electedOn, termYears, ends, place, parent } = patch
  if (name !== undefined) {
    const same = await tx.organization.count({ where: { parentId: now.parentId, name, id: { not: node.id } } })
    if (same > 0) throw treeRefused(`同一个上级下面已经有「${name}」。`, '请换一个名称；撤销了的组织名称也留着。')
    note('名称', now.name, name)
  }
  if (sector !== undefined)
    note('领域', now.sector && sectorWords(readSector(now.sector) ?? sector), sectorWords(sector))
  if (electedOn !== undefined) {
    if (electedOn > act.today())
      throw treeRefused(`当选日期 ${electedOn} 还没有到。`, '请写本届当选的日期，选举以后再来改。')
    note('当选日期', now.electedOn, electedOn)
  }
  if (termYears !== undefined) note('任期年数', now.termYears, termYears)
  if (place !== undefined) note('一般地点', now.place, place)
  if (patch.approved && now.electionPending) note('书记、副书记', '等上级批准', '已批准')
  const elected = electedOn ?? now.electedOn
  const newTerm = electedOn !== undefined && electedOn !== now.electedOn
  if (ends) {
    if (elected === null) throw treeRefused(`还不知道${now.name}本届的当选日期。`, '请先写 --elected 当选日期。')
    const years =
      termYears ?? now.termYears ?? usualYears(now.kind, sector ?? (await sectorsOf(tx, [node])).get(node.id) ?? null)
    const term = { electedOn: elected, years }
    if (!mayEndOn(term, ends.on))
      throw treeRefused(
        `本届到 ${regularEnd(term)} 届满，延期或提前一般不超过一年，${ends.on} 超出了。`,
        '请核对上级批准的日期。',
      )
    note('届满日期', now.termEndsOn ?? regularEnd(term), ends.on)
    note('延期、提前的原因', now.termReason, ends.reason)
  }
  if (parent) await checkParent(act, node, parent)
  if (parent && parent.id !== now.parentId) {
    const before = now.parentId && (await tx.organization.findUnique({ where: { id: now.parentId } }))
    note('上级组织', before ? before.name : null, parent.name)
  }
  if (fields.length === 0) return fields
  await tx.organization.update({
    where: { id: node.id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(sector === undefined ? {} : { sector }),
      ...(termYears === undefined ? {} : { termYears }),
      ...(place === undefined ? {} : { place }),
      ...(electedOn === undefined ? {} : { electedOn }),
      ...(newTerm ? { termEndsOn: null, termReason: null, electionPending: false } : {}),
      ...(ends ? { termEndsOn: ends.on, termReason: ends.reason } : {}),
      ...(patch.approved ? { electionPending: false } : {}),
    },
  })
  if (parent && parent.id !== now.parentId) await moveNode(tx, node, parent.id)
  await startFor(
    act,
    await underNewSector(act, [
      { id: node.id, data: sector ? { sector } : {}, ...(parent ? { parentId: parent.id } : {}) },
    ]),
  )
  await writeSetting(tx, 'planned', '')
  const side = (which: 'before' | 'after') => Object.fromEntries(fields.map((field) => [field.heading, field[which]]))
  await act.audit({
    action: 'change_organization',
    subject: { kind: 'organization', id: node.id },
    organizationId: node.id,
    before: side('before'),
    after: side('after'),
  })
  return fields
}

async function checkParent(act: Act, node: TreeNode, parent: TreeNode): Promise<void> {
  if (!mayStandBelow(node.kind, parent.kind))
    throw treeRefused(
      `${kindWords[node.kind]}「${node.name}」不能放在${kindWords[parent.kind]}「${parent.name}」下面。`,
      '请核对上级组织。',
    )
  if (parent.path.startsWith(node.path))
    throw treeRefused(`「${parent.name}」就在「${node.name}」下面。`, '请核对上级组织。')
  const same = await act.tx.organization.count({
    where: { parentId: parent.id, name: node.name, id: { not: node.id } },
  })
  if (same > 0) throw treeRefused(`「${parent.name}」下面已经有「${node.name}」。`, '请先用 --name 换一个名称。')
}
