import type { Clock } from '../time/clock.ts'
import { systemClock } from '../time/clock.ts'

/** What a command meets outside: the terminal, or a test in its place. */
export interface Io {
  /** One line, or several, of what was asked for. Resolves when more may be written. */
  out(text: string): Promise<void> | void
  /** One line, or several, of what went wrong. */
  err(text: string): void
  input: AsyncIterable<Uint8Array | string>
  env: Record<string, string | undefined>
  clock: Clock
  /** Resolves when the person wants the program to stop. */
  stopped(): Promise<void>
}

/** A command's work: resolves with nothing where all went well, else with the exit status. */
export type Work = Promise<number | undefined>

/** How a command tells the program what came of it. */
export type Finish = (work: Work) => Promise<void>

export function processIo(): Io {
  // Whoever reads us may have enough before the end (| head): that is no failure.
  process.stdout.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    out: (text) => {
      if (!process.stdout.write(`${text}\n`)) return new Promise((resolve) => process.stdout.once('drain', resolve))
    },
    err: (text) => {
      process.stderr.write(`${text}\n`)
    },
    input: process.stdin,
    env: process.env,
    clock: systemClock,
    stopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
      }),
  }
}

/** The lines of a stream as they come. Only line feeds end a line: JSON may hold every other separator. */
export async function* linesOf(input: Io['input']): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of input) {
    const parts = (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })).split('\n')
    parts[0] = rest + parts[0]
    rest = parts.pop() ?? ''
    yield* parts
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
