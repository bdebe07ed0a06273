/** What a platform can do. The bot composes by these; it never assumes. */
export interface Capabilities {
  /** Can notify a named member in a group; where not, the name stands in the text. */
  mentionMember: boolean
  /** Can notify everybody at once. The bot never does; the operator may want to know. */
  mentionAll: boolean
  buttons: boolean
  /** Can change a card after a click. */
  updateCard: boolean
  sendFile: boolean
  /** May write privately to a person who never wrote to it. */
  writeFirst: boolean
  /** Hears group messages that do not mention it. */
  readUnmentioned: boolean
  /** Ids of people and groups stay the same over logins; where not, they have to be bound again. */
  stableIds: boolean
  /** Hears people at all. A group where it does not is only told: answers come in another place. */
  hears: boolean
  /** Knows people by their phone number, and not by an account. */
  byPhone: boolean
  /**
   * How many messages it takes at the same moment. A program that is killed leaves at most so many of which nobody knows
   * whether they arrived.
   */
  atOnce: number
}

/** A place to talk: a group, or one person in private. `id` is the platform's. */
export interface Conversation {
  kind: 'room' | 'private'
  id: string
}

export interface IncomingFile {
  name: string
  mediaType: string
  /** Reads the bytes; platforms keep them only for minutes, so it is called while the message is handled. */
  read(): Promise<Uint8Array>
}

export interface IncomingMessage {
  /** Stable across redelivery. */
  id: string
  conversation: Conversation
  sender: { id: string; name: string }
  text: string
  /** The message is meant for the bot: it was mentioned, or the talk is private. */
  addressed: boolean
  /** The key of the button that was clicked; `text` is then its label. */
  button?: string
  files: IncomingFile[]
  at: Date
}

export interface Button {
  label: string
  key: string
}

export interface OutgoingMessage {
  text: string
  /** People to notify, by account or phone; their names also stand in the text as @name. */
  mentions: { userId: string; name: string }[]
  buttons: Button[]
  file?: { name: string; mediaType: string; bytes: Uint8Array }
}

/**
 * What became of a send. `unknown` is a state of its own: the platform neither accepted nor refused,
 * so it must not be sent again blindly.
 */
export type SendOutcome =
  | { kind: 'accepted' }
  | {
      kind: 'refused'
      reason: string
      retryAfterMs?: number
      /** Whom the refusal means: everything that the account says, or, unless told, this conversation alone. */
      scope?: 'account'
    }
  | { kind: 'unknown'; reason: string }

/** Takes one message in. Resolves when it is kept: from then on it cannot be lost. Rejects when it was not taken. */
export type Receive = (message: IncomingMessage) => Promise<void>

/** At most `count` messages within any `ms`. */
export interface Budget {
  count: number
  ms: number
}

/** How fast a platform may be written to. */
export interface PaceRule {
  /** For one conversation, and for everything the account says. */
  conversation: readonly Budget[]
  account: readonly Budget[]
  /** Milliseconds between two messages of the account, drawn anew each time: people do not type to the beat. */
  gap: { min: number; max: number }
}

/** One account on one platform. Adapters know nothing of branches, members or rules. */
export interface ChatPort {
  readonly platform: string
  readonly account: string
  readonly capabilities: Capabilities
  /** Without it the platform takes everything at once. */
  readonly pace?: PaceRule
  /** Whether it can send now; without it, always. What is due meanwhile waits and costs no attempt. */
  readonly online?: () => boolean
  /** Tells when it can send again: what waited leaves at once. */
  readonly onOnline?: (listener: () => void) => void
  start(receive: Receive): Promise<void>
  stop(): Promise<void>
  /** `id` is stable for one notice, so that a platform that can deduplicate does. Never rejects. */
  send(to: Conversation, message: OutgoingMessage, id: string): Promise<SendOutcome>
}
