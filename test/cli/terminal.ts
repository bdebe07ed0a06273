import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { type Db, databaseFile, openDatabase } from '../../src/records/database.ts'
import type { SheetColumn } from '../../src/records/workbook/write-sheet.ts'
import { writeSheets } from '../../src/records/workbook/write-sheet.ts'
import { setting } from '../support/town.ts'

export interface Done {
  status: number
  out: string
  err: string
}

/** A folder of its own, with a data folder in it, and a terminal to type into. */
export function terminal(at = '2026-11-23 09:00', env: Record<string, string> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-cli-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const dataDir = join(dir, 'data')
  const now = setting.zone.at(at.slice(0, 10), at.slice(11))
  return {
    dataDir,
    path: (name: string) => join(dir, name),
    /** Types a command and waits for its end. */
    async types(argv: string[], input: string[] = []): Promise<Done> {
      const said = { out: [] as string[], err: [] as string[] }
      async function* typed() {
        yield* input
      }
      const status = await run(argv, {
        out: (text) => void said.out.push(text),
        err: (text) => void said.err.push(text),
        input: typed(),
        env: { DATA_DIR: dataDir, LOG_LEVEL: 'silent', PORT: '0', ...env },
        clock: { now: () => now },
        stopped: () => Promise.resolve(),
      })
      return { status, out: said.out.join('\n'), err: said.err.join('\n') }
    },
    /** A roster file as a secretary fills it in. */
    async roster(
      name: string,
      rows: (string | null)[][],
      headings = ['姓名', '人员类别', '职务', '手机', '月应交党费', '党小组'],
    ): Promise<string> {
      const columns = headings.map((heading): SheetColumn => ({ heading, kind: 'text' }))
      const path = join(dir, name)
      writeFileSync(path, await writeSheets([{ name: '党员花名册', columns, rows }]))
      return path
    },
    /** Looks into the operator's database. */
    async data<T>(look: (db: Db) => Promise<T>): Promise<T> {
      const { prisma, close } = await openDatabase(databaseFile(dataDir))
      try {
        return await look(prisma)
      } finally {
        await close()
      }
    },
  }
}
export type Terminal = ReturnType<typeof terminal>

export const people = [
  ['李建国', '正式党员', '书记', '13800001111', '156.40', '第一党小组'],
  ['王秀英', '正式党员', '组织委员', null, '120.50', '第一党小组'],
  ['张伟（一车间）', '正式党员', null, null, '82.00', '第一党小组'],
  ['张伟（机电队）', '预备党员', null, null, '0.20', '第二党小组'],
]

/** A terminal with the roster of one branch already imported. */
export async function branchTerminal(at?: string): Promise<Terminal> {
  const here = terminal(at)
  await here.types(['import', await here.roster('花名册.xlsx', people), '--branch', '机关二支部'])
  return here
}
