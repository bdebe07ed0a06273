import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ZhibuError } from '../../base/errors.ts'

export const groupSettingNames = ['WECOM_GROUPS', 'WECOM_GROUPS_FILE'] as const

/** A group that is only told, and whose it is. */
export interface GroupAddress {
  /** 机关二支部 */
  organization: string
  /** A secret: whoever has it can write to the group. */
  url: string
}

const address = z.url({ protocol: /^https?$/ })
const next = '每个群一行，写成「支部名称=Webhook 地址」；地址从群里的群机器人那里整条复制。改好再启动。'
const bad = (what: string): ZhibuError => new ZhibuError('BAD_CONFIG', what, next)

/**
 * The groups with a webhook, from WECOM_GROUPS and from the file that WECOM_GROUPS_FILE names: one to a line (or between
 * semicolons), "机关二支部=https://…"; lines that begin with # say something to the reader. Addresses are never quoted back.
 * @throws ZhibuError BAD_CONFIG with the place that is wrong
 */
export function readGroups(env: Record<string, string | undefined>): GroupAddress[] {
  const file = env.WECOM_GROUPS_FILE?.trim()
  const groups = [
    ...parse('WECOM_GROUPS', env.WECOM_GROUPS ?? ''),
    ...(file ? parse('WECOM_GROUPS_FILE', contentsOf(file)) : []),
  ]
  const twice = groups.find(({ organization }, at) => groups.findIndex((one) => one.organization === organization) < at)
  if (twice) throw bad(`「${twice.organization}」的群写了两次。一个支部只能有一个只发不收的群。`)
  // Copied to the wrong line, the matters of one branch would be read in the group of another.
  const same = groups.find(({ url }, at) => groups.findIndex((one) => one.url === url) < at)
  if (same) throw bad(`「${same.organization}」的 Webhook 地址与另一个支部的一样，多半是抄错了行。`)
  return groups
}

function contentsOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    throw new ZhibuError('BAD_CONFIG', 'WECOM_GROUPS_FILE 指的文件读不了。', '请检查路径和权限；不用就留空。', {
      cause: error,
    })
  }
}

function parse(name: string, text: string): GroupAddress[] {
  return text.split(/[\n;；]/).flatMap((raw, index) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return []
    const at = line.search(/[=＝]/)
    const organization = line.slice(0, Math.max(at, 0)).trim()
    const url = line.slice(at + 1).trim()
    if (at > 0 && organization !== '' && address.safeParse(url).success) return [{ organization, url }]
    throw bad(`${name} 的第 ${index + 1} 行不对：应当是「支部名称=https://…」。`)
  })
}
