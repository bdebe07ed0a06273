import type { Command } from 'commander'
import { z } from 'zod'
import { readConfig } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { isDay } from '../time/days.ts'
import type { Zone } from '../time/zone.ts'
import { readInput } from './files.ts'
import { command, examples } from './help.ts'
import { type Finish, type Io, linesOf, type Work } from './io.ts'

/** Neither of these commands reads a database: they show what the program makes of words. */
interface Options {
  now?: string
  jsonl?: boolean
  roster?: string
}

export const whenCommand = (io: Io, finish: Finish): Command =>
  command('when')
    .description('看小助手怎样理解一句话里的时间；结果是 JSON')
    .argument('[话...]', '例如 下周五下午三点')
    .option('--now <时间>', '把什么时候当作现在，例如 2026-11-27T09:00:00+08:00')
    .option('--jsonl', '从标准输入逐行读 {"text":…,"now":…}，逐行答')
    .addHelpText(
      'after',
      examples(
        'zhibu when 下周五下午三点',
        'zhibu when 每月第一个周五 --now 2026-11-27T09:00:00+08:00',
        `echo '{"text":"月底","now":"2026-11-27T09:00:00+08:00"}' | zhibu when --jsonl`,
      ),
    )
    .action((words: string[], options: Options) => finish(readWhen(io, words.join(' '), options)))

async function readWhen(io: Io, text: string, options: Options): Work {
  const { settingOf } = await import('../setting.ts')
  const setting = settingOf(readConfig(io.env))
  const { zone } = setting
  const { when, whenAsJson } = await import('../time/phrases.ts')
  const usual = options.now === undefined ? null : instantOf(options.now, zone)
  const answer = (words: string, now: Date) => whenAsJson(when(words, { now, zone, calendar: setting.calendar }), zone)
  if (!options.jsonl) {
    if (text.trim() === '') throw new ZhibuError('BAD_COMMAND', '还没有写要看的话。', '例如：zhibu when 下周五下午三点')
    await io.out(JSON.stringify(answer(text, usual ?? io.clock.now())))
    return undefined
  }
  const line = z.object({ text: z.string(), now: z.string().nullish() })
  return eachLine(io, line, ({ text: words, now }) =>
    answer(words, now ? instantOf(now, zone) : (usual ?? io.clock.now())),
  )
}

/** An instant as ISO 8601; without an offset it is local time. @throws ZhibuError BAD_COMMAND */
function instantOf(text: string, zone: Zone): Date {
  const written =
    /^(\d{4}-\d\d-\d\d)(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text)
  const [, day = '', hour = '00:00', offset] = written ?? []
  const local = isDay(day) && offset === undefined
  const instant = local ? zone.at(day, hour) : new Date(isDay(day) ? text : Number.NaN)
  if (Number.isNaN(instant.getTime()))
    throw new ZhibuError('BAD_COMMAND', `看不懂这个时间：「${text}」。`, '请写成 2026-11-27T09:00:00+08:00 这样。')
  return instant
}

const sample = z.object({
  text: z.string(),
  sender: z.string(),
  now: z.string().nullish(),
  context: z
    .object({
      open: z.array(z.string()).optional(),
      last_bot: z.string().optional(),
      checkin_window: z.boolean().optional(),
      prior: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      pending_leave: z.array(z.string()).optional(),
    })
    .nullish(),
})

const rosterFile = z.object({
  members: z.array(
    z.object({ name: z.string(), role: z.string().default(''), aliases: z.array(z.string()).default([]) }),
  ),
})

export const understandCommand = (io: Io, finish: Finish): Command =>
  command('understand')
    .description('看小助手怎样理解群里的话：从标准输入逐行读 JSON，逐行答')
    .requiredOption('--roster <文件>', '名单：{"members":[{"name","role","aliases"}]}')
    .option('--now <时间>', '把什么时候当作现在')
    .addHelpText(
      'after',
      examples(
        `echo '{"text":"请假，出差","sender":"王五","context":{"open":["主题党日"]}}' | zhibu understand --roster roster.json`,
      ),
    )
    .action((options: Options & { roster: string }) => finish(understandAll(io, options)))

async function understandAll(io: Io, options: Options & { roster: string }): Work {
  const config = readConfig(io.env)
  const { zoneOf } = await import('../time/zone.ts')
  const zone = zoneOf(config.ZONE)
  const roster = readRosterJson(options.roster)
  const usual = options.now === undefined ? null : instantOf(options.now, zone)
  const { contextOf, expectedShape } = await import('../talk/samples.ts')
  const { understand } = await import('../talk/understand.ts')
  return eachLine(io, sample, ({ text, sender, now, context }) => {
    const given = Object.fromEntries(Object.entries(context ?? {}).filter(([, value]) => value !== undefined))
    const at = { now: now ? instantOf(now, zone) : (usual ?? io.clock.now()), zone: config.ZONE }
    return expectedShape(understand(text, contextOf({ text, sender, context: given }, roster, at)))
  })
}

function readRosterJson(file: string): z.output<typeof rosterFile> {
  const text = new TextDecoder().decode(readInput(file))
  const read = rosterFile.safeParse(parsed(text))
  if (read.success) return read.data
  throw new ZhibuError(
    'ROSTER_INVALID',
    `名单文件看不懂：${file}`,
    '它应当是 JSON：{"members":[{"name":"王五","role":"党员","aliases":[]}]}。',
  )
}

/** undefined where it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Answers line by line, as they come. A line that cannot be read gets an error, the others are still answered. */
async function eachLine<S extends z.ZodType>(
  io: Io,
  schema: S,
  answer: (line: z.output<S>) => object,
): Promise<number> {
  let failed = false
  for await (const raw of linesOf(io.input)) {
    const line = raw.replace(/^\ufeff/, '')
    if (line.trim() === '') continue
    const result = answerTo(line, schema, answer)
    failed ||= 'error' in result
    await io.out(JSON.stringify(result))
  }
  return failed ? 1 : 0
}

function answerTo<S extends z.ZodType>(line: string, schema: S, answer: (line: z.output<S>) => object): object {
  const json = parsed(line)
  if (json === undefined) return { error: '这一行不是 JSON' }
  const read = schema.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    return { error: `这一行的内容不对：${issue?.path.join('.') || '整行'}` }
  }
  try {
    return answer(read.data)
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
