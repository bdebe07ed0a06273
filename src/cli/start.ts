import { type Command, Option } from 'commander'
import { readConfig } from '../base/config.ts'
import type { Connection } from '../records/status.ts'
import { type Role, roles } from '../roles.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

const profileWords = { wechat: '微信', wecom: '企业微信' }

export const startCommand = (io: Io, finish: Finish): Command =>
  command('start')
    .description('启动小助手，在浏览器里打开')
    .addHelpText(
      'after',
      examples(
        'zhibu start',
        'PORT=8788 zhibu start             换一个端口',
        'SANDBOX_PROFILE=wecom zhibu start   按企业微信的规矩试',
        'zhibu start --role worker        几个进程分担时，只做其中一份',
      ),
    )
    .addOption(
      new Option('--role <分工>', '几个进程分担时这个进程做什么：收发、办事、排程、网页').choices(roles).default('all'),
    )
    .action(({ role }: { role: Role }) => finish(startBot(io, role)))

async function startBot(io: Io, role: Role): Work {
  const config = readConfig(io.env)
  // Asked for before the start, so that a signal that comes early is not lost.
  const stopped = io.stopped()
  const { start } = await import('../main.ts')
  const { qrForTerminal } = await import('../chat/wechaty/qr.ts')
  const running = await start(
    config,
    (title, qr) => {
      let code = qr
      try {
        code = qrForTerminal(qr)
      } catch {
        // Too long to be drawn: some program that draws codes can be given its text.
      }
      void io.out(`请用小助手的${title}扫一扫登录（过期了，到网页上的运行情况里扫新的）：\n${code}`)
    },
    role,
  )
  const { dir, demo, remarks } = running
  await io.out(
    [
      '支部小助手已经启动。',
      `  打开  ${running.url}`,
      `  数据  ${demo ? '演示数据（人物均为虚构）' : '正式数据'}，在 ${dir}`,
      `  平台  ${platformsInWords(running.connections(), config.SANDBOX_PROFILE)}`,
      ...(demo && !config.DEMO
        ? ['  换成自己的支部：zhibu template 花名册.xlsx，填好后 zhibu import 花名册.xlsx']
        : []),
      ...remarks.map((remark) => `  注意  ${remark}`),
      '  停下  按 Ctrl+C',
    ].join('\n'),
  )
  await stopped
  await running.stop()
  await io.out('已经停下。')
  return undefined
}

/** Where people talk with it, as the first lines after the start say it. */
export function platformsInWords(
  connections: readonly Pick<Connection, 'platform' | 'title' | 'state'>[],
  profile: keyof typeof profileWords,
): string {
  if (connections.some(({ platform }) => platform === 'sandbox'))
    return `浏览器里的模拟聊天，按${profileWords[profile]}的规矩`
  const told = connections.map(({ title, state }) => `${title}（${state}）`).join('，')
  return `${told || '还没有进程在收发'}；运行情况看上面的网页`
}

export const demoCommand = (io: Io, finish: Finish): Command =>
  command('demo')
    .description('在终端里看一个支部的一个月：提醒、接龙、签到、记录、党费')
    .addHelpText('after', examples('zhibu demo'))
    .action(() => finish(showDemo(io)))

async function showDemo(io: Io): Work {
  const { runDemo } = await import('../demo/run.ts')
  await runDemo((line) => void io.out(line))
  return undefined
}

export const doctorCommand = (io: Io, finish: Finish): Command =>
  command('doctor')
    .description('检查电脑、设置和数据有没有毛病；什么也不改')
    .addHelpText('after', examples('zhibu doctor'))
    .action(() => finish(examineAll(io)))

async function examineAll(io: Io): Work {
  const config = readConfig(io.env)
  const { examine } = await import('../records/doctor.ts')
  const findings = await examine(config, io.clock)
  for (const { ok, title, detail, next } of findings) {
    await io.out(`${ok ? '✓' : '✗'} ${title}：${detail}${next === '' ? '' : `\n  ${next}`}`)
  }
  const wrong = findings.filter((one) => !one.ok).length
  await io.out(wrong === 0 ? '都正常。' : `有 ${wrong} 处要处理。`)
  return wrong === 0 ? 0 : 1
}
