import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Capabilities } from '../chat/port.ts'

/** One account on one platform, as the operator sees it. */
export interface Connection {
  platform: string
  /** 企业微信, 微信 … */
  title: string
  up: boolean
  /** In words: 已连上, 等待扫码登录 … */
  state: string
  since: Date
  lastInboundAt: Date | null
  lastOutboundAt: Date | null
  lastError: string | null
  capabilities: Capabilities
  /** What the QR code to be scanned says. It lets in whoever scans it: it is shown, and never written down. */
  qr: string | null
}

/** What the running bot knows and the database does not. */
export interface Status {
  /** By the machine's clock. */
  at: Date
  /** It runs on the demonstration's data. */
  demo: boolean
  connections: Connection[]
}

const can = z.boolean()
const capabilities = z.object({
  mentionMember: can,
  mentionAll: can,
  buttons: can,
  updateCard: can,
  sendFile: can,
  writeFirst: can,
  readUnmentioned: can,
  stableIds: can,
  hears: can,
  byPhone: can,
})
const date = z.iso.datetime().transform((text) => new Date(text))
const shape = z.object({
  at: date,
  demo: z.boolean(),
  connections: z.array(
    z.object({
      platform: z.string(),
      title: z.string(),
      up: z.boolean(),
      state: z.string(),
      since: date,
      lastInboundAt: date.nullable(),
      lastOutboundAt: date.nullable(),
      lastError: z.string().nullable(),
      capabilities,
    }),
  ),
})

const fileIn = (dataDir: string) => join(dataDir, 'status.json')

/** Written whole or not at all: whoever reads meanwhile gets the old one. Throws where the disk does not take it. */
export function writeStatus(dataDir: string, { at, demo, connections }: Status): void {
  const file = fileIn(dataDir)
  const shown = connections.map(({ qr: _, ...one }) => one)
  writeFileSync(`${file}.new`, `${JSON.stringify({ at, demo, connections: shown }, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** What the bot wrote last; null where there is nothing that can be read. */
export function readStatus(dataDir: string): Status | null {
  try {
    const read = shape.safeParse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')))
    return read.success
      ? { ...read.data, connections: read.data.connections.map((one) => ({ ...one, qr: null })) }
      : null
  } catch {
    return null
  }
}
