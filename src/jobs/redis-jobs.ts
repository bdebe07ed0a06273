import { createHash } from 'node:crypto'
import { type BulkJobOptions, DelayedError, type Job } from 'bullmq'
import { z } from 'zod'
import { portions } from '../base/grouped.ts'
import type { Log } from '../base/log.ts'
import { type Claimed, holdClaim } from '../records/claims.ts'
import { type Db, write } from '../records/database.ts'
import { type Clock, systemClock } from '../time/clock.ts'
import type { Hands } from './queue.ts'

/** What broke is looked at again after so long. */
export const againMs = 5_000
/** What has to let something else go first comes back after so long. */
const overtakenMs = 10

/** Urgent before routine. */
const priorityOf = ({ urgent }: Pick<Claimed, 'urgent'>): number => (urgent ? 1 : 2)

/** The row decides about another try. */
export const once = { attempts: 1, removeOnComplete: true, removeOnFail: true }

/** What a job carries. An older version reads the first of several, and gets the others when their claims have run out. */
const carried = z.object({ id: z.number().int(), more: z.array(z.number().int()).default([]) })

const dataOf = ([id, ...more]: readonly number[]) => (more.length === 0 ? { id } : { id, more })

interface NoticeJob {
  name: string
  data: ReturnType<typeof dataOf>
  opts: BulkJobOptions
}

/** Jobs for claimed notices of one queue, in their order: each carries at most so many, of the same urgency. */
export function jobsOf(claimed: readonly Claimed[], most: number): NoticeJob[] {
  return [true, false].flatMap((urgent) => {
    const ids = claimed.filter((one) => one.urgent === urgent).map(({ id }) => id)
    return [...portions(ids, most)].map((some) => ({
      name: 'notice',
      data: dataOf(some),
      // What is in it already is not put in twice.
      opts: {
        ...once,
        jobId: some.length === 1 ? `n-${some[0]}` : `n-${hashOf(some.join())}`,
        priority: priorityOf({ urgent }),
      },
    }))
  })
}

/** Gives what a job carries to whoever does something with it. What was not touched, or broke, comes back later. */
export async function takeJob(
  { db, clock, log }: { db: Db; clock: Clock; log: Log },
  hands: Hands,
  job: Job,
  token: string | undefined,
  urgentWaits: () => Promise<boolean>,
): Promise<void> {
  const { id, more } = carried.parse(job.data)
  const ids = [id, ...more]
  const urgent = job.opts.priority === priorityOf({ urgent: true })
  const beside = { claimed: 'all' as const, overtaken: async () => !urgent && (await urgentWaits()) }
  const taken = await Promise.allSettled(ids.map((one) => hands.take(one, beside)))
  const those = (which: (one: PromiseSettledResult<'done' | 'again'>) => boolean) =>
    ids.filter((_, i) => taken[i] && which(taken[i]))
  const again = those((one) => one.status === 'fulfilled' && one.value === 'again')
  const broken = those((one) => one.status === 'rejected')
  const putOff = async (some: number[], ms: number): Promise<never> => {
    if (some.length < ids.length) await job.updateData(dataOf(some))
    await job.moveToDelayed(systemClock.now().getTime() + ms, token)
    throw new DelayedError()
  }
  if (broken.length > 0) {
    const error: unknown = taken.find((one) => one.status === 'rejected')?.reason
    const until = new Date(clock.now().getTime() + againMs)
    const held = await write(db, (tx) => holdClaim(tx, broken, until), 'rows').then(
      () => true,
      () => false,
    )
    log.error({ err: error, job: job.id }, held ? 'job failed' : 'job put off')
    // The database is away: the claims stay as they are, and so does the job.
    if (!held) await putOff([...again, ...broken], againMs)
  }
  if (again.length > 0) await putOff(again, overtakenMs)
}

/** Who talks where is nobody's business in Redis. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)
