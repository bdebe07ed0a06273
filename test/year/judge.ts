import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite'
import { judgeMessage, type NoticeRow, withActivity } from './judge-message.ts'
import { judgeRows } from './judge-rows.ts'
import type { Sent, Words } from './street.ts'
import type { World } from './world.ts'

/** What must come of words that somebody says. */
export type Meant =
  /** Anything that the program makes of them. */
  | { kind: 'free' }
  /** 5: it changes nothing. */
  | { kind: 'question' }
  /** 9: it changes nothing, and is told so. */
  | { kind: 'forbidden' }
  /** 9: not bound, or in the group of another branch: it changes nothing and learns nothing. */
  | { kind: 'outsider' }
  /** 4: that it was seen is no answer. */
  | { kind: 'seen'; memberId: number }
  /** An answer by button: it names its activity. */
  | { kind: 'answer'; memberId: number; activityId: number; answer: 'attend' | 'leave' | 'online' }

/** How much was held, so that a quiet judge can be told from an idle one. */
export interface Held {
  sends: number
  duplicates: number
  questions: number
  forbidden: number
  outsiders: number
  seen: number
  answers: number
  late: number
  mentions: number
  doubtful: number
  closed: number
}

export interface Ask {
  all<T>(sql: string, ...values: (string | number)[]): T[]
  one<T>(sql: string, ...values: (string | number)[]): T | undefined
}

/**
 * Holds the program to `docs/design.md`, "What never bends", from outside: sees what a platform is handed, knows what
 * people said, and reads the database over a connection of its own, which sees only what is committed. Each complaint
 * begins with the number of the rule that was bent.
 */
export class Judge implements Ask {
  readonly held: Held = {
    sends: 0,
    duplicates: 0,
    questions: 0,
    forbidden: 0,
    outsiders: 0,
    seen: 0,
    answers: 0,
    late: 0,
    mentions: 0,
    doubtful: 0,
    closed: 0,
  }
  readonly world: World
  readonly since: Date
  /** Attempts of each notice. */
  readonly attempts = new Map<number, Sent[]>()
  /** Unprompted messages that a group got, by group and day. */
  readonly loud = new Map<string, Sent[]>()
  /** Why people said they cannot come: no group may read it. */
  readonly reasons: readonly string[]
  /** What people said and the program took in. */
  readonly accepted = new Map<string, Words>()
  /** What the program takes the time for, to find the place in the story. */
  now: () => Date = () => this.since
  /** Activities whose day and hour a person named. */
  readonly arranged = new Set<number>()
  /** The years whose holidays are published, as the operator has supplied them. */
  published: ReadonlySet<string> = new Set()
  /** How everybody stood on the roster at first. */
  roster: string | undefined
  readonly #complaints = new Set<string>()
  readonly #database: DatabaseSyncInstance
  readonly #statements = new Map<string, StatementSyncInstance>()
  #told = 0

  constructor(file: string, world: World, since: Date, reasons: readonly string[]) {
    this.#database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    this.world = world
    this.since = since
    this.reasons = reasons
  }

  get complaints(): string[] {
    return [...this.#complaints]
  }

  all<T>(sql: string, ...values: (string | number)[]): T[] {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, known)
    return known.all(...values) as T[]
  }

  one<T>(sql: string, ...values: (string | number)[]): T | undefined {
    return this.all<T>(sql, ...values)[0]
  }

  complain(wrong: boolean, what: string | (() => string)): void {
    if (wrong) this.#complaints.add(typeof what === 'string' ? what : what())
  }

  /** What a platform is handed, at the very moment. */
  sees(sent: Sent) {
    this.held.sends++
    const notice = this.one<NoticeRow>(withActivity, sent.noticeId)
    const before = this.attempts.get(sent.noticeId) ?? []
    this.attempts.set(sent.noticeId, [...before, sent])
    // 2: not visible from outside, it is not committed, and nothing may be said of it.
    if (!notice) return this.complain(true, `1: n-${sent.noticeId} is no notice: ${sent.message.text}`)
    judgeMessage(this, sent, notice, before)
  }

  /** How much of organizational life has ever been changed. */
  changes(): number {
    return Number(this.one<{ count: number }>('SELECT sum("count") AS "count" FROM "judge_changes"')?.count ?? 0)
  }

  /** How a person stands: what 收到 alone may not touch. */
  answersOf(memberId: number): string {
    return JSON.stringify(
      this.all(
        `SELECT "activityId", "answer", "attendance" FROM "Participation"
         WHERE "memberId" = ? AND ("answer" IS NOT NULL OR "attendance" IS NOT NULL) ORDER BY 1`,
        memberId,
      ),
    )
  }

  /** Before words are handed in; what is returned holds what came of them. */
  hears(words: Words, meant: Meant): () => void {
    const again = this.accepted.has(words.id)
    const changes = this.changes()
    const stood = meant.kind === 'seen' ? this.answersOf(meant.memberId) : ''
    const last = again ? this.#lastNotice() : 0
    return () => {
      this.accepted.set(words.id, words)
      const rows = this.all<{ id: number; outcome: string }>(
        'SELECT "id", "outcome" FROM "Inbound" WHERE "platform" = ? AND "account" = ? AND "messageId" = ?',
        words.platform,
        'bot',
        words.id,
      )
      const about = () =>
        `${words.id} at ${this.now().toISOString()} 「${words.text}」 (${rows.map(({ outcome }) => outcome).join()})`
      this.complain(rows.length !== 1, () => `2: ${about()} was accepted and stands there ${rows.length} times`)
      const changed = this.changes() - changes
      if (again) {
        this.held.duplicates++
        this.complain(changed > 0 || this.#lastNotice() !== last, () => `2: ${about()} came again and had an effect`)
        return
      }
      const [row] = rows
      if (row) this.#holds(words, meant, row, { changed, stood, about })
    }
  }

  #lastNotice(): number {
    return Number(this.one<{ id: number | null }>('SELECT max("id") AS "id" FROM "Notice"')?.id ?? 0)
  }

  #holds(
    words: Words,
    meant: Meant,
    row: { id: number; outcome: string },
    now: { changed: number; stood: string; about: () => string },
  ) {
    const { changed, stood, about } = now
    const said = this.all<{ recipientKind: string }>(
      `SELECT "recipientKind" FROM "Notice" WHERE "causeKind" = 'inbound' AND "causeId" = ?`,
      String(row.id),
    )
    switch (meant.kind) {
      case 'question':
        this.held.questions++
        return this.complain(changed > 0, () => `5: the question ${about()} changed something`)
      case 'forbidden':
        this.held.forbidden++
        this.complain(changed > 0, () => `9: ${about()} was not theirs to order, and changed something`)
        return this.complain(said.length === 0 && words.addressed, () => `9: ${about()} got no clear no`)
      case 'outsider':
        this.held.outsiders++
        this.complain(changed > 0, () => `9: ${about()} came from outside, and changed something`)
        return this.complain(said.length > 0, () => `9: ${about()} came from outside, and learnt something`)
      case 'seen':
        this.held.seen++
        return this.complain(stood !== this.answersOf(meant.memberId), () => `4: ${about()} was taken for an answer`)
      case 'answer': {
        if (row.outcome !== 'button') return
        this.held.answers++
        const kept = this.one<{ answer: string }>(
          'SELECT "answer" FROM "Participation" WHERE "memberId" = ? AND "activityId" = ?',
          meant.memberId,
          meant.activityId,
        )
        const held = this.one('SELECT 1 FROM "Activity" WHERE "id" = ? AND "state" = ?', meant.activityId, 'held')
        return this.complain(kept?.answer !== meant.answer && !held, () => `2: ${about()} is kept as ${kept?.answer}`)
      }
      case 'free':
        return
    }
  }

  /** Everything that was due at this moment is done: nothing may be left open. */
  rests(now: Date): void {
    const open = this.all<{ id: number; kind: string; state: string }>(
      `SELECT "id", "kind", "state" FROM "Notice" WHERE "state" IN ('claimed', 'sending') OR ("state" = 'due' AND "dueAt" <= ?)`,
      now.toISOString(),
    )
    for (const { id, kind, state } of open) this.complain(true, `1: n-${id} ${kind} is left ${state}`)
    for (const { what } of this.all<{ what: string }>(
      'SELECT "what" FROM "judge_wrong" LIMIT 20 OFFSET ?',
      this.#told,
    )) {
      this.#told++
      this.complain(true, what)
    }
  }

  /** Looks at everything that is kept. */
  sweeps(now: Date, cut: ReadonlySet<number>): void {
    judgeRows(this, now, cut)
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }
}
