import { setMaxListeners } from 'node:events'

/** Rejects when the work takes longer than that; the work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>, what = 'no answer in time'): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new TimeLimit(what)), ms)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}

export class TimeLimit extends Error {}

/** Waits; `signal` cuts it short (and then it resolves as well). */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    // However many wait at once, each listener is taken away again.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', done)
  })
}

/** 0.5 s, 1 s, 2 s … 30 s, each up to a quarter more or less, so that many bots do not knock at the same moment. */
export const backoff = (attempt: number, random: () => number): number =>
  Math.min(500 * 2 ** Math.min(attempt, 16), 30_000) * (0.75 + random() / 2)
