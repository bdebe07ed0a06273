import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { steps2026 } from '../../src/life/development/2026.ts'
import { branchTerminal } from './terminal.ts'

test('the steps are shown, and a committee brings its own list', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  expect((await here.types(['development'])).out).toMatch(/2026：.*25 步\n2014：.*25 步/)
  const shown = (await here.types(['development', 'show'])).out
  expect(shown).toContain('第十三条')
  expect(shown).toMatch(/ 8 报上级党委并公示：公示不少于 5 个工作日/)
  expect((await here.types(['development', 'show', '2014'])).out).not.toContain('公示')
  expect((await here.types(['development', 'show', '2003'])).err).toMatch(/NOT_FOUND[\s\S]*2026/)

  const file = here.path('步骤.json')
  const own = { ...steps2026, version: '矿区', title: '矿区发展党员 26 步' }
  writeFileSync(file, JSON.stringify({ ...own, steps: [...own.steps, { step: 27, name: '存档' }] }))
  expect((await here.types(['development', 'load', file])).err).toMatch(/第 26 步.*RULE_INVALID/)
  writeFileSync(file, JSON.stringify(steps2026))
  expect((await here.types(['development', 'load', file])).err).toContain('自带的一版')
  writeFileSync(file, JSON.stringify({ ...own, steps: [...own.steps, { step: 26, name: '存档' }] }))
  expect((await here.types(['development', 'load', file, '--dry-run'])).out).toContain('试运行')
  expect((await here.types(['development', 'use', '矿区'])).err).toContain('没有「矿区」')
  expect((await here.types(['development', 'load', file])).out).toContain('26 步')
  expect((await here.types(['development'])).out).toContain('矿区：矿区发展党员 26 步，26 步（自己的）')
  expect((await here.types(['development', 'load', here.path('没有.json')])).err).toContain('FILE_NOT_FOUND')
})

test('which list holds is set for a branch, or for all below a committee', async () => {
  const here = await branchTerminal('2026-12-10 09:00')
  await here.data(async (db) => {
    const branch = await db.organization.findFirstOrThrow({ where: { kind: 'branch' } })
    const above = await db.organization.create({
      data: { kind: 'committee', name: '机关党委', createdAt: branch.createdAt },
    })
    await db.organization.update({ where: { id: above.id }, data: { path: `/${above.id}/` } })
    await db.organization.update({
      where: { id: branch.id },
      data: { parentId: above.id, path: `/${above.id}/${branch.id}/` },
    })
    const key = { organizationId: branch.id, name: '发展党员' }
    await db.program.upsert({
      where: { organizationId_name: key },
      create: { ...key, kind: 'development', rule: {}, startsOn: '2026-12', createdAt: branch.createdAt },
      update: {},
    })
  })
  const version = () =>
    here.data(async (db) => (await db.program.findFirstOrThrow({ where: { kind: 'development' } })).rule)
  expect(await here.types(['development', 'use', '2014', '--committee', '机关党委'])).toMatchObject({
    err: '',
    status: 0,
  })
  expect(await version()).toMatchObject({ version: '2014' })
  expect(await here.types(['development', 'use', '2026', '--branch', '机关二支部'])).toMatchObject({
    err: '',
    status: 0,
  })
  expect(await version()).toMatchObject({ version: '2026' })
})
