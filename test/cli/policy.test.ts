import { expect, test } from 'vitest'
import { type Terminal, terminal } from './terminal.ts'

async function officeTerminal(): Promise<Terminal> {
  const here = terminal()
  const people = ['一', '二'].map((each) => [`机关${each}支部`, `赵${each}`, '正式党员', '书记'])
  const roster = await here.roster('花名册.xlsx', people, ['党支部', '姓名', '人员类别', '职务'])
  await here.types(['import', roster, '--committee', '机关党委'])
  return here
}
const kept = (here: Terminal) =>
  here.data((db) =>
    db.organization.findMany({ where: { policies: { not: {} } }, select: { name: true, policies: true } }),
  )

test('policies are listed with who decided and where they come from', async () => {
  const { out } = await (await officeTerminal()).types(['policy', '--branch', '机关一支部'])
  expect(out).toContain('视频参会：不计入（视频参加的不算到会人数，照样记出席）；没有人定过，照一般的办')
  expect(out).toContain('可以定：不计入、表决计入、都计入')
  expect(out).toContain('未核实')
})

test('a committee decides for all below, first tried; the nearest decision counts unless one is binding', async () => {
  const here = await officeTerminal()
  await here.types(['policy', 'set', '视频参会', '都计入', '--branch', '机关一支部'])
  const set = ['policy', 'set', '视频参会', '表决计入', '--committee', '机关党委']
  const dry = await here.types([...set, '--dry-run'])
  expect(dry.out).toContain('跟着变的 1 个支部：机关二支部')
  expect(dry.out).toContain('另外定过、照旧的 1 个支部：机关一支部')
  expect(await kept(here)).toHaveLength(1)
  expect((await here.types([...set, '--binding'])).out).toContain('跟着变的 2 个支部')
  const { err } = await here.types(['policy', 'set', '视频参会', '都计入', '--branch', '机关一支部'])
  expect(err).toContain('由机关党委统一规定')
  expect(err).toContain('RULE_FIXED')
  expect((await here.types(['policy', '--branch', '机关一支部'])).out).toContain('机关党委统一规定')
  await here.types(['policy', 'reset', '视频参会'])
  expect((await here.types(['policy', '--branch', '机关一支部'])).out).toContain('视频参会：都计入')
})

test.each([
  ['RULE_INVALID', ['set', '视频', '都计入']],
  ['RULE_INVALID', ['set', '视频参会', '随便']],
  ['BRANCH_UNKNOWN', ['set', '视频参会', '都计入', '--branch', '没有的支部']],
])('%s: policy %j', async (code, argv) => {
  const here = await officeTerminal()
  expect((await here.types(['policy', ...argv])).err).toContain(code)
})
