import type { Log } from '../../base/log.ts'
import type { Capabilities, ChatPort, Conversation, OutgoingMessage, SendOutcome } from '../port.ts'
import { groupsPlatform } from './groups-platform.ts'
import { textPieces } from './text.ts'
import { largest, WecomWebhook } from './webhook.ts'

export interface GroupsOptions {
  /** By the id of the room. The addresses are secrets. */
  addresses: ReadonlyMap<string, string>
  now: () => Date
  log: Log
  perMinute?: number
}

export interface GroupsStatus {
  since: Date
  lastOutboundAt: Date | null
  /** Of the last message, if it did not get through. */
  lastError: string | null
}

/** WeCom groups that are only told, each over its webhook. Nothing is heard, so that nothing has to be connected. */
export class WecomGroups implements ChatPort {
  readonly platform = groupsPlatform
  readonly account = groupsPlatform
  readonly capabilities: Capabilities = {
    mentionMember: true,
    mentionAll: false,
    buttons: false,
    updateCard: false,
    sendFile: false,
    writeFirst: false,
    readUnmentioned: false,
    stableIds: true,
    hears: false,
    byPhone: true,
    // Each group has an address of its own.
    atOnce: 8,
  }
  readonly #options: GroupsOptions
  readonly #hooks: ReadonlyMap<string, WecomWebhook>
  readonly #status: GroupsStatus

  constructor(options: GroupsOptions) {
    const { addresses, now, log, perMinute } = options
    this.#options = options
    this.#status = { since: now(), lastOutboundAt: null, lastError: null }
    // What has no room waits in the outbox, where it is kept, merged, and given up when it helps nobody any more.
    const how = { now, log, patient: false, mentionBy: 'phone', setting: 'WECOM_GROUPS' } as const
    this.#hooks = new Map(
      [...addresses].map(([id, url]) => [
        id,
        new WecomWebhook({ url, ...how, ...(perMinute === undefined ? {} : { perMinute }) }),
      ]),
    )
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    await Promise.all([...this.#hooks.values()].map((hook) => hook.stop()))
  }

  status(): GroupsStatus & { groups: number } {
    return { ...this.#status, groups: this.#hooks.size }
  }

  async send(to: Conversation, message: OutgoingMessage): Promise<SendOutcome> {
    const hook = to.kind === 'room' ? this.#hooks.get(to.id) : undefined
    if (!hook) return { kind: 'refused', reason: '设置里没有这个群的 Webhook 地址' }
    const outcome = await sendPieces(hook, message)
    if (outcome.kind === 'accepted') this.#status.lastOutboundAt = this.#options.now()
    this.#status.lastError = outcome.kind === 'accepted' ? null : outcome.reason
    return outcome
  }
}

/** A long text in several messages; who is mentioned is mentioned with the last. */
async function sendPieces(hook: WecomWebhook, message: OutgoingMessage): Promise<SendOutcome> {
  const pieces = textPieces(message.text, largest.text)
  for (const [index, text] of pieces.entries()) {
    const last = index === pieces.length - 1
    const outcome = await hook.send({ ...message, text, mentions: last ? message.mentions : [] })
    if (outcome.kind === 'accepted') continue
    // Half of it is there: sending the whole again would repeat it.
    return index === 0 ? outcome : { kind: 'unknown', reason: `前 ${index} 段已发出，后面的没有：${outcome.reason}` }
  }
  return { kind: 'accepted' }
}
