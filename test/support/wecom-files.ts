import { createCipheriv, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Kept {
  bytes: Buffer
  name: string | null
}

/** The store where WeCom keeps, encrypted, what people send: each file with a key of its own. */
export class WecomFiles {
  readonly #server: Server
  readonly #kept = new Map<string, Kept>()

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      const kept = this.#kept.get(request.url ?? '')
      if (!kept) {
        response.writeHead(404).end()
        return
      }
      const disposition = kept.name === null ? {} : { 'content-disposition': `attachment; filename="${kept.name}"` }
      response.writeHead(200, { 'content-type': 'application/octet-stream', ...disposition }).end(kept.bytes)
    })
  }

  static async start(): Promise<WecomFiles> {
    const server = createServer()
    const files = new WecomFiles(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return files
  }

  /** @param name as it stands in the header: percent-encoded where it is not ASCII; null for none */
  keep(bytes: Uint8Array, name: string | null): { url: string; aeskey: string } {
    const key = randomBytes(32)
    const pad = 32 - (bytes.length % 32)
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const path = `/${randomUUID()}`
    const sealed = Buffer.concat([cipher.update(Buffer.concat([bytes, Buffer.alloc(pad, pad)])), cipher.final()])
    this.#kept.set(path, { bytes: sealed, name })
    return { url: `${this.#base}${path}`, aeskey: key.toString('base64') }
  }

  /** As when five minutes have passed. */
  forget(url: string): void {
    this.#kept.delete(new URL(url).pathname)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  get #base(): string {
    // A server that listens on a port has an address of this form.
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }
}
