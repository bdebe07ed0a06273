import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Town, town } from '../support/town.ts'

let branch: Town
beforeEach(async () => {
  branch = await town({ at: '2026-12-02 08:00' })
  await branch.until('2026-12-02 09:00')
})
afterEach(() => branch.close())

const answerOf = (name: string) => branch.db.participation.findFirstOrThrow({ where: { member: { name } } })
const monthOf = (name: string) =>
  branch.db.duesMonth.findFirstOrThrow({
    where: { member: { name } },
    include: { payments: true },
    orderBy: { month: 'asc' },
  })

describe('撤销', () => {
  it('takes back an answer, and keeps what was taken back', async () => {
    await branch.private('王五').says('参加')
    await branch.private('王五').says('撤销')
    expect((await answerOf('王五')).answer).toBeNull()
    const entry = await branch.db.auditEntry.findFirstOrThrow({ where: { action: 'undo' } })
    expect(entry).toMatchObject({ before: { answer: 'attend' }, after: { answer: null } })
  })

  it('does not take back leave on which the secretary has decided', async () => {
    await branch.private('赵六').says('请假 出差')
    await branch.until('2026-12-02 17:00')
    await branch.private('李建国').says('同意赵六')
    branch.private('赵六').heard()
    await branch.private('赵六').says('撤销')
    expect(branch.private('赵六').heard().join()).toContain('已经有人处理了')
    expect(await answerOf('赵六')).toMatchObject({ answer: 'leave', leaveState: 'approved' })
  })

  it('does not change the answers of a roll that is frozen', async () => {
    await branch.until('2026-12-04 14:50')
    await branch.private('王五').says('参加')
    await branch.until('2026-12-04 15:00')
    await branch.private('王五').says('撤销')
    expect((await answerOf('王五')).answer).toBe('attend')
  })

  it('takes back a claim of dues, or only its correction', async () => {
    await branch.private('赵六').says('党费交了 93')
    await branch.private('赵六').says('不是93，是90')
    await branch.private('赵六').says('撤销')
    expect(await monthOf('赵六')).toMatchObject({ state: 'claimed', payments: [{ claimedFen: 9300 }] })
    await branch.private('何敏').says('党费已交')
    await branch.private('何敏').says('撤销')
    expect(await monthOf('何敏')).toMatchObject({ state: 'due', payments: [{ state: 'withdrawn' }] })
  })

  it('does not touch money that was verified', async () => {
    await branch.private('何敏').says('党费已交')
    await branch.private('王秀英').says('党费都收到了')
    await branch.private('何敏').says('撤销')
    expect(await monthOf('何敏')).toMatchObject({ state: 'paid', paidFen: 20 })
  })
})
