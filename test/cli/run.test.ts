import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { platformsInWords } from '../../src/cli/start.ts'
import { lockDataDir } from '../../src/records/lock.ts'
import { branchTerminal, terminal } from './terminal.ts'

const commands = [
  'start',
  'demo',
  'template',
  'import',
  'export',
  'export attendance',
  'export dues',
  'export roster',
  'export record',
  'programs',
  'programs set',
  'programs add',
  'programs on',
  'programs off',
  'hours',
  'bind',
  'bind room',
  'bind member',
  'bind members',
  'rooms',
  'accounts',
  'doctor',
  'when',
  'understand',
]

test.each(commands)('zhibu %s --help shows an example', async (command) => {
  const { status, out } = await terminal().types([...command.split(' '), '--help'])
  expect(status).toBe(0)
  expect(out).toContain('用法：')
  expect(out.split('例子：')[1]).toContain(`zhibu ${command.split(' ')[0]}`)
  expect(out).not.toMatch(/Usage|Options|Commands|Arguments|display|\[options\]/)
})

test('without a command the help is shown; the version is that of the package', async () => {
  const here = terminal()
  expect(await here.types([])).toMatchObject({ status: 0, out: expect.stringContaining('zhibu demo') })
  expect((await here.types(['--version'])).out).toMatch(/^\d+\.\d+\.\d+$/)
})

test.each([
  [['strat'], 'start'],
  [['programs', 'sett', '主题党日'], '--help'],
  [['export', 'rooster'], 'roster'],
  [['import', 'a.xlsx', '--dryrun'], '--dry-run'],
  [['import'], '文件'],
  [['template', 'a', 'b'], '写多了'],
])('%j is told how it should be', async (argv, hint) => {
  const { status, err } = await terminal().types(argv)
  expect(status).toBe(1)
  expect(err).toMatch(/^✗ .*（BAD_COMMAND）\n/)
  expect(err).toContain(hint)
})

test('start says where to look, and stops when told to', async () => {
  const demo = await terminal().types(['start'])
  expect(demo).toMatchObject({ status: 0, err: '' })
  expect(demo.out).toMatch(/打开 {2}http:\/\/127\.0\.0\.1:\d+/)
  expect(demo.out).toContain('演示数据')
  const own = await (await branchTerminal()).types(['start'])
  expect(own.out).toContain('正式数据')
})

test('start says why it cannot, without a stack trace', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const taken = await terminal(undefined, { PORT: String(port) }).types(['start'])
  expect(taken.err).toMatch(/^✗ .*（PORT_TAKEN）\n {2}.+$/)

  const running = terminal()
  const lock = lockDataDir(running.dataDir)
  onTestFinished(() => lock.release())
  expect((await running.types(['start'])).err).toMatch(/^✗ .*（ALREADY_RUNNING）\n {2}.+$/)

  const blocked = terminal()
  writeFileSync(blocked.dataDir, 'a file in place of the folder')
  expect((await blocked.types(['start'])).err).toMatch(/^✗ .*（DATA_DIR_UNWRITABLE）\n {2}.+$/)

  expect((await terminal(undefined, { PORT: '八千' }).types(['start'])).err).toContain('BAD_CONFIG')
  for (const one of [taken]) expect(one).toMatchObject({ status: 1, out: '' })
})

test('doctor looks at everything and says what is wrong', async () => {
  const here = await branchTerminal()
  const well = await here.types(['doctor'])
  expect(well).toMatchObject({ status: 0, out: expect.stringMatching(/^✓ .*[\s\S]*都正常。$/) })
  const blocked = terminal()
  mkdirSync(blocked.dataDir)
  writeFileSync(`${blocked.dataDir}/zhibu.db`, 'this is no database, whatever its name says')
  const { status, out } = await blocked.types(['doctor'])
  expect(status).toBe(1)
  expect(out).toMatch(/✗ 数据库：.*（DATABASE_DAMAGED）\n {2}.+/)
})

test('the start says where people talk with it, and where one process of several has nobody to receive yet', () => {
  const sandbox = { platform: 'sandbox', title: '模拟聊天', state: '' }
  const wecom = { platform: 'wecom', title: '企业微信', state: '已连上' }
  expect(platformsInWords([sandbox], 'wecom')).toBe('浏览器里的模拟聊天，按企业微信的规矩')
  expect(platformsInWords([wecom], 'wechat')).toBe('企业微信（已连上）；运行情况看上面的网页')
  expect(platformsInWords([], 'wechat')).toBe('还没有进程在收发；运行情况看上面的网页')
})
