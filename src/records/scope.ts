import { DriverAdapterError } from '@prisma/driver-adapter-utils'
import { Prisma } from './client/client.ts'
import { run } from './direct.ts'
import { among, dialectOf } from './sql.ts'

type Tx = Prisma.TransactionClient

/**
 * How much a piece of work may change, and so whom it has to wait for. On SQLite every transaction is alone. On
 * PostgreSQL it is given a lock for its scope before it reads anything; what it then reads is as the ones before left
 * it, and stays so.
 *
 * - `all`: alone. What nothing narrower was thought about for.
 * - `rows`: one statement that says itself which rows it takes, and in which state they must be.
 * - `speaker`: what somebody says: their branch, where they hold posts, and the group in which they speak, each with all
 *   below. An organization in the scope waits for those above it, below it, and for itself, not for its neighbours.
 * - `notices`: the organizations that these notices are about, and their readers'.
 */
export type Scope =
  | 'all'
  | 'rows'
  | { speaker: { platform: string; userId: string; roomId: string | null } }
  | { notices: readonly number[] }

/** Thrown where work turns out to reach further than its scope: `write` takes it back and runs it again, alone. */
export class ReachesFurther extends Error {}

const held = new WeakMap<object, Scope>()

/** Asked by work that changes what lies outside the speaker's organizations, before it reads anything of it. */
export function needsAll(tx: Tx): void {
  const scope = held.get(tx)
  if (scope !== undefined && scope !== 'all') throw new ReachesFurther()
}

/** All of it, as a key of its own beside the ids of organizations. */
const whole = 0
/** Ours among the locks of the database. */
const locks = Prisma.raw('9116')
const users = Prisma.raw('9117')

/** Waits until the scope is free, and keeps it until the transaction ends. */
export async function takeScope(tx: Tx, scope: Scope): Promise<void> {
  if (dialectOf(tx) === 'sqlite') return
  held.set(tx, scope)
  if (scope === 'all') await run(tx, Prisma.sql`SELECT pg_advisory_xact_lock(${locks}, ${Prisma.raw(String(whole))})`)
  else if (scope === 'rows')
    await run(tx, Prisma.sql`SELECT pg_advisory_xact_lock_shared(${locks}, ${Prisma.raw(String(whole))})`)
  else await lockOrganizations(tx, scope)
}

/**
 * Everything above is shared, the organization itself is not; from the top down and by id, so that no two wait for each
 * other. One statement: the order of the inner query is the order of the locks.
 */
async function lockOrganizations(tx: Tx, scope: Exclude<Scope, string>): Promise<void> {
  const sql = Prisma.sql`
    SELECT CASE
      WHEN l."user" IS NOT NULL THEN pg_advisory_xact_lock(${users}, hashtext(l."user"))
      WHEN l."alone" THEN pg_advisory_xact_lock(${locks}, l."id")
      ELSE pg_advisory_xact_lock_shared(${locks}, l."id") END
    FROM (
      SELECT ${Prisma.raw(String(whole))} AS "id", false AS "alone", 0 AS "depth", NULL AS "user"
      UNION ALL
      SELECT e."id"::integer, bool_or(e."depth" = cardinality(e."ids")), min(e."depth")::integer, NULL
      FROM (
        SELECT p."ids", x."id", x."depth"
        FROM (SELECT string_to_array(btrim(o."path", '/'), '/') AS "ids" FROM "Organization" o
          WHERE o."id" IN (${organizations(tx, scope)})) p, unnest(p."ids") WITH ORDINALITY x("id", "depth")) e
      GROUP BY e."id"
      ${'speaker' in scope ? Prisma.sql`UNION ALL SELECT 0, true, 1000000, ${`${scope.speaker.platform}:${scope.speaker.userId}`}::text` : Prisma.empty}
      ORDER BY "depth", "id") l`
  await run(tx, sql)
}

function organizations(tx: Tx, scope: Exclude<Scope, string>): Prisma.Sql {
  if ('notices' in scope) {
    const these = Prisma.sql`n."id" ${among(tx, scope.notices)}`
    return Prisma.sql`
      SELECT n."organizationId" FROM "Notice" n WHERE ${these}
      UNION SELECT r."organizationId" FROM "Notice" n JOIN "Room" r ON r."id" = n."recipientId"
        WHERE ${these} AND n."recipientKind" = 'room'
      UNION SELECT m."branchId" FROM "Notice" n JOIN "Member" m ON m."id" = n."recipientId"
        WHERE ${these} AND n."recipientKind" = 'member'
      UNION SELECT n."recipientId" FROM "Notice" n WHERE ${these} AND n."recipientKind" = 'organization'`
  }
  const { platform, userId, roomId } = scope.speaker
  const account = Prisma.sql`"Account" a WHERE a."platform" = ${platform} AND a."userId" = ${userId}`
  return Prisma.sql`
    SELECT m."branchId" FROM "Member" m WHERE m."id" IN (SELECT a."memberId" FROM ${account})
    UNION SELECT p."organizationId" FROM "Position" p WHERE p."memberId" IN (SELECT a."memberId" FROM ${account})
    UNION SELECT r."organizationId" FROM "Room" r WHERE r."platform" = ${platform} AND r."roomId" = ${roomId}`
}

/** Whether a transaction failed because another was faster: run again, it reads what that one wrote. */
export function isConflict(error: unknown): boolean {
  if (error instanceof DriverAdapterError)
    return error.cause.kind === 'TransactionWriteConflict' || error.cause.kind === 'UniqueConstraintViolation'
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false
  if (error.code === 'P2034' || error.code === 'P2002') return true
  const text = JSON.stringify(error.meta ?? {})
  return text.includes('TransactionWriteConflict') || text.includes('UniqueConstraintViolation')
}
