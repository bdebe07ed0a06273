import type { Judge } from './judge.ts'
import { local } from './judge-message.ts'

/** Holds what is kept, all of it. */
export function judgeRows(judge: Judge, now: Date, cut: ReadonlySet<number>): void {
  judgeOutbox(judge, cut)
  judgeMessages(judge)
  judgeRolls(judge)
  judgeDues(judge, now)
  judgeDates(judge, now)
  judgePeople(judge)
}

/** 1 and 3: every row says what became of it, and that is what the platforms saw. */
function judgeOutbox(judge: Judge, cut: ReadonlySet<number>): void {
  const wrong = (what: string, sql: string) => {
    for (const { id, kind } of judge.all<{ id: number; kind: string }>(sql).slice(0, 5))
      judge.complain(true, `${what}: n-${id} ${kind}`)
  }
  wrong(
    '1: given up without a reason',
    `SELECT "id", "kind" FROM "Notice" WHERE "state" IN ('expired', 'failed', 'unconfirmed') AND COALESCE("outcome", '') = ''`,
  )
  // Each doubt is put before somebody who can tell: of a group its secretary, of a private message its reader.
  wrong(
    '3: nobody was asked whether it arrived',
    `SELECT n."id", n."kind" FROM "Notice" n WHERE n."state" = 'unconfirmed' AND n."kind" <> 'unconfirmed'
       AND n."recipientKind" <> 'account' AND NOT EXISTS (SELECT 1 FROM "Notice" q
         WHERE q."kind" = 'unconfirmed' AND q."causeKind" = 'notice' AND q."causeId" = CAST(n."id" AS TEXT) AND q."revision" = n."attempts")`,
  )
  const states = new Map(
    judge
      .all<{ id: number; state: string }>(`SELECT "id", "state" FROM "Notice" WHERE "recipientKind" <> 'organization'`)
      .map(({ id, state }) => [id, state]),
  )
  const words = new Map<string, number>()
  for (const { subjectId, action } of judge.all<{ subjectId: number; action: string }>(
    `SELECT "subjectId", "action" FROM "AuditEntry" WHERE "subjectKind" = 'notice' AND "action" IN ('resend', 'confirm_sent')`,
  ))
    words.set(`${action}:${subjectId}`, (words.get(`${action}:${subjectId}`) ?? 0) + 1)
  judge.held.doubtful = 0
  for (const [id, attempts] of judge.attempts) {
    const again = words.get(`resend:${id}`) ?? 0
    const arrived = attempts.filter((one) => one.arrived).length
    const state = states.get(id)
    const last = attempts.at(-1)
    if (!last) continue
    judge.complain(arrived > 1 + again, `3: n-${id} arrived ${arrived} times, asked for again ${again} times`)
    // The program may have ended after it was told and before it wrote that down.
    const untold = last.told === 'none' || last.told === 'unknown'
    if (untold) judge.held.doubtful++
    const seen = words.has(`confirm_sent:${id}`)
    if (untold && !seen && again === 0)
      judge.complain(state !== 'unconfirmed', `3: n-${id} has an unknown outcome and is ${state}`)
    if (state === 'unconfirmed')
      judge.complain(!untold && !cut.has(last.life), `3: n-${id} is unconfirmed, though the platform said ${last.told}`)
    if (state === 'sent' && !seen)
      judge.complain(last.told !== 'accepted', `3: n-${id} is sent, the platform: ${last.told}`)
  }
  for (const [id, state] of states)
    if (state === 'sent' && !judge.attempts.has(id) && !words.has(`confirm_sent:${id}`))
      judge.complain(true, `1: n-${id} is sent and never left`)
}

/** 2: what came of a message came with it, in one transaction, once. */
function judgeMessages(judge: Judge): void {
  const known = judge.all<{ messageId: string }>('SELECT "messageId" FROM "Inbound"')
  const lost = new Set(judge.accepted.keys())
  for (const { messageId } of known) lost.delete(messageId)
  for (const id of [...lost].slice(0, 5)) judge.complain(true, `2: ${id} was accepted and is gone`)
  const late = judge.all<{ id: number }>(
    `SELECT e."id" FROM "AuditEntry" e JOIN "Inbound" i ON i."id" = e."inboundId" WHERE e."at" <> i."receivedAt"`,
  )
  for (const { id } of late.slice(0, 5)) judge.complain(true, `2: audit entry ${id} came later than its message`)
  const twice = judge.all<{ inboundId: number; action: string; count: number }>(
    `SELECT "inboundId", "action", count(*) AS "count" FROM "AuditEntry" WHERE "inboundId" IS NOT NULL
     GROUP BY "inboundId", "action", "subjectKind", "subjectId", "after" HAVING count(*) > 1`,
  )
  for (const { inboundId, action } of twice.slice(0, 5))
    judge.complain(true, `2: inbound ${inboundId} has the same entry ${action} twice`)
  // What stands as an answer is what the last entry about it says, unless everybody was asked anew since.
  const folded = judge.all<{ memberId: number; activityId: number }>(
    `WITH last AS (SELECT "subjectId", json_extract("before", '$.activityId') AS "activityId",
         json_extract("after", '$.answer') AS "answer", max("id") AS "id" FROM "AuditEntry"
       WHERE "action" IN ('answer', 'undo_answer') AND "subjectKind" = 'participation' GROUP BY 1, 2)
     SELECT p."memberId", p."activityId" FROM "Participation" p JOIN last l
       ON l."subjectId" = p."memberId" AND l."activityId" = p."activityId"
     WHERE p."answer" IS NOT CASE WHEN EXISTS (SELECT 1 FROM "AuditEntry" f WHERE f."action" = 'forget_answers'
       AND f."subjectKind" = 'activity' AND f."subjectId" = l."activityId" AND f."id" > l."id") THEN NULL
       ELSE l."answer" END`,
  )
  for (const { memberId, activityId } of folded.slice(0, 5))
    judge.complain(true, `2: the answer of ${memberId} to ${activityId} is not what the last message made of it`)
}

/** 4: 应到 = 实到 + 请假 + 缺席, or the record is open. */
function judgeRolls(judge: Judge): void {
  const rows = judge.all<{ id: number; expected: number; marked: number }>(
    `SELECT r."id", sum(p."expected") AS "expected",
       sum(p."expected" AND COALESCE(p."attendance", '') IN ('present', 'online', 'leave', 'absent')) AS "marked"
     FROM "ActivityRecord" r JOIN "Participation" p ON p."activityId" = r."activityId" AND p."branchId" = r."branchId"
     WHERE r."state" = 'closed' GROUP BY r."id"`,
  )
  judge.held.closed = rows.length
  for (const { id, expected, marked } of rows)
    judge.complain(
      expected !== marked,
      `4: record ${id} is closed with ${expected} expected and ${marked} accounted for`,
    )
  const early = judge.all<{ id: number }>(
    `SELECT p."id" FROM "Participation" p JOIN "Activity" a ON a."id" = p."activityId"
     WHERE p."attendance" IS NOT NULL AND a."state" IN ('planned', 'approved')`,
  )
  for (const { id } of early.slice(0, 5))
    judge.complain(true, `4: participation ${id} is marked before the activity began`)
}

const nextMonth = (month: string): string =>
  month.endsWith('12')
    ? `${Number(month.slice(0, 4)) + 1}-01`
    : `${month.slice(0, 5)}${String(Number(month.slice(5)) + 1).padStart(2, '0')}`

/** 8, and the dues of everybody: a row for each month, none twice and none missing, whole fen, and the sum of what was received. */
function judgeDues(judge: Judge, now: Date): void {
  const months: string[] = []
  const last = nextMonth(local(now).day.slice(0, 7))
  const { day } = local(judge.since)
  // Of a month that was collected before the county was founded nothing is asked.
  const first = day.slice(8) <= '10' ? day.slice(0, 7) : nextMonth(day.slice(0, 7))
  for (let month = first; month <= last; month = nextMonth(month)) months.push(month)
  const found = new Map(
    judge
      .all<{ memberId: number; months: string }>(
        'SELECT "memberId", group_concat("month") AS "months" FROM (SELECT * FROM "DuesMonth" ORDER BY "month") GROUP BY "memberId"',
      )
      .map(({ memberId, months: all }) => [memberId, all]),
  )
  for (const { memberId } of judge.world.people)
    judge.complain(
      found.get(memberId) !== months.join(),
      () => `dues: member ${memberId} has ${found.get(memberId)}, not ${months[0]} to ${last}`,
    )
  const sums = judge.all<{ id: number; paidFen: number; received: number }>(
    `SELECT d."id", d."paidFen", COALESCE(sum(p."receivedFen"), 0) AS "received" FROM "DuesMonth" d
     LEFT JOIN "DuesPayment" p ON p."duesMonthId" = d."id" AND p."state" = 'verified' GROUP BY d."id"
     HAVING d."paidFen" <> COALESCE(sum(p."receivedFen"), 0)`,
  )
  for (const { id, paidFen, received } of sums.slice(0, 5))
    judge.complain(true, `8: dues month ${id} says ${paidFen} fen are paid, its payments ${received}`)
  const broken = judge.one<{ count: number }>(
    `SELECT (SELECT count(*) FROM "DuesMonth" WHERE typeof("dueFen") <> 'integer' OR typeof("paidFen") <> 'integer' OR "paidFen" < 0)
     + (SELECT count(*) FROM "DuesPayment" WHERE typeof("claimedFen") NOT IN ('integer', 'null') OR typeof("receivedFen") NOT IN ('integer', 'null'))
     AS "count"`,
  )
  judge.complain((broken?.count ?? 0) > 0, `8: ${broken?.count} amounts are no whole fen`)
}

interface DateRow {
  id: number
  startsAt: string
  provisional: number
  revision: number
  period: string
  hour: string | null
  every: string | null
}

/** 8: hours are Shanghai's whatever the machine's zone is; what stands in a year without a calendar is provisional. */
function judgeDates(judge: Judge, now: Date): void {
  const rows = judge.all<DateRow>(
    `SELECT a."id", a."startsAt", a."provisional", a."revision", a."period",
       json_extract(p."rule", '$.hour') AS "hour", json_extract(p."rule", '$.every') AS "every"
     FROM "Activity" a JOIN "Program" p ON p."id" = a."programId" WHERE a."state" <> 'cancelled'`,
  )
  for (const row of rows) {
    const { day, hour } = local(new Date(row.startsAt))
    if (row.revision > 1) continue
    if (row.hour !== null && !judge.arranged.has(row.id))
      judge.complain(hour !== row.hour, () => `8: activity ${row.id} stands at ${hour}, its rule says ${row.hour}`)
    if (/^\d{4}-\d{2}$/.test(row.period))
      judge.complain(!day.startsWith(row.period), () => `8: activity ${row.id} of ${row.period} stands on ${day}`)
    const published = judge.published.has(day.slice(0, 4))
    if (new Date(row.startsAt) > now)
      judge.complain(
        (row.provisional === 0) !== published,
        () =>
          `8: activity ${row.id} on ${day} is ${row.provisional ? '' : 'not '}provisional, the calendar is ${published ? '' : 'not '}published`,
      )
  }
}

/** 6: what is so of a person was said by a person; of a roll the clock writes down only right codes and granted leave. */
function judgePeople(judge: Judge): void {
  const rows = judge.all<{ id: number; action: string }>(
    `SELECT "id", "action" FROM "AuditEntry" WHERE "actorKind" = 'clock'
       AND "subjectKind" IN ('member', 'appraisal', 'development', 'dues_month', 'participation', 'vote')
       AND NOT ("action" = 'settle_roll' AND json_extract("after", '$.attendance') IN ('present', 'online', 'leave'))`,
  )
  for (const { id, action } of rows.slice(0, 5))
    judge.complain(true, `6: the clock found ${action} (audit entry ${id})`)
  const roster = judge.one<{ names: string }>(
    `SELECT group_concat("category" || COALESCE("leftOn", '') || "floating" || "exempt" || COALESCE("votingExcluded", '')) AS "names"
     FROM (SELECT * FROM "Member" ORDER BY "id")`,
  )
  judge.roster ??= roster?.names
  judge.complain(judge.roster !== roster?.names, '6: somebody stands otherwise on the roster, though nobody said so')
}
