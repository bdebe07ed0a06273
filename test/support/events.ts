import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { MessageEvent, NoticeEvent } from '../../src/base/events.ts'
import { makeLog } from '../../src/base/log.ts'

type Line<E> = E & { level: number; msg: string; role?: string }

/** What stands in the log of a data folder about single messages and notices. */
export function eventsIn(dir: string) {
  const file = join(dir, 'zhibu.log')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines: { event?: string }[] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
  return {
    text,
    messages: lines.filter((line) => line.event === 'message') as Line<MessageEvent>[],
    notices: lines.filter((line) => line.event === 'notice') as Line<NoticeEvent>[],
  }
}

/** A log into a folder of its own; `said` is what the terminal shows. */
export function ownLog() {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-events-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const said: string[] = []
  const log = makeLog({ level: 'info', dir, terminal: (line) => said.push(line) })
  return { log, said, read: () => eventsIn(dir) }
}
