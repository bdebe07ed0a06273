import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { ZhibuError } from '../../base/errors.ts'

const inflate = promisify(inflateRaw)

/** A roster of 20,000 people is about 1 MB packed and 12 MB unpacked. */
export const limits = {
  fileBytes: 20 * 1024 * 1024,
  entries: 4000,
  unpackedBytes: 64 * 1024 * 1024,
}

export const tooLarge = (why: string) =>
  new ZhibuError(
    'WORKBOOK_TOO_LARGE',
    `表格太大：${why}。`,
    '请只留花名册那一张表，删去空白行列和图片，或分成几个文件再导入。',
  )

export const damaged = () =>
  new ZhibuError('NOT_A_WORKBOOK', '表格文件不完整或已经损坏。', '请在 Excel 或 WPS 里打开，另存为 .xlsx 后再导入。')

/** The parts of a zip file, unpacked one at a time when asked for. */
export interface Archive {
  names: string[]
  /** The part as text; null where there is no such part. What all parts unpack to together is limited. */
  read(name: string): Promise<string | null>
}

interface Entry {
  offset: number
  packed: number
  method: number
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50

/**
 * Opens a zip file by its central directory. Sizes written in the file are not believed: unpacking stops when what
 * really comes out passes the limit.
 * @throws ZhibuError NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE
 */
export function openArchive(bytes: Uint8Array): Archive {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = directory(data)
  let left = limits.unpackedBytes
  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name.toLowerCase())
      if (!entry) return null
      const packed = body(data, entry)
      let plain: Buffer
      try {
        plain = entry.method === 0 ? packed : await inflate(packed, { maxOutputLength: Math.max(left, 1) })
      } catch (error) {
        if (error instanceof RangeError) throw tooLarge('解压后超过 64 MB')
        throw damaged()
      }
      left -= plain.length
      if (left < 0) throw tooLarge('解压后超过 64 MB')
      return new TextDecoder(plain[0] === 0xff && plain[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(plain)
    },
  }
}

/** The entries by lower-case name: some programs write [content_types].xml or xl/SharedStrings.xml. */
function directory(data: Buffer): Map<string, Entry> {
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > data.length || data.readUInt32LE(end) !== endSignature) throw damaged()
  const count = data.readUInt16LE(end + 10)
  if (count > limits.entries) throw tooLarge('里面的部件太多')
  const entries = new Map<string, Entry>()
  let at = data.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (at + 46 > data.length || data.readUInt32LE(at) !== entrySignature) throw damaged()
    const nameLength = data.readUInt16LE(at + 28)
    const name = data.toString('utf8', at + 46, at + 46 + nameLength)
    entries.set(name.replaceAll('\\', '/').toLowerCase(), {
      method: data.readUInt16LE(at + 10),
      packed: data.readUInt32LE(at + 20),
      offset: data.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32)
  }
  return entries
}

function body(data: Buffer, { offset, packed, method }: Entry): Buffer {
  if (method !== 0 && method !== 8) throw damaged()
  if (offset + 30 > data.length || data.readUInt32LE(offset) !== localSignature) throw damaged()
  const start = offset + 30 + data.readUInt16LE(offset + 26) + data.readUInt16LE(offset + 28)
  if (start + packed > data.length) throw damaged()
  return data.subarray(start, start + packed)
}
