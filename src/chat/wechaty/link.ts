import type { Conversation, IncomingMessage, OutgoingMessage } from '../port.ts'

/** What one connection tells while it lives. After `broken` or `close` it tells nothing more. */
export interface LinkEvents {
  /** Any sign that events still arrive. */
  alive(): void
  /** The sign of life that `Link.ping` asked for. */
  answered(): void
  /** A QR code waits to be scanned, or (null) it was scanned. */
  scan(qr: string | null): void
  login(accountId: string): void
  logout(): void
  /** Nothing more will be heard on this connection. */
  broken(reason: string): void
  /** A call failed as if the connection were gone; worth asking for a sign of life. */
  doubt(reason: string): void
  /** A message is there; it is read with `Link.read`. */
  arrived(messageId: string): void
}

/** One connection to the platform, from its start to its end. A broken one is thrown away, never mended. */
export interface Link {
  /** Asks for a sign of life, which comes as `answered`. */
  ping(): void
  /** @returns null for what is no message of a person: the bot's own, system lines, recalled ones. */
  read(messageId: string): Promise<IncomingMessage | null>
  /** The bytes of a message that is a file. @throws FileRefused when it is too large */
  readFile(messageId: string): Promise<Uint8Array>
  /** Rejects when there is no such room or person. Nothing is sent. */
  find(to: Conversation): Promise<void>
  sendText(to: Conversation, text: string, mentionIds: string[]): Promise<void>
  sendFile(to: Conversation, file: NonNullable<OutgoingMessage['file']>): Promise<void>
  /** Ends it, politely (the service is told to stop) or at once. Never rejects, and never takes long. */
  close(how: 'polite' | 'abrupt'): Promise<void>
}

/** The platform refuses us: the token is wrong, the puppet is not installed. Trying again helps only after a change. */
export class LinkRefused extends Error {
  readonly next: string

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options)
    this.next = next
  }
}
