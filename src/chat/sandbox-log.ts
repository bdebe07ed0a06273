import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Conversation, OutgoingMessage } from './port.ts'

const click = z.object({ userId: z.string(), name: z.string(), key: z.string() })

const line = z.object({
  id: z.string(),
  at: z.coerce.date(),
  conversation: z.object({ kind: z.enum(['room', 'private']), id: z.string() }),
  from: z.object({ kind: z.enum(['bot', 'person']), id: z.string(), name: z.string() }),
  text: z.string(),
  mentions: z.array(z.object({ userId: z.string(), name: z.string() })),
  buttons: z.array(z.object({ label: z.string(), key: z.string() })),
  file: z.object({ name: z.string(), mediaType: z.string(), size: z.number() }).optional(),
  clickedBy: z.array(click).optional(),
})

const entry = z.union([z.object({ line, base64: z.string().optional() }), z.object({ lineId: z.string(), click })])

type Entry = z.infer<typeof entry>
type Click = z.infer<typeof click>
type FileContent = NonNullable<OutgoingMessage['file']>

/** One bubble of the visible history. */
export type Line = z.infer<typeof line>

const keyOf = ({ kind, id }: Conversation) => `${kind}:${id}`

/** The visible history: in memory, and in an append-only file where a path is given. */
export class SandboxLog {
  readonly #path: string | undefined
  readonly #conversations = new Map<string, Line[]>()
  readonly #lines = new Map<string, Line>()
  readonly #bytes = new Map<string, Uint8Array>()

  constructor(path?: string) {
    this.#path = path
    if (path === undefined) return
    mkdirSync(dirname(path), { recursive: true })
    if (!existsSync(path)) return
    const text = readFileSync(path, 'utf8')
    for (const row of text.split('\n')) this.#restore(row)
    // A line torn by a crash is given its end, so that the next one does not hang on to it and get lost too.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n')
  }

  line(id: string): Line | undefined {
    return this.#lines.get(id)
  }

  lines(conversation: Conversation): readonly Line[] {
    return this.#conversations.get(keyOf(conversation)) ?? []
  }

  file(lineId: string): FileContent | undefined {
    const file = this.#lines.get(lineId)?.file
    const bytes = this.#bytes.get(lineId)
    return file && bytes && { name: file.name, mediaType: file.mediaType, bytes }
  }

  addLine(line: Line, file?: FileContent): Line {
    if (!file) {
      this.#append({ line })
      return this.#addLine(line)
    }
    const { name, mediaType, bytes } = file
    const full = { ...line, file: { name, mediaType, size: bytes.byteLength } }
    this.#append({ line: full, base64: Buffer.from(bytes).toString('base64') })
    return this.#addLine(full, bytes)
  }

  /** Keeps the person's latest choice under that line. */
  addClick(line: Line, click: Click): Line {
    this.#append({ lineId: line.id, click })
    return this.#addClick(line, click)
  }

  #append(written: Entry) {
    if (this.#path !== undefined) appendFileSync(this.#path, `${JSON.stringify(written)}\n`)
  }

  #addLine(line: Line, bytes?: Uint8Array): Line {
    const key = keyOf(line.conversation)
    const conversation = this.#conversations.get(key) ?? []
    conversation.push(line)
    this.#conversations.set(key, conversation)
    this.#lines.set(line.id, line)
    if (bytes) this.#bytes.set(line.id, bytes)
    return line
  }

  #addClick(line: Line, click: Click): Line {
    const others = (line.clickedBy ?? []).filter((one) => one.userId !== click.userId)
    line.clickedBy = [...others, click]
    return line
  }

  #restore(row: string) {
    const read = parse(row)
    if (!read) return
    if ('line' in read) {
      this.#addLine(read.line, read.base64 === undefined ? undefined : Buffer.from(read.base64, 'base64'))
      return
    }
    const line = this.#lines.get(read.lineId)
    if (line) this.#addClick(line, read.click)
  }
}

/** null for a row that was torn by a crash. */
function parse(row: string): Entry | null {
  try {
    return entry.safeParse(JSON.parse(row)).data ?? null
  } catch {
    return null
  }
}
