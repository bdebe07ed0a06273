import { guideNamed } from '../guide.ts'
import type { Context } from '../meaning.ts'
import { commandTable } from './table.ts'
import {
  type Command,
  type CommandName,
  type CommandRole,
  type CommandRow,
  type HelpTopic,
  helpTopics,
} from './types.ts'

/** So many lines are read on a phone at a glance; more are told by what they are about. */
const atAGlance = 14

const topics = Object.keys(helpTopics).filter((each): each is HelpTopic => Object.hasOwn(helpTopics, each))
const isTopic = (about: string): about is HelpTopic => Object.hasOwn(helpTopics, about)

/**
 * 帮助 for a role: all of it where it is short, else what there is by topic; one topic in full; or what there is to say of
 * one command. A higher committee sees what members and committees may ask for; the branch's own commands are its officers'.
 * @param may whether this person has the right that a command needs
 */
export function commandHelp(
  role: CommandRole,
  about: CommandName | HelpTopic | null = null,
  may: (name: CommandName) => boolean = () => true,
): string {
  const rows = commandTable.filter((row) => (row.who === 'member' || row.who === role) && may(row.name))
  const of = (topic: HelpTopic) => rows.filter((row) => row.topic === topic)
  const one = rows.find((row) => row.name === about)
  if (one) return `${one.title}：${one.help}\n例如：${one.example}`
  if (about !== null && isTopic(about) && of(about).length > 0) return [...lists(of(about)), more(of(about))].join('\n')
  const answers = '答复活动：能到回 1，有事回 2 加原因，线上参加回 3。交了党费：私下回「已交」。'
  if (rows.length <= atAGlance) return [answers, ...lists(rows), more(rows)].join('\n')
  const there = topics.filter((topic) => of(topic).length > 0)
  return [
    answers,
    '能问的、能办的：',
    ...there.map(
      (topic) =>
        `· ${helpTopics[topic]}：${of(topic)
          .map((row) => row.title)
          .join('、')}`,
    ),
    `怎么说，发「帮助 ${helpTopics[there[0] ?? 'self']}」「帮助 ${helpTopics[there[1] ?? 'self']}」这样的，就给您列出来。`,
  ].join('\n')
}

/** What may be asked before what changes something; one's own first. */
function lists(rows: readonly CommandRow[]): string[] {
  const list = (changes: boolean) =>
    [...rows.filter(({ topic }) => topic === 'self'), ...rows.filter(({ topic }) => topic !== 'self')]
      .filter((row) => (row.changes ?? false) === changes)
      .map((row) => (row.title === row.example ? `· ${row.title}` : `· ${row.title}：「${row.example}」`))
  const [asked, done] = [list(false), list(true)]
  return [
    ...(asked.length > 0 ? ['想看什么，这样问：', ...asked] : []),
    ...(done.length > 0 ? ['要办什么，这样说：', ...done] : []),
  ]
}

const more = (rows: readonly CommandRow[]): string =>
  `想知道其中一件怎么用，发「帮助 ${(rows.find((row) => row.changes) ?? rows[0])?.title ?? '我的'}」。`

const wholeHelp =
  /^(?:帮助|帮助菜单|help|菜单|指令|命令|功能|使用说明|说明书?|你?(?:都)?[能会可](?:以)?[干做](?:什么|啥|些什么|点啥)|(?:怎么|咋|如何)(?:用|使用|操作)你?)$/i
const oneHelp =
  /^(?:帮助|help|说明)[\s:,]*(.{1,20})$|^(?:怎么|咋|如何|怎样)(.{1,12})$|^(.{1,12}?)(?:怎么|咋|如何)(?:用|弄|操作|做|办|说)$/i
const asksHelp = /^(?:帮助|help)[\s:,]*/i

/** 帮助, 帮助 活动, 帮助 改期, 改期怎么弄. */
export function readHelp(plain: string, context: Context): Command | null {
  const text = plain.replace(/[?？]+$/, '')
  if (wholeHelp.test(text)) return { name: 'help', about: null }
  const topic = asksHelp.test(text) ? topics.find((each) => helpTopics[each] === text.replace(asksHelp, '')) : undefined
  const [, ...wanted] = oneHelp.exec(text) ?? []
  const about = wanted.find((each) => each !== undefined)
  if (about === undefined) return null
  const titled = commandTable.find((each) => each.title === about)
  if (!titled && topic !== undefined) return { name: 'help', about: topic }
  // 「会议记录怎么做」 asks for the way to do it, although 会议记录 alone would show one.
  const ask = titled ? null : guideNamed(about, context.guides ?? [])
  if (ask) return { name: 'guide', ask }
  const row: CommandRow | undefined = titled ?? commandTable.find((each) => each.read(about, context) !== null)
  if (row) return { name: 'help', about: row.name }
  return asksHelp.test(text) ? { name: 'help', about: null } : null
}
