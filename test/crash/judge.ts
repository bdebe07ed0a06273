import { DatabaseSync } from '@photostructure/sqlite'
import type { Snapshot } from './evening.ts'
import type { Arrival, Recorder } from './recorder.ts'

/** What one message must have led to. */
export type Expected = { id: string; inGroup: boolean; memberId: number } & (
  | { kind: 'answer'; answer: string; reason: string | null }
  | { kind: 'dues'; fen: number }
)

export interface Verdict {
  /** Everything that bends a promise, one sentence each. */
  complaints: string[]
  counts: {
    messages: number
    arrivals: number
    notices: number
    unconfirmed: number
    resent: number
    late: number
    expired: number
    failed: number
  }
}

interface NoticeRow {
  id: number
  kind: string
  causeId: string
  revision: number
  state: string
  recipientKind: string
  unprompted: number
  dueAt: string
  outcome: string | null
  late: number
}

/** Compares what the recorder saw with what the database says at the end. */
export function judge(
  file: string,
  recorder: Pick<Recorder, 'accepted' | 'arrivals' | 'refused'>,
  expected: Expected[],
  snapshots: Snapshot[],
  end: Date,
): Verdict {
  const database = new DatabaseSync(file, { readOnly: true })
  const complaints: string[] = []
  const complain = (wrong: boolean, what: string) => {
    if (wrong) complaints.push(what)
  }
  try {
    const rows = <T>(sql: string): T[] => database.prepare(sql).all() as T[]
    for (const { ending, sending, lost, problems } of snapshots) {
      complain(sending.length > 1, `${sending.length} notices were being sent at one kill (${ending})`)
      for (const id of lost) complain(true, `${id} was acknowledged, then gone after a kill (${ending})`)
      for (const problem of problems) complain(true, `database after a kill (${ending}): ${problem}`)
    }
    complain(String(Object.values(rows<object>('PRAGMA integrity_check')[0] ?? {})) !== 'ok', 'integrity_check')
    complain(rows('PRAGMA foreign_key_check').length > 0, 'foreign_key_check')
    for (const refused of recorder.refused) complain(true, `not taken in: ${refused}`)
    judgeMessages(rows, recorder, expected, complain)
    const counts = judgeNotices(rows, recorder.arrivals, snapshots, end, complain)
    return { complaints, counts: { messages: recorder.accepted.length, arrivals: recorder.arrivals.length, ...counts } }
  } finally {
    database.close()
  }
}

type Rows = <T>(sql: string) => T[]
type Complain = (wrong: boolean, what: string) => void

function judgeMessages(
  rows: Rows,
  recorder: Pick<Recorder, 'accepted'>,
  expected: Expected[],
  complain: Complain,
): void {
  const inbound = rows<{ id: number; messageId: string; outcome: string }>('SELECT * FROM "Inbound"')
  const accepted = new Set(recorder.accepted.map(({ id }) => id))
  for (const id of accepted) {
    const count = inbound.filter(({ messageId }) => messageId === id).length
    complain(count !== 1, `${id} was accepted and stands in the database ${count} times`)
  }
  for (const { messageId } of inbound) complain(!accepted.has(messageId), `${messageId} was never given`)
  const audits = rows<{ inboundId: number; action: string; subjectId: number }>('SELECT * FROM "AuditEntry"')
  const replies = rows<{ causeId: string; kind: string }>(
    `SELECT "causeId", "kind" FROM "Notice" WHERE "causeKind" = 'inbound' AND "stage" = 'reply'`,
  )
  for (const one of expected) {
    const row = inbound.find(({ messageId }) => messageId === one.id)
    const action = one.kind === 'answer' ? 'answer' : 'claim_dues'
    const entries = audits.filter((entry) => entry.inboundId === row?.id && entry.action === action)
    complain(entries.length !== 1, `${one.id} (${one.kind}, ${row?.outcome}) has ${entries.length} audit entries`)
    const kind = one.kind === 'answer' ? 'answer_noted' : 'dues_claim_noted'
    const said = replies.filter((reply) => reply.causeId === String(row?.id) && reply.kind === kind)
    const wanted = one.inGroup && one.kind === 'answer' && one.answer !== 'leave' ? 0 : 1
    complain(said.length !== wanted, `${one.id} has ${said.length} replies, not ${wanted}`)
  }
  // The last word of each person stands; earlier words said again change nothing.
  const last = new Map(expected.filter(({ kind }) => kind === 'answer').map((one) => [one.memberId, one]))
  const answers = rows<{ memberId: number; answer: string | null; reason: string | null }>(
    'SELECT * FROM "Participation"',
  )
  for (const [memberId, one] of last) {
    const found = answers.filter((row) => row.memberId === memberId && row.answer !== null)
    const right = one.kind === 'answer' && found[0]?.answer === one.answer && found[0]?.reason === one.reason
    complain(found.length !== 1 || !right, `member ${memberId}: ${JSON.stringify(found)} instead of ${one.id}`)
  }
  const payments = rows<{ memberId: number; claimedFen: number }>(
    'SELECT m."memberId", p."claimedFen" FROM "DuesPayment" p JOIN "DuesMonth" m ON m."id" = p."duesMonthId"',
  )
  for (const one of expected) {
    if (one.kind !== 'dues') continue
    const found = payments.filter(({ memberId }) => memberId === one.memberId)
    complain(
      found.length !== 1 || found[0]?.claimedFen !== one.fen,
      `dues of ${one.memberId}: ${JSON.stringify(found)}`,
    )
  }
}

function judgeNotices(rows: Rows, arrivals: Arrival[], snapshots: Snapshot[], end: Date, complain: Complain) {
  const notices = rows<NoticeRow>('SELECT * FROM "Notice"')
  const wordsOn = (action: string) =>
    rows<{ subjectId: number }>(
      `SELECT "subjectId" FROM "AuditEntry" WHERE "action" = '${action}' AND "subjectKind" = 'notice'`,
    ).map(({ subjectId }) => subjectId)
  const resent = wordsOn('resend')
  const seen = wordsOn('confirm_sent')
  const byNotice = new Map<number, Arrival[]>()
  for (const arrival of arrivals) {
    const id = Number(arrival.id.slice(2))
    byNotice.set(id, [...(byNotice.get(id) ?? []), arrival])
  }
  for (const [id, found] of byNotice) {
    const known = notices.some((one) => one.id === id && one.recipientKind !== 'organization')
    complain(!known, `n-${id} arrived ${found.length} times and is no notice`)
  }
  for (const one of notices) {
    const found = byNotice.get(one.id) ?? []
    const times = found.length
    const name = `n-${one.id} ${one.kind} (${one.state})`
    const again = resent.filter((id) => id === one.id).length
    complain(times > 1 + again, `${name} arrived ${times} times, sent again at a person's word ${again} times`)
    complain(one.state === 'claimed' || one.state === 'sending', `${name} was left open`)
    complain(one.state === 'due' && new Date(one.dueAt) <= end, `${name} was due at ${one.dueAt} and not sent`)
    const told = one.recipientKind === 'organization' || seen.includes(one.id)
    complain(one.state === 'sent' && times === 0 && !told, `${name} never arrived`)
    const unsent = ['due', 'expired', 'failed'].includes(one.state)
    complain(unsent && times > again, `${name} arrived all the same`)
    const silent = ['expired', 'failed', 'unconfirmed'].includes(one.state)
    complain(silent && !one.outcome, `${name} does not say why`)
    for (const arrival of found) {
      const waited = arrival.at.getTime() - new Date(one.dueAt).getTime()
      const says = arrival.text.startsWith('补发')
      if (again > 0 || one.unprompted === 0) continue
      complain(
        says !== waited > 10 * 60_000,
        `${name} came ${Math.round(waited / 60_000)} min after its time: ${arrival.text}`,
      )
    }
  }
  const count = (state: string) => notices.filter((one) => one.state === state).length
  const doubtful = count('unconfirmed') + resent.length + seen.length
  const cut = new Set(snapshots.flatMap(({ sending }) => sending))
  complain(doubtful !== cut.size, `${doubtful} notices became unconfirmed, ${cut.size} were cut off`)
  const questions = notices.filter(({ kind }) => kind === 'unconfirmed').map((one) => `${one.causeId}:${one.revision}`)
  for (const doubt of cut) {
    const kind = notices.find(({ id }) => id === Number(doubt.split(':')[0]))?.kind
    const asked = questions.filter((one) => one === doubt).length
    complain(asked !== (kind === 'unconfirmed' ? 0 : 1), `about ${doubt} (${kind}) a person was asked ${asked} times`)
  }
  complain(doubtful > snapshots.length, `${doubtful} unconfirmed after ${snapshots.length} kills`)
  judgePlan(notices, complain)
  return {
    notices: notices.length,
    unconfirmed: doubtful,
    resent: resent.length,
    late: notices.filter(({ late }) => late === 1).length,
    expired: count('expired'),
    failed: count('failed'),
  }
}

/** What the evening was planned to say was planned once, for both branches, and handed on to the right number. */
function judgePlan(notices: NoticeRow[], complain: Complain): void {
  const of = (kind: string, recipientKind: string) =>
    notices.filter(
      (one) => one.kind === kind && one.recipientKind === recipientKind && new Date(one.dueAt) < decemberEnds,
    )
  for (const kind of ['announcement', 'day_before', 'dues_open', 'dues_count']) {
    const rooms = of(kind, 'room').length
    complain(rooms !== 2, `${kind} was handed on to ${rooms} groups`)
  }
  complain(of('dues_owed', 'member').length === 0, 'nobody was reminded of the dues')
}
const decemberEnds = new Date('2026-12-20T00:00:00Z')
