import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roles } from '../../src/life/people/roles.ts'
import { memberCategories, type RosterPerson } from '../../src/life/people/roster.ts'
import { readRoster } from '../../src/records/workbook/read-roster.ts'
import { rosterSheet } from '../../src/records/workbook/roster-sheet.ts'
import { writeTemplate } from '../../src/records/workbook/template.ts'
import { writeSheets } from '../../src/records/workbook/write-sheet.ts'

const han = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'张王李赵欧阳静伟芳娜敏𠮷䶮&<>"\'x'), minLength, maxLength })
const name = fc.oneof(
  fc.tuple(fc.constantFrom('=', '+', '-', '@', ''), han(2, 4)).map((both) => both.join('')),
  fc.tuple(han(2, 5), han(2, 4)).map((both) => both.join('·')),
  fc.constantFrom('=1+1', '+86', '@SUM', 'constructor', '__proto__', '_x0041_甲', '王_x000D_'),
)
const word = fc.oneof(han(1, 6), fc.constantFrom('=cmd', '001', '一车间', '设备部-张三', '冯雪❄️', 'valueOf'))
const day = fc
  .record({
    year: fc.integer({ min: 1950, max: 2026 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map((of) => `${of.year}-${String(of.month).padStart(2, '0')}-${String(of.day).padStart(2, '0')}`)
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null })

const person: fc.Arbitrary<RosterPerson> = fc
  .record({
    row: fc.constant(0),
    name,
    label: fc.oneof(fc.constant(''), word),
    staffNo: maybe(fc.stringMatching(/^[A-Z0-9]{3,8}$/)),
    branch: maybe(word.map((text) => `${text}党支部`)),
    group: maybe(fc.constantFrom('第一党小组', '第二党小组', '=组')),
    category: fc.constantFrom(...memberCategories),
    posts: fc.uniqueArray(fc.constantFrom(...roles), { maxLength: 3 }),
    phone: maybe(fc.stringMatching(/^1[3-9]\d{9}$/)),
    joinedOn: maybe(day),
    fullOn: fc.constant(null),
    duesFen: maybe(fc.integer({ min: 0, max: 100_000 })),
    aliases: fc.uniqueArray(word, { maxLength: 3 }),
    floating: fc.boolean(),
    floatingPlace: maybe(han(2, 6).map((text) => `广西${text}`)),
    exempt: fc.boolean(),
    leader: fc.boolean(),
  })
  .map((made) => ({
    ...made,
    fullOn: made.category === 'full' ? made.joinedOn : null,
    floatingPlace: made.floating ? made.floatingPlace : null,
  }))

const people = fc
  .uniqueArray(person, {
    maxLength: 12,
    selector: ({ branch, name: called, label }) => JSON.stringify([branch, called, label]),
  })
  .map((all) =>
    all.map((one, index) => ({ ...one, row: index + 2, staffNo: one.staffNo && `${one.staffNo}-${index}` })),
  )

test('what is exported can be imported again and changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(people, async (before) => {
      const file = await readRoster(await writeSheets([rosterSheet(before)]))
      expect(file.people).toEqual(before)
      expect(file.notes).toEqual([])
      expect(file.problems.map(({ message }) => message)).toEqual(before.length === 0 ? ['表里还没有人'] : [])
    }),
    { numRuns: 150 },
  )
}, 60_000)

test('the unfilled template has no people and says so', async () => {
  const { people: none, problems, notes } = await readRoster(await writeTemplate())
  expect(none).toEqual([])
  expect(notes).toEqual([])
  expect(problems).toEqual([
    { row: null, column: null, message: '表里还没有人', next: expect.stringContaining('每人填一行') },
  ])
})
