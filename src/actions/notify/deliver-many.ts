import { markManySending, markSent, takeManyClaimed } from '../../records/claims.ts'
import { type Db, type Tx, write } from '../../records/database.ts'
import type { Notice } from '../../records/notices.ts'
import { askQuestions } from '../../records/questions.ts'
import { beginAct, privateQuestion, type Setting } from '../act.ts'
import { type Composed, compose, type Platforms } from './compose.ts'
import { type Sendable, type Sending, type Settled, settleUnsent } from './deliver.ts'

/** What became of many claimed notices. */
export interface Prepared {
  sendings: Sending[]
  settled: Settled[]
  /** Not touched: somebody else has a notice among these, and is told one thing at a time. */
  left: number[]
}

/**
 * First half of many deliveries, for a platform that takes many at once: as `prepare`, but side by side, so that what
 * they all read is read once, in one transaction. Each reader has one of them. It also keeps what the platform accepted
 * of the round before, so that each notice costs a part of one commit.
 * @throws where one of them cannot be made: then nothing is kept, and they have to be prepared one by one
 */
export function prepareMany(
  db: Db,
  setting: Setting,
  platforms: Platforms,
  ids: readonly number[],
  accepted: readonly number[],
  now: Date,
): Promise<Prepared> {
  const work = async (tx: Tx): Promise<Prepared> => {
    await markSent(tx, accepted, now)
    const act = beginAct(tx, setting, { now, actor: { kind: 'clock' } })
    const [notices, left] = oneForEach(await takeManyClaimed(tx, ids))
    const composed = await Promise.all(notices.map((notice) => compose(act, notice, platforms)))
    const sends: { notice: Notice; composed: Sendable }[] = []
    const settled: Settled[] = []
    for (const [i, notice] of notices.entries()) {
      const come: Composed | undefined = composed[i]
      if (come?.kind === 'send') sends.push({ notice, composed: come })
      else if (come) settled.push(await settleUnsent(act, notice, come))
    }
    await askQuestions(
      tx,
      sends.flatMap(({ notice, composed: { ask } }) =>
        ask === null ? [] : [privateQuestion(ask.kind, ask.facts, notice.recipientId, now)],
      ),
    )
    await markManySending(
      tx,
      sends.map(({ notice: { id }, composed: { late, platform } }) => ({ id, late, platform })),
      now,
    )
    return { sendings: sends.map(({ notice, composed: come }) => sendingOf(notice, come, now)), settled, left }
  }
  return write(db, work, { notices: ids })
}

/** The notice as it is once it is marked. */
function sendingOf(notice: Notice, { platform, to, message, late }: Sendable, now: Date): Sending {
  const marked: Notice = {
    ...notice,
    state: 'sending',
    sentAt: now,
    platform,
    attempts: notice.attempts + 1,
    leaseUntil: null,
    late: notice.late || late,
  }
  return { notices: [marked], platform, to, message }
}

/** The first notice of each reader, and the others. What is for many reaches nobody yet. */
function oneForEach(notices: readonly Notice[]): [Notice[], number[]] {
  const seen = new Set<string>()
  const first: Notice[] = []
  const others: number[] = []
  for (const notice of notices) {
    const reader = `${notice.recipientKind}:${notice.recipientId}`
    if (seen.has(reader) && notice.recipientKind !== 'organization') others.push(notice.id)
    else first.push(notice)
    seen.add(reader)
  }
  return [first, others]
}
