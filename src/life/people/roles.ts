/** Posts in the Party's organization that matter here; the committee officer works at a level above the branch. */
export const roles = [
  'secretary',
  'deputy_secretary',
  'organization_officer',
  'publicity_officer',
  'discipline_officer',
  'committee_member',
  'group_leader',
  'committee_officer',
] as const
export type Role = (typeof roles)[number]

/** Each post as it is written for people. */
export const roleWords: Record<Role, string> = {
  secretary: '书记',
  deputy_secretary: '副书记',
  organization_officer: '组织委员',
  publicity_officer: '宣传委员',
  discipline_officer: '纪检委员',
  committee_member: '支部委员',
  group_leader: '党小组长',
  committee_officer: '党务干事',
}

/**
 * How each post is written on rosters; the first that fits counts. The order matters: posts of a committee above the
 * branch (党委书记, 纪委委员, 总支委员) come first because they end like those of the branch.
 */
const spellings: readonly (readonly [Role, RegExp])[] = [
  ['committee_officer', /^(?:机关)?(?:党委|纪委|党工委|党组|党总支|总支)(?:副?书记|委员|成员|干事|工作人员)$/],
  ['committee_officer', /^(?:专职|兼职)?(?:党务|党建|组织|党办)(?:干事|工作者|工作人员|专干|专员|干部)$/],
  ['secretary', /^(?:党支部|支部|支委会|支委|党)?书记$/],
  ['deputy_secretary', /^(?:党支部|支部|支委会|支委)?副书记$/],
  ['organization_officer', /^(?:党支部|支部|支委)?组织(?:委员)?$/],
  ['publicity_officer', /^(?:党支部|支部|支委)?宣传(?:委员)?$/],
  ['discipline_officer', /^(?:党支部|支部|支委)?(?:纪检|纪律检查|纪律)(?:委员)?$/],
  ['committee_member', /^(?:支委|(?:党支部|支部|支委会?)(?:委员|成员))$/],
  // Named one by one: 政协委员 or 工会委员 are no posts of the branch.
  ['committee_member', /^(?:青年|青工|群工|群众|群众工作|生活|统战|保密|安全|保卫|文体|妇女|女工|学习|组工)?委员$/],
  ['group_leader', /^(?:第?[\d一二三四五六七八九十]+)?(?:党小组|小组|组)组?长$/],
]

/** Two posts in one word. */
const doubles: Record<string, readonly Role[]> = {
  组宣委员: ['organization_officer', 'publicity_officer'],
  组织宣传委员: ['organization_officer', 'publicity_officer'],
}

/** What people write where somebody holds no post. */
const none = /^(?:无|没有|否|暂无|[-—–/]+|(?:普通|正式|预备|退休|学生|在职)?党员)$/

/**
 * Reads the posts in one cell, several joined by 、，兼 or a space.
 * @returns the posts in the order written, each once, and the words that name no post of the Party
 */
export function readRoles(text: string): { roles: Role[]; unknown: string[] } {
  const found = new Set<Role>()
  const unknown: string[] = []
  for (const word of text.normalize('NFKC').split(/[、,;/\s]+|兼(?:任)?/)) {
    // A remark in brackets (主持工作) changes nothing about the post.
    const plain = word.replace(/\([^)]*\)/g, '')
    if (plain === '' || none.test(plain)) continue
    const role = spellings.find(([, spelling]) => spelling.test(plain))?.[0]
    for (const each of doubles[plain] ?? (role ? [role] : [])) found.add(each)
    if (!doubles[plain] && !role) unknown.push(word)
  }
  return { roles: [...found], unknown }
}
