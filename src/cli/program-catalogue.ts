import { catalogue, isDated } from '../life/programs/catalogue.ts'
import { activityRule } from '../life/programs/programs.ts'
import { rhythmInWords } from '../time/rhythm.ts'
import { whose } from './data.ts'
import type { Io, Work } from './io.ts'

const holders = { branch: '支部', group: '党小组', committee: '上级组织' } as const

/** All institutions: what each is, how often, where it comes from, and where it is on. */
export async function listCatalogue(io: Io): Work {
  const { withDataInUse } = await import('./data.ts')
  return withDataInUse(io, async (data) => {
    const counts = await data.db.program.groupBy({
      by: ['name', 'enabled'],
      where: { organization: { dissolvedOn: null } },
      _count: true,
    })
    const rulings = await data.db.localRule.findMany({
      select: { name: true, binding: true, organization: { select: { name: true } } },
      orderBy: { id: 'asc' },
    })
    await io.out(`制度目录（${whose(data.demo)}）`)
    for (const { kind, name, holder, rule, source, about } of catalogue) {
      const count = (enabled: boolean) =>
        counts.find((one) => one.name === name && one.enabled === enabled)?._count ?? 0
      const off = count(false) === 0 ? '' : `，停用 ${count(false)} 个`
      const laid = rulings
        .filter((one) => one.name === name)
        .map((one) => `${one.organization.name}${one.binding ? '（统一规定）' : ''}`)
      await io.out(
        [
          `\n${name}（${holders[holder]}）：${about}`,
          `  ${isDated(kind) ? rhythmInWords(activityRule.parse(rule)) : '不定日子，到时提醒'}`,
          `  出处：${source}`,
          `  ${count(true) === 0 ? '还没有开通' : `开通 ${count(true)} 个`}${off}${laid.length > 0 ? `；${laid.join('、')}给下面定过` : ''}`,
        ].join('\n'),
      )
    }
    return undefined
  })
}
