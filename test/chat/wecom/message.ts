import type { OutgoingMessage } from '../../../src/chat/port.ts'

export const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  mentions: [],
  buttons: [],
  ...more,
})

export const answers = [
  { label: '参加', key: 'attendance:12:1' },
  { label: '请假', key: 'attendance:12:2' },
]
