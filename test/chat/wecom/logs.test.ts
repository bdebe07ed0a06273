import { afterEach, expect, it, vi } from 'vitest'
import { makeLog } from '../../../src/base/log.ts'
import { answers, cardOf, group, message, reaches, table, wang } from './table.ts'

afterEach(() => void vi.restoreAllMocks())

it('neither secrets nor words of people are logged, at any level, by us or by the library', async () => {
  const lines: string[] = []
  const keep = (...words: unknown[]) => void lines.push(words.map(String).join(' '))
  for (const level of ['log', 'debug', 'info', 'warn', 'error', 'trace'] as const)
    vi.spyOn(console, level).mockImplementation(keep)
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      keep(chunk)
      return true
    })
  const log = makeLog({ level: 'trace', terminal: (line) => keep(line) })
  const { emulator, chat, another, hears, heard } = await table({
    log,
    refuses: ({ text }) => text.includes('没记下'),
  })

  emulator.say('wang', group.id, '@小助手 悄悄话一')
  emulator.say('wang', null, '悄悄话二 没记下')
  emulator.file('wang', new TextEncoder().encode('悄悄话三的内容'), 'secret-paper.txt')
  emulator.message('wang', null, { msgtype: 'location', location: { name: '悄悄话四' } })
  emulator.raw('{"cmd":"aibot_msg_callback","headers":{},"body":{"msgtype":"text","text":{"content":"悄悄话五"}}}')
  emulator.raw('{"headers":{"req_id":"?"},"errcode":1,"errmsg":"悄悄话六"}')
  emulator.raw('悄悄话七')
  await hears(2)
  await chat.send(group, message('悄悄话八', { buttons: answers }), 'n-1')
  emulator.click('wang', cardOf(emulator, group.id).task_id, '参加')
  await hears(3)
  emulator.failNext(40008)
  await chat.send(wang, message('悄悄话九'), 'n-2')
  emulator.cut()
  await emulator.until(() => emulator.online)
  await reaches(chat, 'online')
  await expect(another({ secret: 'ANOTHER-SECRET' }).start(async () => {})).rejects.toThrow('853000')
  emulator.kick()
  await reaches(chat, 'kicked')

  expect(heard).toHaveLength(3)
  // Something is logged: a silent log would prove nothing.
  expect(lines.join('')).toContain('kicked')
  expect(lines.join('')).not.toMatch(/悄悄话|SECRET|secret-paper|aeskey/)
})
