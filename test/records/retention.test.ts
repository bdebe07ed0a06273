import { afterEach, expect, it } from 'vitest'
import { write } from '../../src/records/database.ts'
import { forgetWords } from '../../src/records/retention.ts'
import { instant, type Town, town } from '../support/town.ts'

let branch: Town
afterEach(() => branch.close())

it('old words are forgotten; what came of them stays', async () => {
  branch = await town({ at: '2026-12-02 08:00' })
  await branch.until('2026-12-02 09:00')
  await branch.private('赵六').says('请假 出差')
  await branch.private('何敏').says('党费交了 0.2')
  const forget = (before: string) => write(branch.db, (tx) => forgetWords(tx, instant(before)))
  const kept = () =>
    Promise.all([
      branch.db.inbound.count({ where: { text: { not: '' } } }),
      branch.db.notice.count({ where: { kind: 'dues_claim_noted', facts: { path: '$.fen', equals: 20 } } }),
    ])

  await forget('2026-12-02 08:59')
  expect(await kept()).toEqual([2, 1])

  const [messages, notices, questions] = await Promise.all([
    branch.db.inbound.count(),
    branch.db.notice.count(),
    branch.db.question.count(),
  ])
  await forget('2026-12-20 00:00')
  expect(await kept()).toEqual([0, 0])
  expect(await branch.db.inbound.count()).toBe(messages)
  expect(await branch.db.notice.count()).toBe(notices)
  expect(await branch.db.question.count()).toBeLessThan(questions)
  const leave = await branch.db.participation.findFirstOrThrow({ where: { member: { name: '赵六' } } })
  expect(leave).toMatchObject({ answer: 'leave', reason: '出差' })
  // What is still to be said is said.
  await branch.until('2026-12-02 17:00')
  expect(branch.private('李建国').heard().join()).toContain('赵六')
})
