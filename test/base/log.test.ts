import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeLog } from '../../src/base/log.ts'

function logTo(level = 'info') {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-log-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const lines: string[] = []
  const log = makeLog({ level, dir, hour: () => '15:04', terminal: (line) => lines.push(line) })
  return { log, lines, file: () => readFileSync(join(dir, 'zhibu.log'), 'utf8').trim().split('\n') }
}

test('a line is JSON in the file and a sentence in the terminal', () => {
  const { log, lines, file } = logTo()
  log.info({ port: 8787 }, '已启动')
  expect(lines).toEqual(['15:04 · 已启动 port=8787\n'])
  expect(JSON.parse(file()[0] ?? '')).toMatchObject({ level: 30, port: 8787, msg: '已启动' })
})

test('an error says its reason in one line, and where it arose only in the file', () => {
  const { log, lines, file } = logTo()
  log.error({ err: new Error('网络断了'), noticeId: 3 }, '没有发出')
  expect(lines).toEqual(['15:04 ✗ 没有发出 noticeId=3（网络断了）\n'])
  expect(JSON.parse(file()[0] ?? '').err.stack).toContain('log.test.ts')
})

test('secrets, names and words are kept out of both', () => {
  const { log, lines, file } = logTo()
  const member = { id: 7, name: '王芳', phone: '13800000000' }
  log.info(
    { member, text: '请假 出差', reason: '出差', a: { b: { token: 'abc' } }, headers: { cookie: 'abc' } },
    '收到',
  )
  const all = [...lines, ...file()].join('\n')
  expect(all).not.toMatch(/王芳|138|出差|abc/)
  expect(all).toContain('"id":7')
})

test('an error of the database does not quote the values of the call', () => {
  class PrismaClientValidationError extends Error {
    override name = 'PrismaClientValidationError'
  }
  const { log, lines, file } = logTo()
  log.error(new PrismaClientValidationError('Invalid invocation:\n{ name: "王芳" }\n\nArgument `kind` is missing.'))
  expect(lines[0]).toContain('Argument `kind` is missing.')
  expect([...lines, ...file()].join('\n')).not.toContain('王芳')
})

test('silent says nothing', () => {
  const { log, lines } = logTo('silent')
  log.error('nobody hears this')
  expect(lines).toEqual([])
})
