import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseSync } from '@photostructure/sqlite'
import { databaseFile } from '../../src/records/database.ts'
import { instant } from '../support/town.ts'
import { type Expected, judge, type Verdict } from './judge.ts'
import { Recorder } from './recorder.ts'
import type { Person } from './wire.ts'

/** How a life ends. */
const endings = [
  /** Some moment after the words were said: between arrival, commit and acknowledgement. */
  'words',
  /** The bot takes messages in, but no acknowledgement comes through. */
  'unacknowledged',
  /** The message arrived, the platform's answer never did. */
  'arrived',
  /** Marked `sending`, but killed just before the wire. */
  'before_wire',
  /** Some moment while the clock moves on: planning, starting, sending. */
  'clock',
  /** Some moment between the first line of the program and the first beat. */
  'start',
] as const
export type Ending = (typeof endings)[number]

export interface Evening {
  seed: number
  kills: Record<Ending, number>
  verdict: Verdict
  seconds: number
}

/** A small generator (mulberry32): the same seed tells the same story. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const answers = [
  { text: '参加', answer: 'attend', reason: null },
  { text: '请假 出差去西安', answer: 'leave', reason: '出差去西安' },
  { text: '线上参加', answer: 'online', reason: null },
  { text: '请假 家里有事', answer: 'leave', reason: '家里有事' },
] as const

const minute = 60_000
const dawn = instant('2026-11-30 09:00')
const opening = instant('2026-12-01 18:00')
const closing = instant('2026-12-01 20:50')
/** Meeting, roll, reminders of the record, the dues officer's check: all of it lies before this. */
const end = instant('2026-12-10 12:00')

/**
 * One evening of two branches, in which the bot is killed so many times and goes on each time; then everything
 * settles and is judged from outside.
 */
export async function playEvening(script: string, seed: number, kills: number): Promise<Evening> {
  const began = performance.now()
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-crash-'))
  const recorder = new Recorder(script)
  await recorder.open()
  try {
    const story = new Story(dir, recorder, random(seed))
    await story.play(kills)
    const verdict = judge(databaseFile(dir), recorder, story.expected, story.snapshots, end)
    return { seed, kills: story.kills, verdict, seconds: (performance.now() - began) / 1000 }
  } finally {
    await recorder.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What the data folder held right after a kill. */
export interface Snapshot {
  ending: Ending
  /** Notices that were being sent, as "12:1" (id and attempt). */
  sending: string[]
  /** Acknowledged messages that are not in it. */
  lost: string[]
  problems: string[]
}

class Story {
  readonly expected: Expected[] = []
  readonly snapshots: Snapshot[] = []
  readonly kills: Record<Ending, number> = {
    words: 0,
    unacknowledged: 0,
    arrived: 0,
    before_wire: 0,
    clock: 0,
    start: 0,
  }
  #dir: string
  #recorder: Recorder
  #chance: () => number
  #now = dawn
  #said = 0
  #paid = new Set<number>()
  #answered = new Map<number, number>()
  #doubts = 0

  constructor(dir: string, recorder: Recorder, chance: () => number) {
    this.#dir = dir
    this.#recorder = recorder
    this.#chance = chance
  }

  async play(kills: number): Promise<void> {
    const fresh = Math.min(3, Math.ceil(kills / 8))
    for (let i = 0; i < fresh; i++) await this.#dieStarting(600)
    await this.#live()
    await this.#pass(opening)
    await this.#recorder.kill()
    const step = (closing.getTime() - opening.getTime()) / (kills - fresh)
    for (let i = fresh; i < kills; i++) {
      const ending = endings[Math.floor(this.#chance() * endings.length)] ?? 'words'
      // Now and then the program stays down for longer than its reminders can wait without a word about it.
      const down = this.#chance() < 0.25 ? 20 * minute : 0
      const meant = opening.getTime() + (i - fresh) * step + down
      this.#now = new Date(Math.max(this.#now.getTime(), Math.min(meant, closing.getTime())))
      if (ending === 'start') await this.#dieStarting(600)
      else await this.#liveAndDie(ending, step)
    }
    await this.#settle()
  }

  async #live(): Promise<void> {
    const up = this.#recorder.happens('up')
    await this.#recorder.start(this.#dir, this.#now)
    await up
    this.#recorder.giveAgain()
  }

  async #dieStarting(withinMs: number): Promise<void> {
    await this.#recorder.start(this.#dir, this.#now)
    await sleep(this.#chance() * withinMs)
    await this.#die('start')
  }

  async #liveAndDie(ending: Exclude<Ending, 'start'>, step: number): Promise<void> {
    const recorder = this.#recorder
    await this.#live()
    await this.#within(recorder.happens('quiet'))
    this.#humansAnswerDoubts()
    if (ending === 'unacknowledged') recorder.tell({ t: 'mood', mute: true, stallAfter: null })
    const sends = Math.floor(this.#chance() * 6)
    let hit = Promise.resolve()
    if (ending === 'before_wire') {
      recorder.tell({ t: 'mood', mute: false, stallAfter: sends })
      hit = recorder.happens('stalled')
    }
    if (ending === 'arrived') hit = this.#silentAfter(sends)
    for (let i = 0; i < 6; i++) this.#speak()
    this.#repeat()
    if (ending === 'words' || ending === 'unacknowledged') await sleep(this.#chance() * 120)
    else {
      const until = new Date(Math.min(this.#now.getTime() + step, closing.getTime()))
      if (ending !== 'clock') await this.#within(recorder.happens('quiet'))
      const passed = recorder.happens('passed')
      recorder.tell({ t: 'pass', until: until.toISOString() })
      this.#now = until
      if (ending === 'clock') await sleep(this.#chance() * 150)
      else await this.#within(Promise.race([hit, passed]))
    }
    await this.#die(ending)
  }

  /** The platform answers so many sends, then takes one and says nothing; resolves when it has. */
  #silentAfter(sends: number): Promise<void> {
    let left = sends
    return new Promise((resolve) => {
      this.#recorder.answer = () => {
        if (left-- > 0) return { kind: 'accepted' }
        resolve()
        return null
      }
    })
  }

  async #die(ending: Ending): Promise<void> {
    await this.#recorder.kill()
    this.kills[ending]++
    this.snapshots.push(this.#look(ending))
    this.#recorder.answer = () =>
      // A platform is busy at times.
      this.#chance() < 0.03 ? { kind: 'refused', reason: '平台繁忙', retryAfterMs: 1000 } : { kind: 'accepted' }
  }

  /** Looks at a copy: the bot itself must find the files as the kill left them. */
  #look(ending: Ending): Snapshot {
    const copy = mkdtempSync(join(tmpdir(), 'zhibu-look-'))
    try {
      const from = databaseFile(this.#dir)
      if (!existsSync(from)) return { ending, sending: [], lost: [], problems: [] }
      for (const tail of ['', '-wal']) {
        if (existsSync(from + tail)) copyFileSync(from + tail, join(copy, `look.db${tail}`))
      }
      const database = new DatabaseSync(join(copy, 'look.db'), { returnArrays: true })
      const column = (sql: string): unknown[] => database.prepare(sql, { returnArrays: true }).all().flat()
      try {
        const made = column(`SELECT 1 FROM sqlite_master WHERE name = 'Notice'`).length > 0
        const kept = new Set(made ? column('SELECT "messageId" FROM "Inbound"') : [])
        return {
          ending,
          sending: made
            ? column(`SELECT "id" || ':' || "attempts" FROM "Notice" WHERE "state" = 'sending'`).map(String)
            : [],
          lost: this.#recorder.accepted.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
          problems: [
            ...column('PRAGMA integrity_check').filter((line) => line !== 'ok'),
            ...column('PRAGMA foreign_key_check'),
          ].map(String),
        }
      } finally {
        database.close()
      }
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  }

  /** A member who has nothing pending says something new. */
  #speak(): void {
    const busy = new Set([...this.#recorder.pending.values()].map(({ sender }) => sender.id))
    const free = this.#recorder.people.filter(({ userId, officer }) => !officer && !busy.has(userId))
    const person = free[Math.floor(this.#chance() * free.length)]
    if (!person) return
    const { memberId } = person
    if (!this.#paid.has(memberId) && this.#chance() < 0.3) {
      this.#paid.add(memberId)
      this.#say(person, `党费已交${50 + memberId}`, { kind: 'dues', memberId, fen: (50 + memberId) * 100 })
      return
    }
    const turn = this.#answered.get(memberId) ?? Math.floor(this.#chance() * answers.length)
    this.#answered.set(memberId, turn + 1)
    const { text, answer, reason } = answers[turn % answers.length] ?? answers[0]
    this.#say(person, text, { kind: 'answer', memberId, answer, reason })
  }

  #say(
    person: Person,
    text: string,
    effect:
      | { kind: 'dues'; memberId: number; fen: number }
      | { kind: 'answer'; memberId: number; answer: string; reason: string | null }
      | null,
  ): void {
    const id = `m-${++this.#said}`
    const inGroup = effect !== null && this.#chance() < 0.5
    if (effect) this.expected.push({ id, inGroup, ...effect })
    this.#recorder.give({
      id,
      conversation: inGroup ? { kind: 'room', id: person.roomId } : { kind: 'private', id: person.userId },
      sender: { id: person.userId, name: person.name },
      text,
      addressed: !inGroup,
    })
  }

  /** Platforms deliver some messages twice, old ones too. */
  #repeat(): void {
    const { accepted } = this.#recorder
    for (let i = 0; i < 2; i++) {
      const old = accepted[Math.floor(this.#chance() * accepted.length)]
      if (old) this.#recorder.tell({ t: 'in', message: old })
    }
    const [first] = this.#recorder.pending.values()
    if (first) this.#recorder.tell({ t: 'in', message: first })
  }

  /** Whoever is asked about a doubtful message answers at times. */
  #humansAnswerDoubts(): void {
    const asked = this.#recorder.arrivals.filter(({ text }) => text.includes('不知道发出去没有'))
    for (const { to } of asked.slice(this.#doubts)) {
      const person = this.#recorder.people.find(({ userId }) => userId === to.id)
      const chance = this.#chance()
      if (person && chance < 0.8) this.#say(person, chance < 0.4 ? '重发' : '已看到', null)
    }
    this.#doubts = asked.length
  }

  async #pass(until: Date): Promise<void> {
    const passed = this.#recorder.happens('passed')
    this.#recorder.tell({ t: 'pass', until: until.toISOString() })
    await passed
    this.#now = until
  }

  async #settle(): Promise<void> {
    const recorder = this.#recorder
    recorder.answer = () => ({ kind: 'accepted' })
    await this.#live()
    await recorder.happens('quiet')
    await this.#pass(closing)
    this.#humansAnswerDoubts()
    await recorder.happens('quiet')
    await this.#pass(end)
    // Every message of the evening once more: none of them may do anything.
    for (const message of recorder.accepted) recorder.tell({ t: 'in', message })
    await this.#pass(new Date(end.getTime() + minute))
    await recorder.stop()
  }

  /** So long a life may wait for its moment; then it is killed as it is. */
  #within(moment: Promise<void>): Promise<void> {
    return Promise.race([moment, sleep(1_500, undefined, { ref: false })])
  }
}
