import type { FileBoxInterface } from 'file-box'
import { FileBox } from 'file-box'
import { types } from 'wechaty'
import type * as payloads from 'wechaty-puppet/payloads'
import { mock, PuppetMock } from 'wechaty-puppet-mock'

export interface Sent {
  to: string
  text?: string
  mentions?: string[]
  file?: { name: string; size: number }
}

export interface SayOptions {
  id?: string
  from: string
  room?: string
  text?: string
  mentions?: string[]
  type?: number
  file?: { name: string; size: number }
  /** Seconds, like the platforms. */
  at?: number
  /** How long the platform takes to hand the message out. */
  slowMs?: number
}

export const self = 'bot-id'
export const people: Record<string, string> = { wxid_a: '张三', wxid_b: '李四', [self]: '机器人' }
export const room = 'r1@chatroom'

/** A WeChat of the tests: a group of three people, the bot among them. It notes what is sent. */
export class RecordingPuppet extends PuppetMock {
  readonly sent: Sent[] = []
  onSent: (sent: Sent) => void = () => undefined
  /** Every send is rejected with this. */
  fail: string | null = null
  /** Sends are noted, and not answered as long as this is so. */
  hang = false
  /** Answers no sign of life, and tells no events. */
  mute = false
  /** Who is logged in when it starts; null: nobody, a QR code is shown. */
  user: string | null = self
  readonly #messages = new Map<string, payloads.Message>()
  readonly #files = new Map<string, FileBoxInterface>()
  readonly #slow = new Map<string, number>()
  readonly #aliases = new Map<string, string>([[self, '小支']])
  #next = 0

  constructor() {
    super({ mocker: new mock.Mocker() })
    for (const [id, name] of Object.entries(people)) this.mocker.createContact({ id, name })
    this.mocker.createRoom({ id: room, topic: '第三党支部', memberIdList: Object.keys(people) })
  }

  override async onStart(): Promise<void> {
    await super.onStart()
    const { user } = this
    setImmediate(() => {
      if (user !== null && !this.isLoggedIn) this.login(user)
      else if (user === null)
        this.emit('scan', { qrcode: 'http://weixin.qq.com/x/code', status: types.ScanStatus.Waiting })
    })
  }

  override emit: PuppetMock['emit'] = (...args: unknown[]) => {
    if (this.mute) return false
    return Reflect.apply(PuppetMock.prototype.emit, this, args)
  }

  override ding(data?: string): void {
    setImmediate(() => this.emit('dong', { data: data ?? '' }))
  }

  say({ from, text = '', mentions = [], type, at, slowMs, file, ...more }: SayOptions): string {
    const id = more.id ?? `m${++this.#next}`
    const base = { id, talkerId: from, text, timestamp: at ?? 1_764_550_800, type: type ?? types.Message.Text }
    this.#messages.set(
      id,
      more.room === undefined
        ? { ...base, listenerId: self }
        : { ...base, roomId: more.room, listenerId: '', mentionIdList: mentions },
    )
    if (file) this.#files.set(id, FileBox.fromBuffer(Buffer.alloc(file.size, 7), file.name))
    if (slowMs !== undefined) this.#slow.set(id, slowMs)
    this.again(id)
    return id
  }

  /** The platform hands out a message once more. */
  again(messageId: string): void {
    this.emit('message', { messageId })
  }

  alias(id: string, name: string): void {
    this.#aliases.set(id, name)
  }

  override async messageRawPayload(id: string): Promise<payloads.Message> {
    const slow = this.#slow.get(id)
    if (slow !== undefined) await new Promise((resolve) => setTimeout(resolve, slow))
    const found = this.#messages.get(id)
    if (!found) throw new Error(`no message ${id}`)
    return found
  }

  override async messageFile(id: string): Promise<FileBoxInterface> {
    const found = this.#files.get(id)
    if (!found) throw new Error(`no file ${id}`)
    return found
  }

  override async messageSendText(to: string, text: string, mentions: string[] = []): Promise<void> {
    return this.#take({ to, text, mentions })
  }

  override async messageSendFile(to: string, file: FileBoxInterface): Promise<void> {
    const { length } = await file.toBuffer()
    return this.#take({ to, file: { name: file.name, size: length } })
  }

  async #take(sent: Sent): Promise<void> {
    if (this.fail !== null) throw new Error(this.fail)
    this.sent.push(sent)
    this.onSent(sent)
    while (this.hang) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  override async roomMemberRawPayload(roomId: string, id: string): Promise<payloads.RoomMember> {
    const found = await super.roomMemberRawPayload(roomId, id)
    const roomAlias = this.#aliases.get(id)
    return roomAlias === undefined ? found : { ...found, roomAlias }
  }

  override async contactRawPayload(id: string): Promise<payloads.Contact> {
    // A change of a room is told as one of a contact.
    if (id.endsWith('@chatroom'))
      return { id, name: '', avatar: '', gender: types.ContactGender.Unknown, phone: [], type: types.Contact.Unknown }
    return super.contactRawPayload(id)
  }
}
