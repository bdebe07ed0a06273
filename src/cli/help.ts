import { Command, type CommanderError } from 'commander'
import { ZhibuError } from '../base/errors.ts'

const titles: Record<string, string> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Global Options:': '通用选项：',
}

/** A command that explains itself in Chinese, without colours. */
export function command(name: string): Command {
  return new Command(name)
    .configureHelp({
      displayWidth: (text) => [...text].reduce((width, sign) => width + (sign > '\u2e7f' ? 2 : 1), 0),
      styleUsage: (usage) => usage.replace('[options]', '[选项]').replace('[command]', '<命令>'),
      styleTitle: (title) => titles[title] ?? title,
      subcommandTerm: (sub) =>
        [
          sub.name(),
          ...sub.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
        ].join(' '),
      optionDescription: (option) =>
        option.defaultValue === undefined || option.defaultValue === false
          ? option.description
          : `${option.description}（不写时：${option.defaultValueDescription ?? option.defaultValue}）`,
    })
    .helpOption('-h, --help', '看这个命令怎么用')
    .helpCommand(false)
    .showHelpAfterError(false)
}

/** Examples under the help of a command. */
export const examples = (...lines: string[]): string => `\n例子：\n${lines.map((line) => `  ${line}`).join('\n')}`

/** Commander's complaint in words for the operator. */
export function badCommand(error: CommanderError, path: string): ZhibuError {
  const said = error.message
  const [, what = ''] = /'([^']*)'/.exec(said) ?? []
  const [, near] = /Did you mean (?:one of )?([^?]+)\?/.exec(said) ?? []
  const next = near ? `您要的是不是 ${near}？${help(path)}` : help(path)
  const message = messages[error.code]?.(what) ?? `命令写错了：${said.replace(/^error: /, '')}`
  return new ZhibuError('BAD_COMMAND', message, next)
}

const help = (path: string) => `用法和例子：${path} --help`

const messages: Record<string, (what: string) => string> = {
  'commander.unknownCommand': (what) => `没有「${what}」这个命令。`,
  'commander.unknownOption': (what) => `没有「${what}」这个选项。`,
  'commander.missingArgument': (what) => `还缺一项：${what}。`,
  'commander.optionMissingArgument': (what) => `选项「${what}」后面要写内容。`,
  'commander.missingMandatoryOptionValue': (what) => `还缺选项「${what}」。`,
  'commander.excessArguments': () => '写多了：有用不上的内容；名称里有空格时，两边加引号。',
}
