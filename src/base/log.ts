import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'

export type Log = pino.Logger

/**
 * Facts that must never stand in a log, wherever they come along: secrets, and what people said or are called.
 * Logs are for the operator; ids are enough to find the rest in the database.
 */
const hidden = ['token', 'secret', 'password', 'authorization', 'cookie', 'link', 'text', 'name', 'phone', 'reason']

const redact = {
  paths: hidden.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
  censor: '…',
}

interface LogOptions {
  level: string
  /** Folder for zhibu.log, where every line is kept as JSON; without it nothing is written to a file. */
  dir?: string
  /** How a time of day is written in the terminal; in UTC unless told otherwise. */
  hour?: (instant: Date) => string
  /** Takes the lines meant for people; the terminal's error stream unless told otherwise. */
  terminal?: (line: string) => void
  /** Who writes, where several processes write into one file. */
  process?: { role: string; host: string; pid: number }
}

/** Lines about a single message or notice (see events.ts) are for programs that read the file. */
const isEvent = (line: string): boolean => line.includes(',"event":"')

/** The program's log: JSON lines in the data folder, short lines in the terminal, except for single events. */
export function makeLog(options: LogOptions): Log {
  const { level, dir, hour = utcHour, terminal = (line) => process.stderr.write(line) } = options
  const file = dir === undefined ? undefined : join(dir, 'zhibu.log')
  const base = options.process ?? null
  const write = (line: string) => {
    if (!isEvent(line)) terminal(forPeople(line, hour))
    // Appending opens the file anew each time, so that it may be moved away while the program runs.
    if (file !== undefined) keep(file, line)
  }
  const timestamp = pino.stdTimeFunctions.isoTime
  const logMethod = titled
  return pino({ level, redact, base, timestamp, serializers: { err: withoutValues }, hooks: { logMethod } }, { write })
}

/** An error without a sentence of its own would get its whole message for one, the values it quotes included. */
function titled(this: Log, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const [first, said]: unknown[] = args
  const facts = first instanceof Error ? { err: first } : first
  const lacksWords = said === undefined && facts !== null && typeof facts === 'object' && 'err' in facts
  if (lacksWords) method.call(this, facts, '出错了')
  else method.apply(this, args)
}

const utcHour = (instant: Date): string => instant.toISOString().slice(11, 16)

/** Prisma's messages quote the whole call with its values; its last line says what was wrong. */
function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const type = error.name
  const message = type.startsWith('PrismaClient') ? (error.message.trim().split('\n').at(-1) ?? '') : error.message
  const stack = error.stack?.split('\n').filter((line) => line.startsWith('    at '))
  return { type, ...('code' in error ? { code: error.code } : {}), message, stack: stack?.join('\n') }
}

function keep(file: string, line: string): void {
  try {
    appendFileSync(file, line)
  } catch {
    // A full disk must not stop the bot for the sake of its log; the terminal has the line.
  }
}

const marks: Record<number, string> = { 60: '✗', 50: '✗', 40: '!', 30: '·', 20: ' ', 10: ' ' }
/** Already said by the line itself. */
const known = new Set(['level', 'time', 'msg', 'err', 'role', 'host', 'pid'])

/** "15:04 · 已启动 port=8787" */
function forPeople(json: string, hour: (instant: Date) => string): string {
  const line: Record<string, unknown> = JSON.parse(json)
  const facts = Object.entries(line)
    .filter(([key]) => !known.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const { err, msg = '' } = line
  const cause = err !== null && typeof err === 'object' && 'message' in err && err.message !== msg ? err.message : null
  const time = hour(new Date(String(line.time)))
  return `${time} ${marks[Number(line.level)] ?? '·'} ${msg}${facts.join('')}${cause === null ? '' : `（${cause}）`}\n`
}
