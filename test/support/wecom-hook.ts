import { EventEmitter, once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

const ids = z.array(z.string()).default([])
const shape = z.object({
  msgtype: z.enum(['text', 'markdown']),
  text: z.object({ content: z.string(), mentioned_list: ids, mentioned_mobile_list: ids }).optional(),
  markdown: z.object({ content: z.string() }).optional(),
})

export interface Told {
  type: string
  text: string
  mentions: string[]
  /** Those who are mentioned by their phone number. */
  phones?: string[]
}

/** The webhook of a group: 20 messages a minute, and each of at most so many bytes. */
export class WecomHook {
  readonly key: string
  readonly told: Told[] = []
  requests = 0
  /** The next requests are answered so: a code, or "hang up" after the message took effect. */
  readonly faults: (number | 'hang up' | 'nonsense')[] = []
  readonly #now: () => number
  readonly #server: Server
  readonly #changes = new EventEmitter().setMaxListeners(0)
  #sent: number[] = []

  private constructor(server: Server, now: () => number, key: string) {
    this.key = key
    this.#server = server
    this.#now = now
    server.on('request', (request, response) => {
      let text = ''
      request.on('data', (part) => {
        text += part
      })
      request.on('end', () => {
        this.requests++
        const fault = this.faults.shift()
        const key = new URL(request.url ?? '', 'http://x').searchParams.get('key')
        const code = key !== this.key ? 93000 : typeof fault === 'number' ? fault : this.#take(text)
        if (fault === 'hang up') request.socket.destroy()
        else response.end(fault === 'nonsense' ? '<html>' : JSON.stringify({ errcode: code, errmsg: '' }))
        this.#changes.emit('change')
      })
    })
  }

  static async start(now: () => number, key = 'KEY-OF-THE-GROUP'): Promise<WecomHook> {
    const server = createServer()
    const hook = new WecomHook(server, now, key)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return hook
  }

  get url(): string {
    // A server that listens on a port has an address of this form.
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}/cgi-bin/webhook/send?key=${this.key}`
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#changes, 'change')
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(raw: string): number {
    const read = shape.safeParse(JSON.parse(raw))
    if (!read.success) return 40008
    const { msgtype: type, text, markdown } = read.data
    const words = (type === 'text' ? text?.content : markdown?.content) ?? ''
    if (words === '' || Buffer.byteLength(words) > (type === 'text' ? 2048 : 4096)) return 40058
    this.#sent = this.#sent.filter((at) => at > this.#now() - 60_000)
    if (this.#sent.length >= 20) return 45009
    this.#sent.push(this.#now())
    const phones = text?.mentioned_mobile_list ?? []
    this.told.push({
      type,
      text: words,
      mentions: text?.mentioned_list ?? [],
      ...(phones.length > 0 ? { phones } : {}),
    })
    return 0
  }
}
