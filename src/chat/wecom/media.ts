import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { decryptFile } from '@wecom/aibot-node-sdk'
import type { IncomingFile, OutgoingMessage } from '../port.ts'
import type { Ack } from './errors.ts'
import type { Media, Said } from './frames.ts'

export type OutgoingFile = NonNullable<OutgoingMessage['file']>

const mebibyte = 1024 * 1024
/** What the platform lets a bot send (bytes). */
const largest = { image: 10 * mebibyte, file: 20 * mebibyte }
const smallest = 5
/** What a person may send to the bot: members can send more, but the bot keeps papers and photographs. */
const largestIncoming = 50 * mebibyte
const downloadMs = 60_000
const chunkBytes = 512 * 1024

/** As a picture only what the platform shows as one. */
export const mediaTypeOf = (file: OutgoingFile): 'image' | 'file' =>
  /^image\/(jpeg|png)$/.test(file.mediaType) && file.bytes.length <= largest.image ? 'image' : 'file'

/** Why the platform will not take the file; null when it will. */
export function whyNot(file: OutgoingFile): string | null {
  if (file.bytes.length < smallest) return '文件是空的，企业微信不收'
  if (file.bytes.length > largest.file) return '文件超过 20 MB，企业微信不收'
  return null
}

type Request = (cmd: string, body: Record<string, unknown>) => Promise<Ack>

/** Uploads a file piece by piece. Nothing is visible to anybody before it is sent by the id that comes back. */
export async function upload(request: Request, file: OutgoingFile): Promise<{ mediaId: string } | Ack> {
  const { name, bytes } = file
  const chunks = Math.ceil(bytes.length / chunkBytes)
  const init = await request('aibot_upload_media_init', {
    type: mediaTypeOf(file),
    filename: name,
    total_size: bytes.length,
    total_chunks: chunks,
    md5: createHash('md5').update(bytes).digest('hex'),
  })
  const uploadId = field(init, 'upload_id')
  if (uploadId === null) return init
  for (let index = 0; index < chunks; index++) {
    const chunk = bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes)
    const ack = await request('aibot_upload_media_chunk', {
      upload_id: uploadId,
      chunk_index: index,
      base64_data: Buffer.from(chunk).toString('base64'),
    })
    if (ack.kind !== 'ok') return ack
  }
  const finish = await request('aibot_upload_media_finish', { upload_id: uploadId })
  const mediaId = field(finish, 'media_id')
  return mediaId === null ? finish : { mediaId }
}

function field(ack: Ack, name: string): string | null {
  if (ack.kind !== 'ok' || typeof ack.body !== 'object' || ack.body === null) return null
  const value: unknown = Reflect.get(ack.body, name)
  return typeof value === 'string' ? value : null
}

/**
 * Fetches what a person sent: at once, because its address lives for five minutes.
 * @throws Error when it cannot be fetched, is too large, or does not decrypt
 */
export async function download({ type, media }: Said['media'][number], stopped: AbortSignal): Promise<IncomingFile> {
  const response = await fetch(media.url, { signal: AbortSignal.any([stopped, AbortSignal.timeout(downloadMs)]) })
  if (!response.ok || !response.body) throw new Error(`download answered ${response.status}`)
  const bytes = opened(await readAll(response.body), media)
  const given = fileName(response.headers.get('content-disposition'))
  const kind = kindOf(bytes, given)
  return {
    name: given ?? `${{ image: '图片', file: '文件', video: '视频' }[type]}${kind.extension}`,
    mediaType: kind.mediaType,
    read: async () => bytes,
  }
}

async function readAll(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > largestIncoming) throw new Error('file too large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const opened = (bytes: Buffer, { aeskey }: Media): Uint8Array =>
  new Uint8Array(aeskey === undefined ? bytes : decryptFile(bytes, aeskey))

/** The name in a Content-Disposition header, without folders. */
export function fileName(header: string | null): string | null {
  const encoded = /filename\*=(?:UTF-8|utf-8)''([^;\s]+)/.exec(header ?? '')?.[1]
  const plain = /filename="?([^";]+)"?/.exec(header ?? '')?.[1]
  const name = unescaped(encoded ?? plain ?? '')
    .split(/[/\\]/)
    .at(-1)
    ?.replace(/\p{Cc}/gu, '')
    .trim()
  return name ? name : null
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const kinds: { mediaType: string; extension: string; magic?: number[] }[] = [
  { mediaType: 'image/jpeg', extension: '.jpg', magic: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/png', extension: '.png', magic: [0x89, 0x50, 0x4e, 0x47] },
  { mediaType: 'image/gif', extension: '.gif', magic: [0x47, 0x49, 0x46, 0x38] },
  { mediaType: 'application/pdf', extension: '.pdf', magic: [0x25, 0x50, 0x44, 0x46] },
  { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extension: '.docx' },
  { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: '.xlsx' },
  { mediaType: 'application/msword', extension: '.doc' },
  { mediaType: 'application/vnd.ms-excel', extension: '.xls' },
  { mediaType: 'video/mp4', extension: '.mp4' },
  { mediaType: 'text/plain', extension: '.txt' },
]

/** What a file is: its first bytes say it, else its name. */
function kindOf(bytes: Uint8Array, name: string | null): { mediaType: string; extension: string } {
  const ending = extname(name ?? '').toLowerCase()
  return (
    kinds.find(({ magic }) => magic?.every((byte, index) => bytes[index] === byte)) ??
    kinds.find(({ extension }) => extension === ending) ?? { mediaType: 'application/octet-stream', extension: ending }
  )
}
