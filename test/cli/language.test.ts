import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { terminal } from './terminal.ts'

const data = join(import.meta.dirname, '../data')
const answers = (out: string) => out.split('\n').map((line): unknown => JSON.parse(line))

test('when: one phrase, with and without an offset in the time given', async () => {
  const here = terminal()
  const read = { start: '2026-12-04T15:00:00+08:00', end: null, allDay: false, recurring: null, question: null }
  for (const now of ['2026-11-27T09:00:00+08:00', '2026-11-27T01:00:00Z', '2026-11-27T09:00']) {
    expect(answers((await here.types(['when', '下周五', '下午三点', '--now', now])).out)).toEqual([read])
  }
  for (const now of ['昨天', '', '2026-02-30', '2026-13-01T09:00', '2026-11-27T25:00', '2026-02-30T09:00:00+08:00']) {
    const { out, err } = await here.types(['when', '明天', '--now', now])
    expect([now, out, err]).toEqual([now, '', expect.stringContaining('BAD_COMMAND')])
  }
  expect((await here.types(['when'])).err).toContain('BAD_COMMAND')
  expect(existsSync(here.dataDir)).toBe(false)
})

test('when: line by line, a broken one in between', async () => {
  const lines = [
    '{"text":"每月5号","now":"2026-11-27T09:00:00+08:00"}\n{"text":',
    '\n{"now":"x"}\r\n\n',
    '{"text":"明天","now":"2026-11-27T09:00:00+08:00"}',
  ]
  const { status, out } = await terminal().types(['when', '--jsonl'], lines)
  expect(status).toBe(1)
  expect(answers(out)).toEqual([
    expect.objectContaining({ recurring: { on: 'day_of_month', day: 5 } }),
    { error: expect.stringContaining('JSON') },
    { error: expect.stringContaining('text') },
    expect.objectContaining({ start: '2026-11-28', allDay: true }),
  ])
})

test('understand: a line is answered before the next has come', async () => {
  const sample = readFileSync(join(data, 'utterances.jsonl'), 'utf8').split('\n').filter(Boolean)
  const { status, out } = await terminal().types(
    ['understand', '--roster', join(data, 'roster.json'), '--now', '2026-03-16T10:00:00+08:00'],
    [sample.join('\n')],
  )
  expect(status).toBe(0)
  const all = answers(out)
  expect(all).toHaveLength(sample.length)
  expect(all[0]).toEqual({
    intent: 'ack',
    status: 'acknowledged',
    subject: '当前活动',
    reason: null,
    names: ['赵六'],
    amount_fen: null,
  })
})

test('understand: what is no message gets an error, the others are answered', async () => {
  const here = terminal()
  const lines = [
    '[]',
    '{"text":"收到"}',
    '{"text":"收到","sender":"赵六","context":{"open":"主题党日"}}',
    '{"text":"收到","sender":"赵六","context":null}',
    '{"text":"\u2028","sender":"查无此人"}',
  ]
  const { status, out } = await here.types(['understand', '--roster', join(data, 'roster.json')], [lines.join('\n')])
  expect(status).toBe(1)
  expect(
    answers(out).map((one) => (one !== null && typeof one === 'object' && 'error' in one ? 'error' : 'answer')),
  ).toEqual(['error', 'error', 'error', 'answer', 'answer'])
  const bad = here.path('名单.json')
  writeFileSync(bad, '{"people":[]}')
  expect((await here.types(['understand', '--roster', bad])).err).toContain('ROSTER_INVALID')
  expect((await here.types(['understand', '--roster', here.path('没有.json')])).err).toContain('FILE_NOT_FOUND')
  expect((await here.types(['understand'])).err).toContain('--roster')
})
