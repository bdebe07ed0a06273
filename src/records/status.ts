import { randomUUID } from 'node:crypto'
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

/** One process of several that share the work, as the others see it. */
export interface Process {
  /** all, gateway, worker, scheduler, web */
  role: string
  host: string
  pid: number
  since: Date
  /** Whether it receives and sends, or stands by to; null where neither. */
  gateway: 'active' | 'standby' | null
  /** Of the accounts that it holds, and of those for which it stands by. */
  connections: Connection[]
  standby: Connection[]
}

const duties: Readonly<Record<string, string>> = {
  all: '全部',
  gateway: '收发',
  worker: '办事',
  scheduler: '排程',
  web: '网页',
}

/** 收发（正在收发企业微信，候补微信）, 办事 … */
export const dutyOf = ({ role, connections, standby }: Process): string => {
  const of = (doing: string, some: Connection[]) =>
    some.length === 0 ? [] : [`${doing}${some.map(({ title }) => title).join('、')}`]
  const doing = [...of('正在收发', connections), ...of('候补', standby)]
  return `${duties[role] ?? role}${doing.length === 0 ? '' : `（${doing.join('，')}）`}`
}

/** All accounts of processes that share the work: as whoever holds it sees it, or as one that nobody holds. */
export function connectionsOf(processes: readonly Pick<Process, 'connections' | 'standby'>[]): Connection[] {
  const held = processes.flatMap(({ connections }) => connections)
  const all = [...held, ...processes.flatMap(({ standby }) => standby)]
  return [...new Map(all.toReversed().map((one) => [one.platform, one])).values()].toReversed()
}

/** What the running bot knows and the database does not. */
export interface Status {
  /** By the machine's clock. */
  at: Date
  /** It runs on the demonstration's data. */
  demo: boolean
  connections: Connection[]
  /** Those that share the work; none where one does all of it. */
  processes: Process[]
}

const can = z.boolean()
/** What a platform can do, as it is written down. */
export const capabilitiesShape = z.object({
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
  atOnce: z.number().int().positive().default(1),
})
const date = z.iso.datetime().transform((text) => new Date(text))
/** A connection as it is written down: without its code to be scanned. */
const connectionShape = z
  .object({
    platform: z.string(),
    title: z.string(),
    up: z.boolean(),
    state: z.string(),
    since: date,
    lastInboundAt: date.nullable(),
    lastOutboundAt: date.nullable(),
    lastError: z.string().nullable(),
    capabilities: capabilitiesShape,
  })
  .transform((one): Connection => ({ ...one, qr: null }))
/** A process as it tells of itself. */
export const processShape = z.object({
  role: z.string(),
  host: z.string(),
  pid: z.number(),
  since: date,
  gateway: z.enum(['active', 'standby']).nullable(),
  connections: z.array(connectionShape),
  standby: z.array(connectionShape).default([]),
})

const shape = z.object({
  at: date,
  demo: z.boolean(),
  connections: z.array(connectionShape),
  processes: z.array(processShape).default([]),
})

const fileIn = (dataDir: string) => join(dataDir, 'status.json')

/** What a code to be scanned says lets in whoever scans it: it stays where it is shown. */
const unshown = ({ qr: _, ...one }: Connection) => one

/** A process as it may be written down. */
export const told = (one: Process) => ({
  ...one,
  connections: one.connections.map(unshown),
  standby: one.standby.map(unshown),
})

/** Written whole or not at all: whoever reads meanwhile gets the old one. Throws where the disk does not take it. */
export function writeStatus(dataDir: string, { at, demo, connections, processes }: Status): void {
  const file = fileIn(dataDir)
  // Processes that share the folder do not write into each other's.
  const fresh = `${file}.${randomUUID().slice(0, 8)}.new`
  const shown = connections.map(unshown)
  writeFileSync(
    fresh,
    `${JSON.stringify({ at, demo, connections: shown, processes: processes.map(told) }, null, 2)}\n`,
    { mode: 0o600 },
  )
  renameSync(fresh, file)
}

/** What the bot wrote last; null where there is nothing that can be read. */
export function readStatus(dataDir: string): Status | null {
  try {
    const read = shape.safeParse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
