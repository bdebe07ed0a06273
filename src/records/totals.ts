import type { Tx } from './database.ts'

/** Numbers for a monitoring system. */
export interface Totals {
  due: number
  lagSeconds: number
  unconfirmed: number
  /** sent, failed, expired … */
  settled: ReadonlyMap<string, number>
  late: number
  /** By platform. */
  heard: ReadonlyMap<string, number>
  understood: number
  askedBack: number
}

/** Replies that ask instead of doing. */
const askingBack = ['what_do_you_mean', 'which_person', 'which_matter', 'which_time', 'dues_which_amount']
/** Messages that were nothing for the bot, or from nobody it knows. */
const notForIt = ['received', 'stranger', 'foreign_room', 'file_ignored', 'code_refused', 'code:none']

export async function totalsOf(tx: Tx, now: Date): Promise<Totals> {
  const due = await tx.notice.aggregate({
    where: { state: { in: ['due', 'claimed'] }, dueAt: { lte: now } },
    _count: true,
    _min: { dueAt: true },
  })
  const states = await tx.notice.groupBy({ by: ['state'], _count: true })
  const heard = await tx.inbound.groupBy({ by: ['platform'], _count: true })
  const settled = new Map<string, number>(states.map(({ state, _count }) => [state, _count]))
  const unconfirmed = settled.get('unconfirmed') ?? 0
  for (const waiting of ['due', 'claimed', 'sending']) settled.delete(waiting)
  return {
    due: due._count,
    lagSeconds: due._min.dueAt ? Math.max(0, (now.getTime() - due._min.dueAt.getTime()) / 1000) : 0,
    unconfirmed,
    settled,
    late: await tx.notice.count({ where: { late: true, state: 'sent' } }),
    heard: new Map(heard.map(({ platform, _count }) => [platform, _count])),
    understood: await tx.inbound.count({
      where: {
        NOT: [
          { outcome: { in: notForIt } },
          { outcome: { startsWith: 'unclear:' } },
          { outcome: { startsWith: 'smalltalk:' } },
        ],
      },
    }),
    askedBack: await tx.notice.count({ where: { stage: 'reply', kind: { in: askingBack } } }),
  }
}
