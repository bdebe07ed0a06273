import type { Person } from '../meaning.ts'
import type { Named } from '../people/names.ts'
import { certain, type Unclear, unclearOf } from '../scan.ts'
import type { Counts } from './roll-words.ts'

export type Attendance = 'present' | 'online' | 'leave' | 'absent'

export interface RollCallEntry {
  person: Person
  attendance: Attendance
  /** In the secretary's words; 没请假 where nothing else was said. */
  reason: string | null
  withoutLeave?: boolean
}

export interface RollCall {
  /** Everybody who is not among the entries was there. */
  everyone: boolean
  entries: RollCallEntry[]
  /** Numbers the secretary gave, to be held against the roll. */
  counts: Counts | null
  unclear: Unclear[]
}

export const isAway = (attendance: Attendance): boolean => attendance === 'absent' || attendance === 'leave'

/** What has been said so far: later statements replace earlier ones about the same person. */
export class RollNotes {
  everyone = false
  #entries = new Map<number, RollCallEntry>()
  #unclear: Unclear[] = []
  #counts: Counts = {}
  /** Something was really said about attendance; names alone are no roll call. */
  #said = false
  /** Who was spoken of last, for what is added about them ("…，没请假"). */
  #last: Named[] = []

  note(group: readonly Named[], attendance: Attendance, reason: string | null): void {
    this.#said = true
    this.#last = [...group]
    for (const named of group) {
      const person = certain(named)
      if (person) {
        const before = this.#entries.get(person.id)
        const kept = before && isAway(before.attendance) && isAway(attendance) ? before.reason : null
        this.#entries.set(person.id, { person, attendance, reason: reason ?? kept })
      } else this.ask(named)
    }
  }

  all(): void {
    this.#said = true
    this.everyone = true
  }

  count(counts: Counts): void {
    this.#said = true
    Object.assign(this.#counts, counts)
  }

  ask(named: Named): void {
    this.#unclear.push(unclearOf(named))
  }

  stranger(raw: string): void {
    this.#unclear.push({ raw, candidates: [] })
  }

  get last(): readonly Named[] {
    return this.#last
  }

  refer(group: readonly Named[]): void {
    this.#last = [...group]
  }

  lastEntries(): RollCallEntry[] {
    return this.#last.flatMap(({ person }) => {
      const entry = person ? this.#entries.get(person.id) : undefined
      return entry ? [entry] : []
    })
  }

  /** Whether somebody is already noted as absent. */
  isAbsent({ person }: Named): boolean {
    return person !== null && this.#entries.get(person.id)?.attendance === 'absent'
  }

  withoutLeave(raw: string): void {
    for (const entry of this.lastEntries()) {
      if (entry.attendance !== 'absent') continue
      entry.withoutLeave = true
      entry.reason ??= raw.replace(/^[\s也都又而并且]+/, '')
    }
  }

  explain(reason: string | null): void {
    for (const entry of this.lastEntries()) if (isAway(entry.attendance)) entry.reason ??= reason
  }

  result(): RollCall | null {
    if (!this.#said) return null
    const counts = Object.keys(this.#counts).length > 0 ? this.#counts : null
    const unclear = this.#unclear.filter((each, i, list) => list.findIndex((other) => other.raw === each.raw) === i)
    return { everyone: this.everyone, entries: [...this.#entries.values()], counts, unclear }
  }
}
