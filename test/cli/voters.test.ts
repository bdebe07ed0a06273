import { expect, test } from 'vitest'
import { terminal } from './terminal.ts'

test('the operator leaves somebody out of the voting base only with reason, day and consent, and counts them again', async () => {
  const here = terminal('2026-12-09 09:00')
  const people = ['李建国', '王秀英', '王五'].map((name) => [name, '正式党员', null])
  const roster = await here.roster('花名册.xlsx', [...people, ['郑浩', '预备党员', null]], ['姓名', '人员类别', '职务'])
  await here.types(['import', roster, '--branch', '机关二支部', '--committee', '机关党委'])
  expect((await here.types(['voters'])).out).toContain('应到会有表决权 3 人')
  const out = [
    'voters',
    '--leave-out',
    '王五',
    '--reason',
    '长期卧床',
    '--on',
    '2026-12-04',
    '--consent',
    '机关党委同意',
  ]
  for (const [at, wrong] of [
    [2, '郑浩'],
    [2, '赵六'],
    [4, '出差'],
    [6, '2026-12-20'],
    [8, ' '],
  ] as const) {
    const { status } = await here.types(out.with(at, wrong))
    expect([wrong, status]).toEqual([wrong, 1])
  }
  expect((await here.types([...out, '--dry-run'])).out).toContain('试运行，没有改动：王五不计入应到会')
  expect((await here.types(['voters'])).out).toContain('应到会有表决权 3 人')
  expect((await here.types(out)).out).toContain('机关二支部应到会有表决权 2 人')
  expect((await here.types(['voters'])).out).toContain(
    '不计入：王五（年老体弱卧床，或长期生病生活不能自理；2026-12-04 大会通过；机关党委同意）',
  )
  const audit = await here.data((db) => db.auditEntry.findFirstOrThrow({ where: { action: 'exclude_voter' } }))
  expect(audit).toMatchObject({ actorKind: 'operator', after: { votingExcluded: 'bedridden' } })
  expect((await here.types(['voters', '--count', '王五'])).out).toContain(
    '恢复计入应到会；机关二支部应到会有表决权 3 人',
  )
})
