import type { NoticeRow } from '../../src/records/notices.ts'

/** Some words for somebody, told apart by themselves. */
export const reply = (text: string, dueAt: Date, more: Partial<NoticeRow> = {}): NoticeRow => ({
  kind: 'done',
  facts: { text },
  causeKind: 'inbound',
  causeId: text,
  revision: 1,
  stage: 'reply',
  recipientKind: 'member',
  recipientId: 1,
  ordinal: 0,
  organizationId: null,
  unprompted: false,
  urgent: false,
  dueAt,
  helpsUntil: null,
  ...more,
})
