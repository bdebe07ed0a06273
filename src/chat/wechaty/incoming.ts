import { ZhibuError } from '../../base/errors.ts'
import type { IncomingFile, IncomingMessage } from '../port.ts'

/** A message as the puppet keeps it; times are in seconds or in milliseconds, as the puppet likes. */
export interface Payload {
  id: string
  talkerId: string
  roomId?: string | undefined
  mentionIdList?: string[] | undefined
  filename?: string | undefined
  text?: string | undefined
  timestamp: number
}

/** What people send, as far as it can be taken in. */
export type Content = 'text' | 'group_note' | 'image' | 'video' | 'attachment' | 'voice'

/** What the puppet is asked for besides the message itself. */
export interface Lookup {
  selfId: string
  /** What people may call the bot after an @: its names, and in a room its alias there. */
  selfNames(roomId: string | undefined): Promise<string[]>
  /** How a person is called in the room, or else at all. */
  nameOf(personId: string, roomId: string | undefined): Promise<string>
  file(messageId: string): Promise<Uint8Array>
}

const fileNames: Partial<Record<Content, { name: string; mediaType: string }>> = {
  image: { name: '图片.jpg', mediaType: 'image/jpeg' },
  video: { name: '视频.mp4', mediaType: 'video/mp4' },
  attachment: { name: '附件', mediaType: 'application/octet-stream' },
}

/** Makes a platform's message one of ours. */
export async function incoming(payload: Payload, content: Content, lookup: Lookup): Promise<IncomingMessage> {
  const { id, talkerId } = payload
  const roomId = payload.roomId || undefined
  const kind = fileNames[content]
  const words = kind ? '' : wordsOf(payload.text ?? '', content)
  const called = words.includes('@') || words.includes('＠') ? await lookup.selfNames(roomId) : []
  const mentions = payload.mentionIdList ?? []
  const { text, mentioned } = withoutMention(words, called, mentions, lookup.selfId)
  return {
    id,
    conversation: roomId === undefined ? { kind: 'private', id: talkerId } : { kind: 'room', id: roomId },
    sender: { id: talkerId, name: await lookup.nameOf(talkerId, roomId) },
    text,
    addressed: roomId === undefined || mentioned,
    files: kind ? [fileOf(payload, kind, lookup)] : [],
    at: new Date(payload.timestamp < 100_000_000_000 ? payload.timestamp * 1000 : payload.timestamp),
  }
}

function fileOf(payload: Payload, kind: { name: string; mediaType: string }, lookup: Lookup): IncomingFile {
  // The text of an attachment is its name on some puppets, and a piece of XML on others.
  const said = payload.text?.trim() ?? ''
  const named = payload.filename || (/^[^<>\n/\\]{1,120}\.\w{1,8}$/.test(said) ? said : kind.name)
  return { name: named, mediaType: mediaTypes[extension(named)] ?? kind.mediaType, read: () => lookup.file(payload.id) }
}

const extension = (name: string) => /\.(\w{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''

const mediaTypes: Record<string, string> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

function wordsOf(text: string, content: Content): string {
  // Nobody is left without an answer: the bot asks for words where it was told something by voice.
  if (content === 'voice') return '[语音]'
  // A 接龙 of WeChat comes as XML on some puppets; what people see of it is its title.
  const title = /^\s*</.test(text) ? /<title>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([\s\S]*?))<\/title>/.exec(text) : null
  return title ? (title[1] ?? unescaped(title[2] ?? '')) : text
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#x0A': '\n', '#10': '\n' }
const unescaped = (text: string) => text.replace(/&(lt|gt|quot|apos|amp|#x0A|#10);/g, (_, name) => entities[name] ?? '')

/** WeChat writes a four-per-em space after a name; people type a plain one, or none. */
const separator = '[\\u2005\\s]'

/**
 * Takes the mention of the bot out of the words. Puppets do not know of mentions typed by hand, so the names are looked
 * for as well; where other people are mentioned, only a whole name counts (@小助手 is not meant in @小助手二号).
 */
export function withoutMention(
  words: string,
  names: readonly string[],
  mentionIds: readonly string[],
  selfId: string,
): { text: string; mentioned: boolean } {
  const known = mentionIds.includes(selfId)
  let text = words
  for (const name of [...new Set(names)].filter(Boolean).sort((a, b) => b.length - a.length)) {
    const whole = mentionIds.length > 0 && !known ? `(?=${separator}|$)` : `${separator}?`
    text = text.replace(new RegExp(`[@＠]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${whole}`, 'gu'), ' ')
  }
  const found = text !== words
  // Called by a name that nobody told us: then the first one that is called is the bot.
  if (known && !found && mentionIds.length === 1) text = text.replace(/[@＠][^\u2005\s]+(?:\u2005|\s|$)/u, ' ')
  return { text: text === words ? words.trim() : text.replace(/[ \u2005]+/g, ' ').trim(), mentioned: known || found }
}

/** No more is kept of one file. */
export const maxFileBytes = 20 * 1024 * 1024

/** Thrown for a file that will not become readable by trying again. */
export class FileRefused extends ZhibuError {}

/** Reads a file up to the limit. @throws FileRefused */
export async function readLimited(stream: AsyncIterable<Uint8Array>, limit = maxFileBytes): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.byteLength
    if (size > limit)
      throw new FileRefused('CHAT_REFUSED', `文件超过 ${limit / 1024 / 1024} MB，没有收`, '请压缩后再发，或到网页上传')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
