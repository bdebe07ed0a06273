/** A node's kind, from the top: 党委（市、县、乡镇、企业都是，一级在一级下面） > 党总支 > 党支部 > 党小组. */
export const nodeKinds = ['committee', 'general_branch', 'branch', 'group'] as const
export type NodeKind = (typeof nodeKinds)[number]

export const kindWords: Record<NodeKind, string> = {
  committee: '党委',
  general_branch: '党总支',
  branch: '党支部',
  group: '党小组',
}

/** How people write them: a kind, or the name of an organization that ends with it. The first that fits counts. */
const spellings: readonly [NodeKind, RegExp][] = [
  ['group', /(?:党小组|小组)$/],
  ['general_branch', /(?:党总支|总支|总支部|总支委|总支部委员会|总支委员会)$/],
  ['branch', /(?:支部|支部委员会|党支委)$/],
  ['committee', /(?:党委|党工委|工委|党组|委员会|组织部|县委|市委|区委|州委|省委|镇委|乡委|旗委)$/],
]

/** 党委, 基层党委, 联合党支部, 临时党支部, 机关第二党支部 …; null where it does not say. */
export function readKind(text: string): NodeKind | null {
  const plain = text
    .normalize('NFKC')
    .replace(/\s|\([^)]*\)/g, '')
    .replace(/^中共/, '')
  return spellings.find(([, spelling]) => spelling.test(plain))?.[0] ?? null
}

const below: Record<NodeKind, readonly NodeKind[]> = {
  committee: ['committee', 'general_branch', 'branch'],
  general_branch: ['branch'],
  branch: ['group'],
  group: [],
}

/** Whether a node of one kind may stand below another; groups only below a branch, all others also at the top. */
export const mayStandBelow = (kind: NodeKind, parent: NodeKind | null): boolean =>
  parent === null ? kind !== 'group' : below[parent].includes(kind)

/** What in a branch's make-up somebody should look at; nothing is concluded from it. */
export type MakeUpHint = 'too_many' | 'too_few' | 'no_committee' | 'needless_committee' | 'large_committee'

export interface MakeUp {
  /** Full and probationary members. */
  members: number
  full: number
  /** Who sits on the branch committee. */
  committee: number
  /** Posts besides secretary and deputy are held: there is a committee. */
  hasCommittee: boolean
}

/**
 * A branch has three full members or more and usually not more than 50 members (2018 regulation on branches, chapter 2);
 * with seven full members or more it has a committee of three to five, usually not more than seven (chapter 6).
 */
export function makeUpHints({ members, full, committee, hasCommittee }: MakeUp): MakeUpHint[] {
  const hints: MakeUpHint[] = []
  if (members > 50) hints.push('too_many')
  if (full < 3) hints.push('too_few')
  if (full >= 7 && !hasCommittee) hints.push('no_committee')
  if (full < 7 && hasCommittee) hints.push('needless_committee')
  if (committee > 7) hints.push('large_committee')
  return hints
}
