import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Db, openDatabase } from '../../src/records/database.ts'

/** A folder of its own for one test, gone afterwards. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zhibu-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An empty database of the current version, for one test. */
export async function tempDatabase(): Promise<{ db: Db; file: string }> {
  const file = join(tempFolder(), 'zhibu.db')
  const { prisma, close } = await openDatabase(file)
  onTestFinished(close)
  return { db: prisma, file }
}

interface Worker {
  child: ChildProcessWithoutNullStreams
  /** Resolves when the worker has printed a line that contains the text. */
  said: (text: string) => Promise<void>
  /** Resolves with everything printed once the process has ended. */
  ended: Promise<string>
}

/** A second process that runs one function of worker.ts. */
export function startWorker(job: string, ...args: string[]): Worker {
  const script = join(import.meta.dirname, 'worker.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, job, ...args])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  const ended = new Promise<string>((resolve) => {
    child.on('close', () => resolve(output))
  })
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.includes(text) && resolve()
      child.stdout.on('data', look)
      child.on('close', () => reject(new Error(`the worker ended without saying "${text}":\n${output}`)))
      look()
    })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  return { child, said, ended }
}
