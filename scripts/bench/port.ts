import type { ChatPort, Receive } from '../../src/chat/port.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'

/** A chat in which everything is accepted at once: `say` is what people say to the program. */
export function openPort({ atOnce = 1, ...more }: { atOnce?: number } & Partial<Pick<ChatPort, 'send'>> = {}): {
  port: ChatPort
  say: Receive
} {
  let receive: Receive = async () => {}
  const port: ChatPort = {
    platform: 'bench',
    account: 'bench',
    capabilities: { ...capabilitiesOf.wechat, atOnce },
    start: async (into) => {
      receive = into
    },
    stop: async () => {},
    send: async () => ({ kind: 'accepted' }),
    ...more,
  }
  return { port, say: (message) => receive(message) }
}
