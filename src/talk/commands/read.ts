import type { Context } from '../meaning.ts'
import { readHelp } from './help.ts'
import { commandTable } from './table.ts'
import { plainCommand } from './topic.ts'
import type { Command } from './types.ts'

export { commandHelp } from './help.ts'
export { commandTable } from './table.ts'
export type { Command, CommandName, CommandRole, CommandRow, HelpTopic, Topic } from './types.ts'

/** No command is longer than this; a reopening with its reason is the longest. */
const longest = 300

/**
 * What somebody asks the bot to do or to show. Null for ordinary chat, for answers, and for proposals put as a question
 * ("改到周四可以吗"). Who may give it is for the rights to decide, not for this reader.
 */
export function readCommand(text: string, context: Context): Command | null {
  if (text.length > longest) return null
  const plain = plainCommand(text)
  const help = readHelp(plain, context)
  if (help) return help
  if (isNothing(plain)) return null
  const proposal = isProposal(plain)
  const unmarked = plain.replace(/[?？]+$/, '')
  for (const row of commandTable) {
    if (row.changes && !row.shownBack && proposal) continue
    const command = row.read(row.changes ? plain : unmarked, context)
    if (command) return command
  }
  return null
}

const isNothing = (plain: string): boolean => plain === '' || /^[\d+\s]+$/.test(plain)

/** A question never changes anything. */
const isProposal = (plain: string): boolean =>
  /[?？]|[吗么吧嘛呢不]$|可不可以|能不能|行不行|好不好|要不要|是不是|会不会|能否|可否|是否|怎么样|谁|什么|哪|几[点号]|多少|为何|为啥|听说|建议|希望|不如|我觉得|如果|要是/.test(
    plain,
  )
