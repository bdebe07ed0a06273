import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isLocked, lockDataDir } from '../../src/records/lock.ts'
import { startWorker, tempFolder } from './places.ts'

test('a second bot on the same data folder is refused, and one after it is welcome', () => {
  const folder = join(tempFolder(), 'new/data')
  const first = lockDataDir(folder)
  expect(isLocked(folder)).toBe(true)
  expect(() => lockDataDir(folder)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }))
  first.release()
  first.release()
  expect(isLocked(folder)).toBe(false)
  lockDataDir(folder).release()
})

test('nobody runs where there is no folder yet', () => {
  expect(isLocked(join(tempFolder(), 'none'))).toBe(false)
})

test('another process is refused while this one runs', async () => {
  const folder = tempFolder()
  const mine = lockDataDir(folder)
  expect(await startWorker('lock', folder).ended).toContain('ALREADY_RUNNING')
  mine.release()
})

test('after kill -9 the folder is free at once', async () => {
  const folder = tempFolder()
  const other = startWorker('lock', folder)
  await other.said('locked')
  expect(() => lockDataDir(folder)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }))
  other.child.kill('SIGKILL')
  await other.ended
  lockDataDir(folder).release()
})

test('a data folder that is a file, or lies below one, is called unwritable', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  const unwritable = expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE' })
  expect(() => lockDataDir(file)).toThrow(unwritable)
  expect(() => lockDataDir(join(file, 'data'))).toThrow(unwritable)
})

test('a folder without the right to write is called unwritable', () => {
  const folder = join(tempFolder(), 'closed')
  mkdirSync(folder)
  chmodSync(folder, 0o500)
  // Root may write everywhere: be nobody for a moment.
  const root = process.geteuid?.() === 0
  if (root) process.seteuid?.(65_534)
  try {
    expect(() => lockDataDir(folder)).toThrow(expect.objectContaining({ code: 'DATA_DIR_UNWRITABLE' }))
  } finally {
    if (root) process.seteuid?.(0)
  }
})
