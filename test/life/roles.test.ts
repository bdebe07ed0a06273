import { expect, test } from 'vitest'
import { readRoles, roles, roleWords } from '../../src/life/people/roles.ts'

test.each([
  ['党支部书记', ['secretary']],
  ['支部书记（主持工作）', ['secretary']],
  ['党支部副书记', ['deputy_secretary']],
  ['组织委员、宣传委员', ['organization_officer', 'publicity_officer']],
  ['组织、纪律检查委员', ['organization_officer', 'discipline_officer']],
  ['组宣委员', ['organization_officer', 'publicity_officer']],
  ['副书记兼组织委员', ['deputy_secretary', 'organization_officer']],
  ['支委，青年委员', ['committee_member']],
  ['第一党小组组长', ['group_leader']],
  ['小组长', ['group_leader']],
  ['二组组长', ['group_leader']],
  ['党委委员', ['committee_officer']],
  ['党总支书记', ['committee_officer']],
  ['党务干事', ['committee_officer']],
  ['无', []],
  ['退休党员', []],
  ['', []],
])('%s', (text, expected) => {
  expect(readRoles(text)).toEqual({ roles: expected, unknown: [] })
})

test.each(['车间主任', '班组长', '政协委员', '书计', '副组长', '长'])('%s is no post of the branch', (text) => {
  expect(readRoles(text)).toEqual({ roles: [], unknown: [text] })
})

test('each post is read back from its own word', () => {
  for (const role of roles) expect(readRoles(roleWords[role])).toEqual({ roles: [role], unknown: [] })
})
