import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { quickFolder } from '../support/quick-folder.ts'
import type { Held } from './judge.ts'
import { watchStatements } from './life.ts'
import { type Counts, Story } from './story.ts'

export interface YearOptions {
  seed: number
  branches: number
  days: number
  /** Which part of the branches talks in a month. */
  share: number
  /** Is told of everything that happens. */
  onHappening?: (line: string) => void
  /** Is told of each new day, and how many complaints there are. */
  onDay?: (passed: number, complaints: number) => void
}

export interface Year extends YearOptions {
  people: number
  counts: Counts
  held: Held
  notices: number
  unconfirmed: number
  resent: number
  late: number
  expired: number
  failed: number
  outcomes: [string, number][]
  complaints: string[]
  digest: string
  seconds: number
  cpuSeconds: number
}

/** Plays a county through a year, or some days, and tells what came of it. */
export async function playYear(options: YearOptions): Promise<Year> {
  const began = performance.now()
  const used = process.cpuUsage()
  const dir = mkdtempSync(join(quickFolder(), 'zhibu-year-'))
  const unwatch = watchStatements()
  let story: Story | null = null
  try {
    const told = await Story.begin({ dir, ...options })
    story = told
    if (options.onHappening) told.onHappening = options.onHappening
    told.onDay = (passed) => options.onDay?.(passed, told.judge.complaints.length)
    await story.play()
    const { judge, counts, world } = story
    const count = (sql: string) => Number(judge.one<{ n: number }>(`SELECT count(*) AS "n" FROM ${sql}`)?.n ?? 0)
    const cpu = process.cpuUsage(used)
    return {
      ...options,
      people: world.people.length,
      counts,
      held: judge.held,
      notices: count('"Notice"'),
      unconfirmed: count(`"Notice" WHERE "kind" = 'unconfirmed'`),
      resent: count(`"AuditEntry" WHERE "action" = 'resend'`),
      late: count('"Notice" WHERE "late"'),
      expired: count(`"Notice" WHERE "state" = 'expired'`),
      failed: count(`"Notice" WHERE "state" = 'failed'`),
      outcomes: judge
        .all<{ outcome: string; n: number }>(
          'SELECT "outcome", count(*) AS "n" FROM "Inbound" GROUP BY 1 ORDER BY 2 DESC',
        )
        .map(({ outcome, n }) => [outcome, n]),
      complaints: judge.complaints,
      digest: story.digest(),
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
    }
  } finally {
    story?.judge.close()
    unwatch()
    rmSync(dir, { recursive: true, force: true })
  }
}
