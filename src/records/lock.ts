import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { ZhibuError } from '../base/errors.ts'
import { resultCode } from './sqlite-values.ts'

export interface DataDirLock {
  release(): void
}

/**
 * Makes the data folder if there is none and claims it for one running bot. The claim is an open transaction on a
 * small SQLite file: the system frees it however the process ends, and no stale file can be left behind.
 * @throws ZhibuError ALREADY_RUNNING, DATA_DIR_UNWRITABLE
 */
export function lockDataDir(dir: string): DataDirLock {
  let file: InstanceType<typeof DatabaseSync> | undefined
  try {
    mkdirSync(dir, { recursive: true })
    file = new DatabaseSync(join(dir, 'running.lock'))
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file?.close()
    if (resultCode(error) === 5) {
      throw new ZhibuError(
        'ALREADY_RUNNING',
        `这个数据文件夹（${dir}）已经有一个小助手在运行。`,
        '请先停止正在运行的那一个；要再开一个，请用 DATA_DIR 指定另一个文件夹。',
        { cause: error },
      )
    }
    throw new ZhibuError(
      'DATA_DIR_UNWRITABLE',
      `数据文件夹写不进去：${dir}`,
      '请检查这个文件夹是否存在、当前用户能否写入、磁盘是否已满，或者用 DATA_DIR 换一个文件夹。',
      { cause: error },
    )
  }
  const held = file
  return { release: () => (held.isOpen ? held.close() : undefined) }
}

/** True while a bot is running on the data folder. Writes nothing. */
export function isLocked(dir: string): boolean {
  let file: InstanceType<typeof DatabaseSync> | undefined
  try {
    file = new DatabaseSync(join(dir, 'running.lock'), { readOnly: true })
    file.exec('BEGIN; SELECT count(*) FROM sqlite_master; COMMIT')
    return false
  } catch (error) {
    return resultCode(error) === 5
  } finally {
    file?.close()
  }
}
