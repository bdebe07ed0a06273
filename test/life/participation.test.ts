import { describe, expect, it } from 'vitest'
import {
  applyAnswer,
  noAnswer,
  owesAnswer,
  type Participation,
  type Reply,
} from '../../src/life/meeting/participation.ts'

/** What stands after these replies, one after the other. */
const said = (...replies: Reply[]): Participation =>
  replies.reduce((prior, reply) => applyAnswer(prior, reply).next, noAnswer)
const granted: Participation = { ...noAnswer, answer: 'leave', leaveState: 'approved', reason: '出差' }

describe('what a member said', () => {
  it('received is not attending, and never changes an answer', () => {
    expect(said({ kind: 'ack' })).toEqual({ ...noAnswer, acknowledged: true })
    expect(said({ kind: 'leave', reason: '出差' }, { kind: 'ack' })).toMatchObject({
      acknowledged: true,
      answer: 'leave',
      leaveState: 'requested',
      reason: '出差',
    })
    expect(said({ kind: 'ack' }, { kind: 'attend' })).toMatchObject({ acknowledged: true, answer: 'attend' })
  })

  it('a changed answer replaces the earlier one', () => {
    expect(said({ kind: 'attend' }, { kind: 'decline', reason: '家里有事' })).toMatchObject({
      answer: 'decline',
      reason: '家里有事',
    })
    expect(said({ kind: 'leave', reason: '出差' }, { kind: 'online' })).toEqual({ ...noAnswer, answer: 'online' })
    expect(said({ kind: 'late', minutes: 20 }, { kind: 'attend' })).toEqual({ ...noAnswer, answer: 'attend' })
  })

  it('leave waits for the secretary; another reason waits again', () => {
    expect(said({ kind: 'leave', reason: '出差' }).leaveState).toBe('requested')
    expect(applyAnswer(granted, { kind: 'leave' })).toMatchObject({ next: granted, changed: false })
    expect(applyAnswer(granted, { kind: 'leave', reason: '出差延到8号了' }).next).toMatchObject({
      leaveState: 'requested',
      reason: '出差延到8号了',
    })
    expect(applyAnswer({ ...granted, leaveState: 'rejected' }, { kind: 'leave' }).next).toMatchObject({
      leaveState: 'requested',
      reason: '出差',
    })
    expect(applyAnswer(granted, { kind: 'decline' }).changed).toBe(false)
  })

  it('taking leave back is not a promise to come: the member is asked', () => {
    expect(applyAnswer(granted, { kind: 'leave_cancel' })).toEqual({
      next: noAnswer,
      changed: true,
      tellSecretary: true,
      ask: true,
    })
    expect(applyAnswer({ ...noAnswer, answer: 'attend' }, { kind: 'leave_cancel' })).toMatchObject({
      changed: false,
      ask: false,
    })
  })

  it('who will be late will come, online if so said', () => {
    expect(said({ kind: 'late', minutes: 20, reason: '堵车' })).toMatchObject({ answer: 'attend', lateMinutes: 20 })
    expect(said({ kind: 'online' }, { kind: 'late', minutes: null }).answer).toBe('online')
  })

  it('the secretary hears when granted leave is not taken', () => {
    expect(applyAnswer(granted, { kind: 'attend' }).tellSecretary).toBe(true)
    expect(applyAnswer(noAnswer, { kind: 'attend' }).tellSecretary).toBe(false)
  })

  it('after the roll is frozen nothing changes, but the secretary is told', () => {
    expect(applyAnswer(noAnswer, { kind: 'leave', reason: '生病' }, true)).toEqual({
      next: noAnswer,
      changed: false,
      tellSecretary: true,
      ask: false,
    })
    expect(applyAnswer(noAnswer, { kind: 'ack' }, true).tellSecretary).toBe(false)
    expect(applyAnswer(granted, { kind: 'leave' }, true).tellSecretary).toBe(false)
  })

  it('mentions only those who still owe an answer', () => {
    expect(owesAnswer(noAnswer)).toBe('answer')
    expect(owesAnswer(said({ kind: 'ack' }))).toBe('answer')
    expect(owesAnswer(said({ kind: 'tentative', reason: '看夜班' }))).toBe('firm_answer')
    for (const kind of ['attend', 'online', 'leave', 'decline'] as const) expect(owesAnswer(said({ kind }))).toBeNull()
    expect(owesAnswer(said({ kind: 'leave' }, { kind: 'leave_cancel' }))).toBe('answer')
  })
})
