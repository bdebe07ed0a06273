import type { Budget, PaceRule } from '../chat/port.ts'

/** Whose budgets a message uses up: its conversation's and its account's. */
export interface Lane {
  conversation: string
  account: string
  rule: PaceRule
}

/** A place that was taken, or when there will be one. Who does not use a place gives it back. */
export type Reservation = { kind: 'go'; giveBack(): Promise<void> } | { kind: 'wait'; until: Date }

/** Keeps what is sent within the budgets. One process counts in memory; several that share an account must share one. */
export interface Pace {
  reserve(lane: Lane, now: Date): Promise<Reservation>
  /** The platform said that it was too much: nothing more there, or of the whole account, for a while. */
  pause(lane: Lane, ms: number, now: Date, scope?: 'account'): Promise<void>
}

/**
 * When one more message fits into every budget, in ms; `now` or earlier where it fits at once.
 * @param sent when earlier ones left, in ms, oldest first
 */
export const freeAt = (sent: readonly number[], budgets: readonly Budget[]): number =>
  Math.max(
    Number.NEGATIVE_INFINITY,
    ...budgets.map(({ count, ms }) => {
      const oldest = sent[sent.length - count]
      return oldest === undefined ? Number.NEGATIVE_INFINITY : oldest + ms
    }),
  )

/** What is known of one conversation, one account, or everything. */
interface Counted {
  sent: number[]
  pausedUntil: number
  /** Not before this: the gap after the last one. */
  notBefore: number
  /** After this nothing of it matters any more. */
  forgetAt: number
}

/** A pause ends a little later than the platform asked for, and never at the same moment twice. */
const pauseJitter = 0.2

/** @param chance from 0 to 1 */
export const pauseUntil = (now: Date, ms: number, chance: number): number =>
  now.getTime() + Math.round(ms * (1 + chance * pauseJitter))

const sweepMs = 10 * 60_000

export interface MemoryPaceOptions {
  /** For everything that is sent, whatever the account. */
  total?: readonly Budget[]
  random?: () => number
}

export class MemoryPace implements Pace {
  readonly #total: readonly Budget[]
  readonly #random: () => number
  readonly #counted = new Map<string, Counted>()
  #sweepAt = 0

  constructor({ total = [], random = Math.random }: MemoryPaceOptions = {}) {
    this.#total = total
    this.#random = random
  }

  async reserve(lane: Lane, now: Date): Promise<Reservation> {
    const at = now.getTime()
    this.#sweep(at)
    const parts = this.#parts(lane)
    const until = Math.max(
      ...parts.map(({ counted, budgets }) =>
        Math.max(freeAt(counted.sent, budgets), counted.pausedUntil, counted.notBefore),
      ),
    )
    if (until > at) return { kind: 'wait', until: new Date(until) }
    const { min, max } = lane.rule.gap
    for (const { counted, budgets, isAccount } of parts) {
      counted.sent.push(at)
      counted.sent.splice(0, counted.sent.length - Math.max(0, ...budgets.map(({ count }) => count)))
      if (isAccount) counted.notBefore = at + min + Math.round(this.#random() * (max - min))
      counted.forgetAt = Math.max(counted.forgetAt, at + Math.max(max, ...budgets.map(({ ms }) => ms)))
    }
    return {
      kind: 'go',
      giveBack: async () => {
        for (const { counted, isAccount } of parts) {
          const place = counted.sent.lastIndexOf(at)
          if (place >= 0) counted.sent.splice(place, 1)
          if (isAccount) counted.notBefore = at
        }
      },
    }
  }

  async pause(lane: Lane, ms: number, now: Date, scope?: 'account'): Promise<void> {
    const at = now.getTime()
    const until = pauseUntil(now, ms, this.#random())
    const account = this.#of(`account ${lane.account}`)
    // The platform refuses one conversation after another: then it is the account that says too much.
    const another = [...this.#counted].some(
      ([key, { pausedUntil }]) =>
        key.startsWith(`conversation ${lane.account} `) && key !== conversationKey(lane) && pausedUntil > at,
    )
    const meant = scope === 'account' || another ? [account] : []
    for (const counted of [...meant, this.#of(conversationKey(lane))]) {
      counted.pausedUntil = Math.max(counted.pausedUntil, until)
      counted.forgetAt = Math.max(counted.forgetAt, until)
    }
  }

  #parts(lane: Lane) {
    return [
      { counted: this.#of(conversationKey(lane)), budgets: lane.rule.conversation, isAccount: false },
      { counted: this.#of(`account ${lane.account}`), budgets: lane.rule.account, isAccount: true },
      { counted: this.#of('total'), budgets: this.#total, isAccount: false },
    ]
  }

  #of(key: string): Counted {
    const known = this.#counted.get(key)
    if (known) return known
    const fresh = { sent: [], pausedUntil: 0, notBefore: 0, forgetAt: 0 }
    this.#counted.set(key, fresh)
    return fresh
  }

  #sweep(at: number): void {
    if (at < this.#sweepAt) return
    this.#sweepAt = at + sweepMs
    for (const [key, { forgetAt }] of this.#counted) if (forgetAt <= at) this.#counted.delete(key)
  }
}

const conversationKey = ({ account, conversation }: Lane): string => `conversation ${account} ${conversation}`
