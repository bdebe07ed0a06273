// npx tsx scripts/bench/size.ts <branches> <members> <months> [sqlite|postgres]: how large the data of an organization are
// after so many months in which everybody answers and pays; of the embedded database also the move to PostgreSQL, with
// the most memory that it took.
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import pg from 'pg'
import { dropDatabase, makeDatabase, urlOf } from '../postgres.ts'
import { clean, openBare, openBarePostgres, type Size, setting, world } from './world.ts'

const [branches = 219, members = 6_132, months = 12] = process.argv.slice(2, 5).map(Number)
const kind = process.argv[5] === 'postgres' ? 'postgres' : 'sqlite'
const size: Size = { branches, members }

const text = (value: string) => `'${value}'`

/**
 * What one month leaves: a theme day, a committee meeting and a lecture in each branch, a general meeting in one month of
 * three; everybody's word on them, with its trail; five notices to the group for each, and an answer to whoever wrote
 * privately (a third of them); dues, paid and verified.
 */
function monthOf(month: number): string[] {
  const period = `2026-${String(month).padStart(2, '0')}`
  const at = text(setting.zone.at(`${period}-15`, '15:00').toISOString())
  const kinds = ['theme_day', 'lecture', ...(month % 3 === 0 ? ['general_meeting'] : [])]
  const all = kinds.map((kind) => text(kind)).join(', ')
  const inbound = (what: string, from: string) =>
    `INSERT INTO "Inbound" ("platform", "account", "messageId", "conversation", "userId", "memberId", "text", "outcome", "receivedAt")
     SELECT 'wecom', 'BOT', 'msg-0123456789abcdef-${what}-${month}-' || x."id", 'room:wrOgAAAA0123456789-' || x."branchId", 'user-' || x."memberId",
       x."memberId", '收到，按时参加', '${what}', ${at} FROM ${from} x`
  const audit = (what: string, from: string) =>
    `INSERT INTO "AuditEntry" ("at", "actorId", "actorKind", "action", "subjectKind", "subjectId", "organizationId", "before", "after")
     SELECT ${at}, x."memberId", 'member', '${what}', '${what}', x."id", x."branchId", '{"answer":null}', '{"answer":"yes","acknowledged":true}' FROM ${from} x`
  const reply = (what: string, from: string) =>
    `INSERT INTO "Notice" ("kind", "facts", "causeKind", "causeId", "stage", "recipientKind", "recipientId", "organizationId", "unprompted", "urgent", "dueAt", "state", "sentAt", "platform", "createdAt")
     SELECT 'done', '{"text":"收到，记下了：您参加 12 月 4 日的主题党日。"}', 'inbound', '${what}-${month}-' || x."id", 'reply', 'member', x."memberId", x."branchId", false, true, ${at}, 'sent', ${at}, 'wecom', ${at} FROM ${from} x`
  const said = `(SELECT p.* FROM "Participation" p JOIN "Activity" a ON a."id" = p."activityId" WHERE a."period" = '${period}')`
  const paid = `(SELECT * FROM "DuesMonth" WHERE "month" = '${period}')`
  const group = [1, 2, 3, 4, 5].map(
    (n) =>
      `INSERT INTO "Notice" ("kind", "facts", "causeKind", "causeId", "stage", "recipientKind", "recipientId", "organizationId", "unprompted", "dueAt", "state", "sentAt", "platform", "createdAt")
       SELECT 'reminder', '{"to":"room"}', 'activity', CAST(a."id" AS text), 'stage${n}', 'room', r."id", r."organizationId", true, ${at}, 'sent', ${at}, 'wecom', ${at}
       FROM "Activity" a JOIN "Room" r ON r."organizationId" = a."organizationId" WHERE a."period" = '${period}'`,
  )
  return [
    `INSERT INTO "Activity" ("programId", "organizationId", "kind", "period", "title", "place", "startsAt", "endsAt", "state", "createdAt")
     SELECT p."id", p."organizationId", p."kind", '${period}', p."name", '会议室', ${at}, ${at}, 'held', ${at} FROM "Program" p
     JOIN "Organization" o ON o."id" = p."organizationId" AND o."kind" = 'branch' WHERE p."kind" IN (${all}, 'committee_meeting')`,
    `INSERT INTO "Participation" ("activityId", "memberId", "branchId", "expected", "voting", "acknowledgedAt", "answer", "answeredAt", "attendance", "attendanceAt")
     SELECT a."id", m."id", m."branchId", true, true, ${at}, 'attend', ${at}, 'present', ${at}
     FROM "Activity" a JOIN "Member" m ON m."branchId" = a."organizationId" WHERE a."period" = '${period}' AND a."kind" IN (${all})`,
    `INSERT INTO "ActivityRecord" ("activityId", "branchId", "state", "frozenAt", "host", "recorder", "content", "closedAt", "votingBase", "votingPresent")
     SELECT a."id", a."organizationId", 'closed', ${at}, '李建国', '王秀英', '${'学习原文，交流体会，部署下月工作。'.repeat(20)}', ${at}, 28, 26 FROM "Activity" a WHERE a."period" = '${period}'`,
    `INSERT INTO "DuesMonth" ("memberId", "branchId", "month", "dueFen", "paidFen", "state")
     SELECT "id", "branchId", '${period}', 5000, 5000, 'paid' FROM "Member"`,
    `INSERT INTO "DuesPayment" ("duesMonthId", "claimedFen", "receivedFen", "state", "claimedAt", "verifiedById", "verifiedAt")
     SELECT "id", 5000, 5000, 'verified', ${at}, 1, ${at} FROM ${paid} x`,
    inbound('answer', said),
    audit('answer', said),
    inbound('dues', paid),
    audit('dues', paid),
    audit('dues_verified', paid),
    reply('answer', `(SELECT * FROM ${said} s WHERE s."id" % 3 = 0)`),
    reply('dues', paid),
    ...group,
  ]
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

async function countOf(url: string): Promise<{ bytes: number; rows: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('VACUUM ANALYZE')
    const { rows } = await client.query<{ bytes: string; rows: string }>(
      `SELECT pg_database_size(current_database()) AS bytes,
         (SELECT sum(reltuples)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS rows`,
    )
    return { bytes: Number(rows[0]?.bytes), rows: Number(rows[0]?.rows) }
  } finally {
    await client.end()
  }
}

const what = `${branches} branches, ${members} members, ${months} months`
const place = await world(kind, size)
try {
  const numbers = Array.from({ length: months }, (_, i) => i + 1)
  if (kind === 'postgres') {
    const client = await openBarePostgres(place.address)
    for (const month of numbers) for (const statement of monthOf(month)) await client.query(statement)
    await client.end()
    const { bytes, rows } = await countOf(place.address)
    console.log(`${what}: ${rows} rows, ${mib(bytes)} on PostgreSQL`)
  } else {
    const database = openBare(place.address)
    database.exec('BEGIN')
    for (const month of numbers) for (const statement of monthOf(month)) database.exec(statement)
    database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    console.log(`${what}: ${mib(statSync(place.address).size)} embedded`)
    const target = await makeDatabase()
    try {
      const began = performance.now()
      const script = `import { move } from '${join(import.meta.dirname, '../../src/records/move.ts')}'
        await move(process.argv[1], process.argv[2])
        console.log(process.resourceUsage().maxRSS * 1024)`
      const moved = spawnSync(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', script, place.address, urlOf(target)],
        { encoding: 'utf8', cwd: join(import.meta.dirname, '../..') },
      )
      if (moved.status !== 0) throw new Error(moved.stderr)
      const { bytes, rows } = await countOf(urlOf(target))
      const seconds = ((performance.now() - began) / 1000).toFixed(0)
      console.log(
        `moved ${basename(place.address)}: ${rows} rows, ${mib(bytes)} on PostgreSQL, ${seconds} s, at most ${mib(Number(moved.stdout))} of memory`,
      )
    } finally {
      await dropDatabase(target)
    }
  }
} finally {
  await clean()
}
