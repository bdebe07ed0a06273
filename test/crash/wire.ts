import type { Socket } from 'node:net'
import type { Conversation, IncomingMessage, SendOutcome } from '../../src/chat/port.ts'

/** What the recorder tells the bot. */
export type ToBot =
  | { t: 'in'; message: Omit<IncomingMessage, 'files' | 'at'> }
  | { t: 'outcome'; id: string; outcome: SendOutcome }
  /** Lets the time pass to that instant; everything due on the way is sent. */
  | { t: 'pass'; until: string }
  /** From now on: acknowledge nothing (`mute`), or hang just before this many more sends reach the wire (`stallAfter`). */
  | { t: 'mood'; mute: boolean; stallAfter: number | null }
  | { t: 'stop' }

/** What the bot tells the recorder. */
export type ToRecorder =
  /** The program is loaded; nothing is opened yet. */
  | { t: 'begun' }
  | { t: 'up'; people: Person[] }
  | { t: 'taken'; id: string }
  | { t: 'refused'; id: string; error: string }
  | { t: 'passed' }
  | { t: 'send'; id: string; to: Conversation; text: string; at: string }
  | { t: 'stalled'; id: string }
  | { t: 'stopped' }

export interface Person {
  memberId: number
  userId: string
  name: string
  roomId: string
  officer: boolean
}

/** One JSON value per line. What was written before a process was killed still arrives. */
export function talkOver<In, Out>(socket: Socket, hear: (said: In) => void): (said: Out) => void {
  socket.setNoDelay(true)
  socket.setEncoding('utf8')
  let rest = ''
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(JSON.parse(line))
  })
  return (said) => {
    if (socket.writable) socket.write(`${JSON.stringify(said)}\n`)
  }
}
