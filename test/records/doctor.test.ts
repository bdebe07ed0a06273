import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/base/config.ts'
import { databaseFile, openDatabase } from '../../src/records/database.ts'
import { examine, type Finding } from '../../src/records/doctor.ts'
import { lockDataDir } from '../../src/records/lock.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { tempFolder } from './places.ts'

const june = new MovableClock(new Date('2026-06-01T04:30:00Z'))

async function look(env: Record<string, string>, clock = june): Promise<Record<string, Finding>> {
  const findings = await examine(readConfig({ PORT: '0', ...env }), clock)
  return Object.fromEntries(findings.map((finding) => [finding.title, finding]))
}

test('all is well before the first start', async () => {
  const DATA_DIR = join(tempFolder(), 'not/yet')
  const found = await look({ DATA_DIR })
  expect(Object.values(found).filter(({ ok }) => !ok)).toEqual([])
  expect(found.数据文件夹?.detail).toContain('第一次启动时建立')
  expect(found.数据库?.detail).toContain('第一次启动时建立')
  expect(found.时区?.detail).toBe('Asia/Shanghai，现在是 12:30')
})

test('and beside a running bot', async () => {
  const DATA_DIR = tempFolder()
  const lock = lockDataDir(DATA_DIR)
  const { close } = await openDatabase(databaseFile(DATA_DIR))
  const found = await look({ DATA_DIR })
  await close()
  lock.release()
  expect(Object.values(found).filter(({ ok }) => !ok)).toEqual([])
  expect(found.数据库?.detail).toBe('完好，结构是最新的')
  expect(found.是否在运行?.detail).toContain('正在用')
})

test('a file that is no database', async () => {
  const DATA_DIR = tempFolder()
  writeFileSync(databaseFile(DATA_DIR), '这不是数据库'.repeat(500))
  const { 数据库 } = await look({ DATA_DIR })
  expect(数据库).toMatchObject({ ok: false, detail: expect.stringContaining('DATABASE_DAMAGED') })
})

test('a port that is taken', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  const address = server.address()
  const PORT = String(typeof address === 'object' ? address?.port : 0)
  const { 网页端口 } = await look({ DATA_DIR: tempFolder(), PORT })
  expect(网页端口).toMatchObject({ ok: false, detail: expect.stringContaining('PORT_TAKEN') })
})

test('a year without a published holiday calendar, and the file that mends it', async () => {
  const DATA_DIR = tempFolder()
  mkdirSync(join(DATA_DIR, 'own'))
  const far = new MovableClock(new Date('2098-06-01T00:00:00Z'))
  expect((await look({ DATA_DIR }, far)).放假安排?.ok).toBe(false)
  const HOLIDAYS_FILE = join(DATA_DIR, 'own/2098.json')
  for (const wrong of ['{"holidays": []}', '{']) {
    writeFileSync(HOLIDAYS_FILE, wrong)
    const { 放假安排 } = await look({ DATA_DIR, HOLIDAYS_FILE }, far)
    expect(放假安排).toMatchObject({ ok: false, detail: expect.stringContaining('BAD_CONFIG') })
  }
  const notice = { source: '通知', holidays: [['国庆节', '2098-10-01', '2098-10-07']], adjusted_workdays: [] }
  writeFileSync(HOLIDAYS_FILE, JSON.stringify(notice))
  expect((await look({ DATA_DIR, HOLIDAYS_FILE }, far)).放假安排?.ok).toBe(true)
})
