import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canClose, mark, proposeRoll, type RecordState, type RollEntry, tally } from '../../src/life/meeting/roll.ts'

const entry = (memberId: number, facts: Partial<RollEntry> = {}): RollEntry => ({
  memberId,
  answer: null,
  leaveState: null,
  reason: null,
  claim: null,
  attendance: null,
  ...facts,
})
const full: RecordState = { host: '李建国', recorder: '王秀英', content: '学习', decisions: 1, noDecisions: false }

describe('the roll', () => {
  it('adds up', () => {
    const roll = [
      entry(1, { attendance: 'present' }),
      entry(2, { attendance: 'online' }),
      entry(3, { attendance: 'leave', reason: '出差' }),
      entry(4, { attendance: 'absent', reason: '没请假' }),
      entry(5),
    ]
    expect(tally(roll)).toEqual({ expected: 5, present: 1, online: 1, leave: 1, absent: 1, open: [5] })
  })

  it('closes only when it balances and everything is written down', () => {
    expect(canClose({ entries: [entry(1, { attendance: 'present' })], record: full })).toEqual([])
    expect(
      canClose({
        entries: [
          entry(1),
          entry(2, { attendance: 'leave' }),
          entry(3, { attendance: 'absent', reason: ' ' }),
          entry(4, { attendance: 'online' }),
        ],
        record: { host: null, recorder: '', content: null, decisions: 0, noDecisions: false },
      }),
    ).toEqual([
      { kind: 'open', memberIds: [1] },
      { kind: 'reason', memberIds: [2, 3] },
      { kind: 'host' },
      { kind: 'recorder' },
      { kind: 'content' },
      { kind: 'decisions' },
    ])
    expect(canClose({ entries: [], record: { ...full, decisions: 0, noDecisions: true } })).toEqual([])
  })

  it('proposes only what a right code or granted leave settles', () => {
    const roll = [
      entry(1, { claim: 'code' }),
      entry(2, { claim: 'code', answer: 'online' }),
      entry(3, { answer: 'leave', leaveState: 'approved' }),
      entry(4, { claim: 'code', answer: 'leave', leaveState: 'approved' }),
      entry(5, { attendance: 'absent', claim: 'code' }),
      entry(6, { claim: 'wrong_code', answer: 'attend' }),
      entry(7, { claim: 'claimed' }),
      entry(8, { claim: 'proxy' }),
      entry(9, { answer: 'attend' }),
      entry(10, { answer: 'leave', leaveState: 'requested' }),
      entry(11, { answer: 'leave', leaveState: 'rejected' }),
      entry(12, { answer: 'decline' }),
      entry(13, { answer: 'online' }),
      entry(14),
      entry(15, { claim: 'proxy', answer: 'leave', leaveState: 'approved' }),
    ]
    const { settled, open } = proposeRoll(roll)
    expect(settled.map((each) => [each.memberId, each.attendance])).toEqual([
      [1, 'present'],
      [2, 'online'],
      [3, 'leave'],
      [4, 'present'],
      [5, 'absent'],
    ])
    expect(open.map((each) => [each.memberId, each.why])).toEqual([
      [6, 'wrong_code'],
      [7, 'claimed'],
      [8, 'proxy'],
      [9, 'silent'],
      [10, 'leave_requested'],
      [11, 'leave_rejected'],
      [12, 'declined'],
      [13, 'online_unconfirmed'],
      [14, 'silent'],
      [15, 'proxy'],
    ])
  })

  it('a code sent too late is for the secretary to judge', () => {
    const roll = [entry(1, { claim: 'code' }), entry(2, { claim: 'code' })]
    expect(proposeRoll(roll, (each) => each.memberId === 1)).toEqual({
      settled: [{ memberId: 1, attendance: 'present' }],
      open: [{ memberId: 2, why: 'code_not_valid' }],
    })
  })

  it('"到齐，缺周磊" settles everybody who is still open', () => {
    const before = [
      entry(1),
      entry(2, { attendance: 'leave', reason: '出差' }),
      entry(3),
      entry(4, { reason: '孩子生病', attendance: 'present' }),
    ]
    const roll = mark(
      before,
      [
        { memberId: 3, attendance: 'absent', reason: '没请假' },
        { memberId: 4, attendance: 'leave', reason: null },
        { memberId: 99, attendance: 'present' },
      ],
      'present',
    )
    expect(roll.map((each) => [each.attendance, each.reason])).toEqual([
      ['present', null],
      ['leave', '出差'],
      ['absent', '没请假'],
      ['leave', '孩子生病'],
    ])
    expect(before[0]?.attendance).toBeNull()
  })

  const anyEntry = fc.record({
    memberId: fc.nat(),
    answer: fc.constantFrom(null, 'attend', 'online', 'leave', 'decline', 'tentative'),
    leaveState: fc.constantFrom(null, 'requested', 'approved', 'rejected'),
    reason: fc.constantFrom(null, '', '出差'),
    claim: fc.constantFrom(null, 'code', 'claimed', 'proxy', 'wrong_code'),
    attendance: fc.constantFrom(null, 'present', 'online', 'leave', 'absent'),
  })

  it('balances exactly when nobody is open, and cannot close otherwise', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        const { expected, present, online, leave, absent, open } = tally(entries)
        expect(present + online + leave + absent + open.length).toBe(expected)
        const blocked = canClose({ entries, record: full }).some((each) => each.kind === 'open')
        expect(blocked).toBe(present + online + leave + absent !== expected)
      }),
    )
  })

  it('puts everybody either on the roll or before the secretary', () => {
    fc.assert(
      fc.property(fc.array(anyEntry), (entries) => {
        const { settled, open } = proposeRoll(entries)
        expect(settled.length + open.length).toBe(entries.length)
        expect(tally(mark(entries, [], 'present')).open).toEqual([])
      }),
    )
  })
})
