import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { databaseFile } from '../../src/records/database.ts'
import { instant, setting } from '../support/town.ts'
import { found } from './found.ts'
import { Judge } from './judge.ts'
import { reasons } from './people.ts'
import type { Sent, Words } from './street.ts'
import { watch } from './watch.ts'
import { imagine, type World } from './world.ts'

/** The judge of the year must be able to complain: each promise is bent once, as a broken program would. */
const dir = mkdtempSync(join(tmpdir(), 'zhibu-judge-'))
let world: World
let database: DatabaseSyncInstance
let judge: Judge
const noon = instant('2027-01-12 12:00')

beforeAll(async () => {
  world = imagine(1, 1)
  await found(databaseFile(dir), world, setting, instant('2027-01-01 09:00'))
  watch(databaseFile(dir))
  database = new DatabaseSync(databaseFile(dir))
})
afterAll(() => {
  database.close()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => {
  judge = new Judge(databaseFile(dir), world, instant('2027-01-01 10:00'), reasons)
})
afterEach(() => judge.close())

let ids = 0
/** A row of the outbox, written past the program. */
function notice(row: Partial<Record<string, string | number>> = {}): number {
  const id = ++ids
  const full = {
    id,
    kind: 'dues_open',
    facts: '{}',
    causeKind: 'dues',
    causeId: String(id),
    stage: 'dues_open',
    recipientKind: 'room',
    recipientId: 1,
    unprompted: 1,
    dueAt: noon.toISOString(),
    createdAt: noon.toISOString(),
    ...row,
  }
  const names = Object.keys(full)
  database
    .prepare(`INSERT INTO "Notice" (${names.map((one) => `"${one}"`).join()}) VALUES (${names.map(() => '?').join()})`)
    .run(...Object.values(full))
  return id
}
const step = (id: number, ...states: string[]) => {
  for (const state of states) database.prepare('UPDATE "Notice" SET "state" = ? WHERE "id" = ?').run(state, id)
}
/** A notice that is being sent, as the platform sees it. */
function sends(text: string, at = noon, more: Partial<Sent> = {}, row: Parameters<typeof notice>[0] = {}): number {
  const noticeId = notice({ dueAt: at.toISOString(), ...row })
  step(noticeId, 'claimed', 'sending')
  judge.sees(sentOf(noticeId, text, at, more))
  step(noticeId, 'sent')
  return noticeId
}
const sentOf = (noticeId: number, text: string, at = noon, more: Partial<Sent> = {}): Sent => ({
  noticeId,
  platform: 'free',
  to: { kind: 'room', id: world.branches[0]?.roomId ?? '' },
  message: { text, mentions: [], buttons: [] },
  at,
  life: 1,
  arrived: true,
  told: 'accepted',
  ...more,
})
/** It complained of all this. */
const complains = (...of: string[]) => {
  const all = judge.complaints.join('\n')
  for (const one of of) expect(all).toContain(one)
}

it('has nothing against what is right', () => {
  sends('各位同志，12月党费开始交纳，请在 10 日前交给组织委员。')
  judge.rests(noon)
  expect(judge.complaints).toEqual([])
})

it('1: sees what no row asked for, what is void, what comes too early, and what is late and does not say so', () => {
  judge.sees(sentOf(999_999, '你好'))
  const due = notice()
  judge.sees(sentOf(due, '你好'))
  step(due, 'expired')
  sends('早了', noon, {}, { dueAt: instant('2027-01-12 12:05').toISOString() })
  sends('晚了', instant('2027-01-12 12:30'), {}, { dueAt: noon.toISOString() })
  database.exec(`INSERT INTO "Activity" ("id", "organizationId", "kind", "period", "title", "startsAt", "revision", "createdAt")
    VALUES (1, ${world.branches[0]?.id}, 'theme_day', '2027-01', '主题党日', '${noon.toISOString()}', 2, '${noon.toISOString()}')`)
  sends(
    '明天开会',
    noon,
    {},
    { causeKind: 'activity', causeId: '1', revision: 1, stage: 'day_before', kind: 'day_before' },
  )
  complains('is no notice', 'its row is due', 'before it was due', 'does not say 补发', 'of revision 1, now 2')
})

it('1 and 3: sees what is left open, sent twice, or goes a way that is none', () => {
  const id = sends('您好')
  step(id, 'due')
  judge.sees(sentOf(id, '您好'))
  const doubtful = notice()
  step(doubtful, 'claimed', 'sending')
  judge.rests(noon)
  complains('3: sent again', 'is left sending', 'went from sent to due')
  step(doubtful, 'expired')
  step(id, 'expired')
})

it('2: sees an effect of a message that came again, and one that was accepted and is gone', () => {
  const [person] = world.people
  const words: Words = {
    id: 'm-1',
    platform: 'free',
    conversation: { kind: 'private', id: person?.userId ?? '' },
    userId: person?.userId ?? '',
    name: person?.name ?? '',
    text: '参加',
    addressed: true,
  }
  judge.hears(words, { kind: 'free' })()
  complains('2: m-1')
  const again = judge.hears(words, { kind: 'free' })
  database.exec(`INSERT INTO "AuditEntry" ("at", "actorKind", "action", "subjectKind", "subjectId")
    VALUES ('${noon.toISOString()}', 'member', 'answer', 'participation', 1)`)
  again()
  complains('came again and had an effect')
  for (const kind of ['question', 'forbidden', 'outsider'] as const) {
    const held = judge.hears({ ...words, id: kind }, { kind })
    database.exec(`INSERT INTO "Inbound" ("platform", "account", "messageId", "conversation", "userId", "text", "outcome", "receivedAt")
      VALUES ('free', 'bot', '${kind}', '', '', '', '', '${noon.toISOString()}')`)
    database.exec(`UPDATE "Member" SET "phone" = '1' WHERE "id" = 1`)
    held()
  }
  complains('5: the question question', '9: forbidden', '9: outsider')
})

it('6 and 7: sees verdicts, amounts, reasons, mentions of those who owe nothing, noise at night and too much of it', () => {
  sends('王某不合格')
  sends('还差 20.00 元', instant('2027-01-13 12:00'))
  sends(`请假：${reasons[0]}`, instant('2027-01-14 12:00'))
  sends('该睡了', instant('2027-01-15 21:00'))
  for (const text of ['一', '二', '三']) sends(text, instant('2027-01-16 12:00'))
  complains('6: concludes', '7: an amount', '7: a reason', '7: at 21:00', '7: the 3. unprompted')
})

it('4 and 8: sees a closed record that does not add up, and dues that are missing', () => {
  database.exec(
    `INSERT INTO "ActivityRecord" ("id", "activityId", "branchId", "state", "frozenAt") VALUES (1, 1, ${world.branches[0]?.id}, 'closed', '')`,
  )
  database.exec(
    `INSERT INTO "Participation" ("activityId", "memberId", "branchId", "expected") VALUES (1, 1, ${world.branches[0]?.id}, true)`,
  )
  judge.sweeps(noon, new Set())
  complains('4: record 1 is closed with 1 expected and 0 accounted for', 'dues: member 1')
})
