import { commandTable } from './command-table.ts'
import { plainCommand } from './command-topic.ts'
import type { Command, CommandName, CommandRole, CommandRow } from './command-types.ts'
import { guideNamed } from './guide.ts'
import type { Context } from './meaning.ts'

export { commandTable } from './command-table.ts'
export type { Command, CommandName, CommandRole, CommandRow, Topic } from './command-types.ts'

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
  for (const row of commandTable) {
    if (row.changes && !row.shownBack && isProposal(plain)) continue
    const command = row.read(row.changes ? plain : plain.replace(/[?？]+$/, ''), context)
    if (command) return command
  }
  return null
}

/**
 * 帮助 for a role, what may be asked before what changes something; what there is to say of one command where one is
 * named. A higher committee sees what members and committees may ask for; the branch's own commands are its officers'.
 * @param may whether this person has the right that a command needs
 */
export function commandHelp(
  role: CommandRole,
  about: CommandName | null = null,
  may: (name: CommandName) => boolean = () => true,
): string {
  const rows = commandTable.filter((row) => (row.who === 'member' || row.who === role) && may(row.name))
  const one = rows.find((row) => row.name === about)
  if (one) return `${one.title}：${one.help}\n例如：${one.example}`
  const list = (changes: boolean) =>
    rows
      .filter((row) => (row.changes ?? false) === changes)
      .map((row) => (row.title === row.example ? `· ${row.title}` : `· ${row.title}：「${row.example}」`))
  const officer = list(true)
  return [
    '答复活动：能到回 1，有事回 2 加原因，线上参加回 3。交了党费：私下回「已交」。',
    '想看什么，这样问：',
    ...list(false),
    ...(officer.length > 0 ? ['要办什么，这样说：', ...officer] : []),
    `想知道其中一件怎么用，发「帮助 ${(rows.find((row) => row.changes) ?? rows[0])?.title ?? '我的'}」。`,
  ].join('\n')
}

const wholeHelp =
  /^(?:帮助|帮助菜单|help|菜单|指令|命令|功能|使用说明|说明书?|你?(?:都)?[能会可](?:以)?[干做](?:什么|啥|些什么|点啥)|(?:怎么|咋|如何)(?:用|使用|操作)你?)$/i
const oneHelp =
  /^(?:帮助|help|说明)[\s:,]*(.{1,20})$|^(?:怎么|咋|如何|怎样)(.{1,12})$|^(.{1,12}?)(?:怎么|咋|如何)(?:用|弄|操作|做|办|说)$/i

function readHelp(plain: string, context: Context): Command | null {
  const text = plain.replace(/[?？]+$/, '')
  if (wholeHelp.test(text)) return { name: 'help', about: null }
  const [, ...wanted] = oneHelp.exec(text) ?? []
  const about = wanted.find((each) => each !== undefined)
  if (about === undefined) return null
  const titled = commandTable.find((each) => each.title === about)
  // 「会议记录怎么做」 asks for the way to do it, although 会议记录 alone would show one.
  const ask = titled ? null : guideNamed(about, context.guides ?? [])
  if (ask) return { name: 'guide', ask }
  const row: CommandRow | undefined = titled ?? commandTable.find((each) => each.read(about, context) !== null)
  if (row) return { name: 'help', about: row.name }
  return /^(?:帮助|help)[\s:,]/i.test(text) ? { name: 'help', about: null } : null
}

const isNothing = (plain: string): boolean => plain === '' || /^[\d+\s]+$/.test(plain)

/** A question never changes anything. */
const isProposal = (plain: string): boolean =>
  /[?？]|[吗么吧嘛呢不]$|可不可以|能不能|行不行|好不好|要不要|是不是|会不会|能否|可否|是否|怎么样|谁|什么|哪|几[点号]|多少|为何|为啥|听说|建议|希望|不如|我觉得|如果|要是/.test(
    plain,
  )
