import type { ChatPort, Conversation } from '../../src/chat/port.ts'
import { SandboxChat, type SandboxProfile } from '../../src/chat/sandbox.ts'
import type { MovableClock } from '../../src/time/clock.ts'

export interface Player {
  userId: string
  name: string
}

export interface TestFile {
  name: string
  mediaType: string
  bytes: Uint8Array
}

/** A chat platform with people in it, as a test plays them. Everything resolves when the program has taken it in. */
export interface Stage {
  platform: string
  /** The program hears in the group only what mentions it, and may not write first. */
  mentionsOnly: boolean
  buttons: boolean
  roomId(branchId: number): string
  userId(memberId: number): string
  /** The people and groups there are, before the program starts. */
  furnish(people: Player[], rooms: { id: string; title: string; userIds: string[] }[]): void
  /** A new connection, for every start of the program. */
  port(): ChatPort
  say(player: Player, conversation: Conversation, text: string): Promise<void>
  click(player: Player, conversation: Conversation, label: string): Promise<void>
  send(player: Player, conversation: Conversation, file: TestFile): Promise<void>
  /** What the bot said there, from the beginning. */
  said(conversation: Conversation): string[]
  close(): Promise<void>
}

/** The sandbox: everything in this process, no wire. */
export function sandboxStage(profile: SandboxProfile, botName: string, clock: MovableClock, log: string): Stage {
  let chat: SandboxChat
  return {
    platform: 'sandbox',
    mentionsOnly: profile === 'wecom',
    buttons: profile === 'wecom',
    roomId: (branchId) => `branch-${branchId}`,
    userId: (memberId) => `m${memberId}`,
    furnish: () => undefined,
    port: () => {
      chat = new SandboxChat({ profile, botName, log, now: () => clock.now() })
      return chat
    },
    say: (player, conversation, text) => chat.say({ ...player, conversation, text, mentionBot: false }),
    async click(player, conversation, label) {
      const line = chat.lines(conversation).findLast((one) => one.buttons.some((button) => button.label === label))
      const key = line?.buttons.find((button) => button.label === label)?.key
      if (!line || key === undefined) throw new Error(`there is no button ${label}`)
      await chat.click({ ...player, conversation, lineId: line.id, key })
    },
    send: (player, conversation, file) => chat.say({ ...player, conversation, text: '', files: [file] }),
    said: (conversation) =>
      chat
        .lines(conversation)
        .filter((line) => line.from.kind === 'bot')
        .map((line) => line.text),
    close: async () => undefined,
  }
}

/** Counts what a port has handed to the program, so that a test can wait until its words were taken in. */
export class Counter {
  #taken = 0
  #waiting = () => {}

  /** The port with its ears counted. */
  listen(port: ChatPort): ChatPort {
    return {
      platform: port.platform,
      account: port.account,
      capabilities: port.capabilities,
      start: (receive) =>
        port.start((message) =>
          receive(message).finally(() => {
            this.#taken++
            this.#waiting()
          }),
        ),
      stop: () => port.stop(),
      send: (to, message, id) => port.send(to, message, id),
    }
  }

  /** Does it and waits until one more message was taken in. */
  async after(act: () => unknown): Promise<void> {
    const before = this.#taken
    await act()
    while (this.#taken === before) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
  }
}
