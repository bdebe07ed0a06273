import { slotOf } from '../../src/life/planning/planning.ts'
import { catalogue, type DatedInstitution } from '../../src/life/programs/catalogue.ts'
import { activityRule } from '../../src/life/programs/programs.ts'
import { type Month, monthOf, nextMonth, type Period, periodOf } from '../../src/time/days.ts'
import { onPlace, type Place, type Size, setting, world } from './world.ts'

/** The middle of a month: the days of collecting dues are over. */
export const now = setting.zone.at('2026-12-15', '10:00')

const instant = (at: Date, kind: Place['kind']) =>
  `'${kind === 'postgres' ? at.toISOString().slice(0, -1) : at.toISOString()}'`

const dated = catalogue.filter((one): one is DatedInstitution =>
  ['theme_day', 'committee_meeting', 'general_meeting', 'lecture'].includes(one.kind),
)

/** Every date that the rules give in these months, by institution and period. */
function dates(months: readonly Month[]) {
  return dated.flatMap(({ kind, rule }) => {
    const parsed = activityRule.parse(rule)
    const periods = new Set<Period>(months.map((month) => periodOf(parsed.every, `${month}-01`)))
    return [...periods].flatMap((period) => {
      const { startsAt, endsAt } = slotOf(parsed, period, setting)
      return startsAt === null || endsAt === null ? [] : [{ kind, period, startsAt, endsAt }]
    })
  })
}

/** A number from 0 to 99 that looks like chance and is the same on both databases. */
const chance = (expression: string) => `((${expression}) % 10007 * 7919 % 10007 % 100)`

/**
 * So many months of organizational life before today, as branches really leave them: of what was to be held, 4 in 100 were
 * not arranged, 2 called off, 8 held without a closed record; of the dues 1 in 10 branches lacks some of a past month, and
 * 1 in 5 some of the running one. With `people`: who came, and what was said.
 */
function living({ kind: database }: Place, months: readonly Month[], people: boolean, now: Date): string[] {
  const thisMonth = monthOf(setting.zone.day(now))
  const at = (date: Date) => instant(date, database)
  const first = months[0] ?? thisMonth
  const founded = at(setting.zone.at(`${first}-01`, '00:00'))
  const activities = dates(months).map(({ kind, period, startsAt, endsAt }, i) => {
    const over = endsAt < now
    const own = chance(`o."id" * 31 + p."id" + ${i * 17}`)
    return `INSERT INTO "Activity" ("programId", "organizationId", "kind", "period", "title", "place", "startsAt", "endsAt", "state",
        "revision", "announcedRevision", "createdAt")
      SELECT p."id", o."id", p."kind", '${period}', p."name", o."place", ${at(startsAt)}, ${at(endsAt)},
        CASE WHEN ${own} >= 94 AND ${own} < 96 THEN 'cancelled' WHEN ${over} THEN 'held'
          WHEN ${own} < 60 THEN 'approved' ELSE 'planned' END${database === 'postgres' ? '::"ActivityState"' : ''}, 1, 1, ${founded}
      FROM "Organization" o JOIN "Program" p ON p."organizationId" = o."id" AND p."kind" = '${kind}'
      WHERE o."kind" = 'branch' AND ${own} < 96 ORDER BY o."id"`
  })
  return [
    `UPDATE "Program" SET "startsOn" = '${first}', "createdAt" = ${founded}`,
    `UPDATE "Organization" SET "createdAt" = ${founded}`,
    ...activities,
    `INSERT INTO "ActivityRecord" ("activityId", "branchId", "state", "frozenAt", "host", "recorder", "content", "closedAt")
     SELECT a."id", a."organizationId",
       CASE WHEN ${chance('a."id" * 13')} < 8 THEN 'open' ELSE 'closed' END${database === 'postgres' ? '::"RecordState"' : ''},
       a."startsAt", '书记', '组织委员', '学习文件，讨论下一步工作。',
       CASE WHEN ${chance('a."id" * 13')} < 8 THEN NULL ELSE a."endsAt" END
     FROM "Activity" a WHERE a."state" = 'held' ORDER BY a."id"`,
    ...months.map((month) => {
      const [of, branches] = month === thisMonth ? [5, 20] : [9, 10]
      const unpaid = `${chance(`m."branchId" * 17 + ${Number(month.slice(5))}`)} < ${branches} AND m."id" % ${of} = 0`
      return `INSERT INTO "DuesMonth" ("memberId", "branchId", "month", "dueFen", "paidFen", "state")
        SELECT m."id", m."branchId", '${month}', s."amountFen", CASE WHEN ${unpaid} THEN 0 ELSE s."amountFen" END,
          CASE WHEN ${unpaid} THEN 'due' ELSE 'paid' END${database === 'postgres' ? '::"DuesState"' : ''}
        FROM "Member" m JOIN "DuesAssessment" s ON s."memberId" = m."id" ORDER BY m."id"`
    }),
    ...(people ? speaking(database) : []),
  ]
}

/** Who answered and came, the messages by which they did, and what they and the groups were told. */
function speaking(database: Place['kind']): string[] {
  const cast = (name: string) => (database === 'postgres' ? `::"${name}"` : '')
  return [
    `INSERT INTO "Participation" ("activityId", "memberId", "branchId", "expected", "voting", "answer", "answeredAt", "attendance", "attendanceAt")
     SELECT a."id", m."id", m."branchId", true, true, 'attend'${cast('Answer')}, a."startsAt",
       CASE WHEN ${chance('a."id" + m."id" * 3')} < 85 THEN 'present' ELSE 'absent' END${cast('Attendance')}, a."endsAt"
     FROM "Activity" a JOIN "Member" m ON m."branchId" = a."organizationId" WHERE a."state" = 'held' ORDER BY a."id", m."id"`,
    `INSERT INTO "Inbound" ("platform", "account", "messageId", "conversation", "userId", "memberId", "text", "outcome", "receivedAt")
     SELECT 'bench', 'bench', 'l' || "id", 'room:r' || "branchId", 'm' || "memberId", "memberId", '参加', 'attend', "answeredAt"
     FROM "Participation"`,
    `INSERT INTO "Notice" ("kind", "facts", "causeKind", "causeId", "stage", "recipientKind", "recipientId", "organizationId",
       "unprompted", "dueAt", "state", "sentAt", "createdAt")
     SELECT 'announcement', '{}', 'activity', CAST(a."id" AS text), s."stage", 'room'${cast('RecipientKind')}, r."id", a."organizationId",
       true, a."startsAt", 'sent'${cast('NoticeState')}, a."startsAt", a."startsAt"
     FROM "Activity" a JOIN "Room" r ON r."organizationId" = a."organizationId"
     CROSS JOIN (SELECT 'announcement' AS "stage" UNION SELECT 'day_before' UNION SELECT 'hour_before' UNION SELECT 'minutes') s
     WHERE a."state" = 'held'`,
    `INSERT INTO "AuditEntry" ("at", "actorId", "actorKind", "action", "subjectKind", "subjectId", "organizationId")
     SELECT "answeredAt", "memberId", 'member', 'answer', 'activity', "activityId", "branchId" FROM "Participation"`,
  ]
}

/** Data of that size with so many months behind them, the running one included. */
export async function lived(
  kind: Place['kind'],
  size: Size,
  months: number,
  { people = false, at = now } = {},
): Promise<Place> {
  const place = await world(kind, size)
  const last = monthOf(setting.zone.day(at))
  const all = Array.from({ length: months }, (_, i) => nextMonth(last, i - months + 1))
  await onPlace(place, living(place, all, people, at))
  return place
}
