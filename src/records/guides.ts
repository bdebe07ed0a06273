import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Guide, guideInvalid, mergeGuides, parseGuide } from '../life/guide.ts'

/** The guides that come with the program; the same folder whether it runs built or from its sources. */
const shippedFolder = fileURLToPath(new URL('../../docs/使用说明/', import.meta.url))
/** In the data folder, unless a setting says otherwise. */
const ownFolder = '使用说明'
const largest = 100_000

/**
 * The guides in use: the program's, with the operator's own in their place or beside them.
 * @param given the operator's folder, where the settings name one
 * @throws ZhibuError GUIDE_INVALID with file and line
 */
export function readGuides(dataDir: string, given?: string): Guide[] {
  const own = given ?? join(dataDir, ownFolder)
  return mergeGuides(readFolder(shippedFolder), existsSync(own) ? readFolder(own) : [])
}

/** The guides that come with the program. */
export const shippedGuides = (): Guide[] => mergeGuides(readFolder(shippedFolder), [])

/** All guides of one folder: titles and other words each belong to one of them. */
export function readFolder(folder: string): Guide[] {
  const owner = new Map<string, string>()
  return filesIn(folder).map((name) => {
    const file = join(folder, name)
    const guide = parseGuide(file, textOf(file))
    for (const word of [...guide.names, ...guide.questions]) {
      const other = owner.get(word)
      if (other !== undefined && other !== name) throw guideInvalid(`${file} 里的「${word}」，${other} 里也有`)
      owner.set(word, name)
    }
    return guide
  })
}

function filesIn(folder: string): string[] {
  try {
    // Editors leave files of their own that begin with a dot or "~".
    return readdirSync(folder)
      .filter((name) => /^[^.~].*\.md$/i.test(name))
      .sort()
  } catch (error) {
    throw guideInvalid(`读不了文件夹 ${folder}（${error instanceof Error ? error.message : String(error)}）`)
  }
}

function textOf(file: string): string {
  if (statSync(file).size > largest) throw guideInvalid(`${file} 太大，一件事一个文件，只写要紧的`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch {
    throw guideInvalid(`${file} 不是 UTF-8 编码，请在记事本里另存为 UTF-8`)
  }
}
