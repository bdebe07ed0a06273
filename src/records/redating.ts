import type { Month } from '../time/days.ts'
import { Prisma } from './client/client.ts'
import type { NoticeState } from './client/enums.ts'
import type { Tx } from './database.ts'
import { among, inPortions, intIn, recordset } from './sql.ts'

/*
 * What a changed rule does to activities and reminders already planned: one statement each, however many branches.
 */

/** Activities of these programs that have not begun and may still follow their rule, or come back with it. */
export const comingOf = (tx: Tx, programIds: readonly number[], now: Date, cancelled: readonly string[]) =>
  inPortions(programIds, (some) =>
    tx.activity.findMany({
      where: {
        programId: { in: some },
        startsAt: { gt: now },
        OR: [{ state: { in: ['planned', 'approved'] } }, { state: 'cancelled', cancelReason: { in: [...cancelled] } }],
      },
      orderBy: { startsAt: 'asc' },
    }),
  )
export type Coming = Awaited<ReturnType<typeof comingOf>>[number]

/** The reminders of these causes, for the organization, handed on or not. */
export const plannedNotices = (tx: Tx, causeKind: 'activity' | 'dues' | 'program', causeIds: readonly string[]) =>
  inPortions(causeIds, (some) =>
    tx.notice.findMany({
      where: { causeKind, causeId: { in: some }, recipientKind: 'organization' },
      select: { id: true, causeId: true, revision: true, stage: true, state: true, outcome: true },
    }),
  )

const newDate = {
  id: 'int',
  startsAt: 'instant',
  endsAt: 'instant',
  revision: 'int',
  provisional: 'bool',
  dateReason: 'text',
} as const

export interface NewDate {
  id: number
  startsAt: Date
  endsAt: Date
  revision: number
  provisional: boolean
  dateReason: string | null
}

/** New days for planned activities; those that were called off with their program are planned again. */
export async function redateActivities(tx: Tx, rows: readonly NewDate[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    UPDATE "Activity" SET "startsAt" = r."startsAt", "endsAt" = r."endsAt",
      "revision" = r."revision", "provisional" = r."provisional",
      "dateReason" = r."dateReason", "state" = 'planned', "cancelReason" = NULL
    FROM ${recordset(tx, rows, newDate)} r WHERE "Activity"."id" = r."id"`
}

/** Planned for the time being, in a year without published holidays, and not begun. */
export const provisionalActivities = (tx: Tx, now: Date) =>
  tx.activity.findMany({
    where: {
      provisional: true,
      startsAt: { gt: now },
      state: { in: ['planned', 'approved'] },
      NOT: { programId: null },
    },
    include: { program: true },
    orderBy: { id: 'asc' },
  })

/** Their days hold, and why they stand on them. */
export async function confirmDates(tx: Tx, rows: readonly { id: number; dateReason: string | null }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    UPDATE "Activity" SET "provisional" = false, "dateReason" = r."dateReason"
    FROM ${recordset(tx, rows, { id: 'int', dateReason: 'text' })} r WHERE "Activity"."id" = r."id"`
}

export async function lengthenActivities(tx: Tx, rows: readonly { id: number; endsAt: Date }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    UPDATE "Activity" SET "endsAt" = r."endsAt"
    FROM ${recordset(tx, rows, { id: 'int', endsAt: 'instant' })} r WHERE "Activity"."id" = r."id"`
}

export async function callOff(tx: Tx, activityIds: readonly number[], reason: string): Promise<void> {
  if (activityIds.length === 0) return
  await tx.$executeRaw`
    UPDATE "Activity" SET "state" = 'cancelled', "cancelReason" = ${reason}, "revision" = "revision" + 1
    WHERE "id" ${among(tx, activityIds)}`
}

/** Silences what is unsent of these activities, and settles what was asked of anybody about changing them. */
export async function silence(tx: Tx, activityIds: readonly number[], reason: string, now: Date): Promise<void> {
  if (activityIds.length === 0) return
  await tx.$executeRaw`
    UPDATE "Notice" SET "state" = 'expired', "outcome" = ${reason}
    WHERE "causeKind" = 'activity' AND "state" IN ('due', 'claimed')
      AND "causeId" ${among(tx, activityIds.map(String))}`
  await tx.$executeRaw`
    UPDATE "Question" SET "settledAt" = ${now}
    WHERE "kind" IN ('move', 'cancel') AND "settledAt" IS NULL
      AND ${intIn(tx, Prisma.sql`"facts"`, 'activityId')} ${among(tx, activityIds)}`
}

const noticeChange = {
  id: 'int',
  state: 'enum NoticeState',
  outcome: 'text',
  dueAt: 'instant',
  helpsUntil: 'instant',
} as const

export interface NoticeChange {
  id: number
  state: Extract<NoticeState, 'due' | 'expired'>
  outcome: string | null
  /** Null: as it was. */
  dueAt: Date | null
  helpsUntil: Date | null
}

export async function changeNotices(tx: Tx, rows: readonly NoticeChange[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    UPDATE "Notice" SET "state" = r."state", "outcome" = r."outcome",
      "dueAt" = coalesce(r."dueAt", "Notice"."dueAt"),
      "helpsUntil" = CASE WHEN r."dueAt" IS NULL THEN "Notice"."helpsUntil" ELSE r."helpsUntil" END
    FROM ${recordset(tx, rows, noticeChange)} r WHERE "Notice"."id" = r."id"`
}

/** Programs whose rhythm is another from this month on: what their old one asked of earlier periods is no longer asked. */
export async function restartPrograms(tx: Tx, programIds: readonly number[], month: Month): Promise<void> {
  if (programIds.length === 0) return
  await tx.$executeRaw`
    UPDATE "Program" SET "startsOn" = ${month} WHERE "id" ${among(tx, programIds)}`
}
