import { z } from 'zod'
import type { Capabilities } from '../chat/port.ts'
import type { Tx } from './database.ts'
import { writeSetting } from './settings.ts'
import { capabilitiesShape } from './status.ts'

/*
 * Which platforms an installation has whose processes have different settings: each process with an account tells of it,
 * whether it holds it or stands by. What is sent is decided by what all of them can do.
 */

const keyOf = (platform: string) => `platform:${platform}`
const moment = z.iso.datetime().transform((text) => new Date(text))
/** `since` is when it was told of first after it had not been for long, `at` when last. */
const told = z.object({ capabilities: capabilitiesShape, since: moment, at: moment })

/** Nobody has told of it for so long: it is in nobody's settings any more. */
const goneMs = 10 * 60_000

/** Tells of one that stands in this process's settings. Called at the start, and every minute. */
export async function tellConnected(tx: Tx, platform: string, capabilities: Capabilities, now: Date): Promise<void> {
  const row = await tx.setting.findUnique({ where: { key: keyOf(platform) } })
  const before = told.safeParse(row?.value)
  const goesOn = before.success && now.getTime() - before.data.at.getTime() < goneMs
  const since = goesOn ? before.data.since : now
  await writeSetting(tx, keyOf(platform), {
    capabilities: { ...capabilities },
    since: since.toISOString(),
    at: now.toISOString(),
  })
}

/**
 * The platforms, and what each can do; `gone` are those that nobody tells of any more. After all were down none counts
 * as gone before the others are back for long enough to miss it.
 */
export async function connected(tx: Tx, now: Date): Promise<{ platforms: Map<string, Capabilities>; gone: string[] }> {
  const rows = await tx.setting.findMany({ where: { key: { startsWith: keyOf('') } }, orderBy: { key: 'asc' } })
  const all = rows.flatMap(({ key, value }) => {
    const read = told.safeParse(value)
    return read.success ? [{ platform: key.slice(keyOf('').length), ...read.data }] : []
  })
  const limit = new Date(now.getTime() - goneMs)
  const missed = all.some(({ since, at }) => at > limit && since <= limit)
  const here = all.filter(({ at }) => at > limit || !missed)
  return {
    platforms: new Map(here.map(({ platform, capabilities }) => [platform, capabilities])),
    gone: all.filter((one) => !here.includes(one)).map(({ platform }) => platform),
  }
}

export const forgetConnected = async (tx: Tx, platform: string): Promise<void> => {
  await tx.setting.deleteMany({ where: { key: keyOf(platform) } })
}
