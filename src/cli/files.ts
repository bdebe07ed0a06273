import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { ZhibuError } from '../base/errors.ts'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** @throws ZhibuError FILE_NOT_FOUND */
export function readInput(path: string): Uint8Array {
  try {
    if (statSync(path).isDirectory())
      throw new ZhibuError('FILE_NOT_FOUND', `这是一个文件夹，不是文件：${path}`, '请写到文件名，例如 花名册.xlsx。')
    return readFileSync(path)
  } catch (error) {
    if (error instanceof ZhibuError) throw error
    const missing = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
    throw new ZhibuError(
      'FILE_NOT_FOUND',
      missing ? `找不到文件：${path}` : `文件读不了：${path}`,
      missing
        ? '请检查文件名和所在的文件夹；路径里有空格时，两边加引号。'
        : '请检查这个文件的权限，或者先关掉正在用它的程序。',
      { cause: error },
    )
  }
}

/** Refuses before anything was done, where a file that is to be written is there already. */
export function refuseExisting(paths: readonly string[], force: boolean): void {
  const there = force ? undefined : paths.find((path) => existsSync(path))
  if (there !== undefined) throw exists(there)
}

const exists = (path: string) =>
  new ZhibuError('FILE_EXISTS', `文件已经存在，没有动它：${path}`, '请换一个文件名，或者加上 --force 覆盖它。')

/** @throws ZhibuError FILE_EXISTS unless forced, FILE_NOT_FOUND where the folder is not there or not writable */
export function writeOutput(path: string, bytes: Uint8Array | string, force: boolean): void {
  try {
    writeFileSync(path, bytes, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(path)
    throw new ZhibuError(
      'FILE_NOT_FOUND',
      `写不进这个位置：${path}`,
      '请检查文件夹是否存在、有没有写的权限；表格正开着的话，请先关掉。',
      { cause: error },
    )
  }
}

/** A name that every system takes as one file. */
export const fileName = (...parts: string[]): string =>
  parts
    .map((part) => part.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '_').trim())
    .join('-')
    .slice(0, 100)
