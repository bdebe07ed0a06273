import { readFileSync } from 'node:fs'
import { type Command, CommanderError } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { bindCommand } from './bind.ts'
import { accountsCommand, roomsCommand } from './bound.ts'
import { contactCommand } from './contact.ts'
import { developmentCommand } from './development.ts'
import { exportCommand } from './export.ts'
import { guideCommand } from './guide.ts'
import { badCommand, command, examples } from './help.ts'
import { hoursCommand } from './hours.ts'
import type { Finish, Io } from './io.ts'
import { understandCommand, whenCommand } from './language.ts'
import { moveCommand } from './move.ts'
import { planCommand } from './plan.ts'
import { policyCommand } from './policy.ts'
import { programsCommand } from './programs.ts'
import { importCommand, templateCommand } from './roster.ts'
import { demoCommand, doctorCommand, startCommand } from './start.ts'
import { transferCommand } from './transfer.ts'
import { treeCommand } from './tree.ts'
import { votersCommand } from './voters.ts'

const versionOf = (): string => {
  const read: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return read !== null && typeof read === 'object' && 'version' in read ? String(read.version) : ''
}

/** Runs one command line (without node and script) and resolves with the exit status. Never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let status = 0
  const finish: Finish = async (work) => {
    status = (await work) ?? 0
  }
  const program = command('zhibu')
    .description('支部小助手：提醒、接龙、考勤、党费、台账')
    .usage('<命令> [选项]')
    .version(versionOf(), '-V, --version', '看版本')
    .addHelpText(
      'after',
      examples(
        'zhibu demo                   看一个月的演示',
        'zhibu start                  启动，在浏览器里看',
        'zhibu template 花名册.xlsx   拿一张空的花名册来填',
        'zhibu import 花名册.xlsx     导入填好的花名册',
      ),
    )
  for (const make of [
    startCommand,
    demoCommand,
    templateCommand,
    importCommand,
    treeCommand,
    exportCommand,
    programsCommand,
    planCommand,
    policyCommand,
    hoursCommand,
    bindCommand,
    roomsCommand,
    accountsCommand,
    votersCommand,
    transferCommand,
    contactCommand,
    developmentCommand,
    doctorCommand,
    moveCommand,
    guideCommand,
    whenCommand,
    understandCommand,
  ]) {
    program.addCommand(make(io, finish))
  }
  let last: Command = program
  prepare(program, io, (used) => {
    last = used
  })
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const known = error instanceof CommanderError ? badCommand(error, pathOf(last)) : error
    io.err(refusal(known))
    return 1
  }
}

/** Errors come here instead of ending the process, and what commander writes goes where we write. */
function prepare(one: Command, io: Io, failed: (used: Command) => void): void {
  one.exitOverride((error) => {
    failed(one)
    throw error
  })
  one.configureOutput({ writeOut: (text) => void io.out(text.trimEnd()), writeErr: () => {}, outputError: () => {} })
  for (const sub of one.commands) prepare(sub, io, failed)
}

const pathOf = (one: Command): string => (one.parent ? `${pathOf(one.parent)} ${one.name()}` : one.name())

/** ✗ what is wrong（CODE）, and what to do; never a stack trace. */
export function refusal(error: unknown): string {
  if (error instanceof ZhibuError) return `✗ ${error.message.replace(/。$/, '')}（${error.code}）\n  ${error.next}`
  const [line = ''] = (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1)
  return `✗ 程序出错了：${line}\n  请把这一行和数据文件夹里的 zhibu.log 发给维护人员。`
}
