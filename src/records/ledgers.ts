import { categoryWords } from '../life/people/roster.ts'
import { isAskedFor, type OpenLetter } from '../life/people/transfer.ts'
import { duesWindow } from '../life/planning/stages.ts'
import { duesRule } from '../life/programs/programs.ts'
import type { Zone } from '../time/zone.ts'
import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { type Branch, dateInWords, fullName } from './meetings.ts'
import type { AttendanceLedger } from './workbook/attendance-ledger.ts'
import type { DuesLedger, DuesLedgerMonth } from './workbook/dues-ledger.ts'

const ofParty = { in: ['full', 'probationary'] } satisfies Prisma.EnumMemberCategoryFilter

/**
 * What the branch's attendance ledger of a year is made of: everything held, and everybody who was expected there,
 * those who have left since included. Three queries, however many people and activities. null where nothing was held.
 */
export async function attendanceOf(tx: Tx, branch: Branch, year: number, zone: Zone): Promise<AttendanceLedger | null> {
  const activity = {
    state: { not: 'cancelled' },
    startsAt: { gte: zone.at(`${year}-01-01`, '00:00'), lt: zone.at(`${year + 1}-01-01`, '00:00') },
  } satisfies Prisma.ActivityWhereInput
  const records = await tx.activityRecord.findMany({
    where: { branchId: branch.id, activity },
    select: {
      host: true,
      recorder: true,
      activity: {
        select: { id: true, title: true, topic: true, startsAt: true, organization: { select: { kind: true } } },
      },
    },
    orderBy: { activityId: 'asc' },
  })
  if (records.length === 0) return null
  const onRoll = { branchId: branch.id, expected: true, activity } satisfies Prisma.ParticipationWhereInput
  const [entries, people, madeUp] = await Promise.all([
    tx.participation.findMany({
      where: onRoll,
      select: { activityId: true, memberId: true, attendance: true, reason: true },
      orderBy: { memberId: 'asc' },
    }),
    tx.member.findMany({
      where: { OR: [{ branchId: branch.id, leftOn: null, category: ofParty }, { participations: { some: onRoll } }] },
      select: { id: true, name: true, label: true, leader: true },
      orderBy: { id: 'asc' },
    }),
    tx.makeUp.findMany({
      where: { state: 'done', activity: { ...activity, records: { some: { branchId: branch.id } } } },
      select: { activityId: true, memberId: true },
      orderBy: { id: 'asc' },
    }),
  ])
  const expected = new Set(entries.map((one) => `${one.activityId}:${one.memberId}`))
  const done = new Set(madeUp.map((one) => `${one.activityId}:${one.memberId}`))
  return {
    branch: branch.name,
    period: `${year}年`,
    people: people.map((member) => ({ id: member.id, name: fullName(member), leader: member.leader })),
    taught: madeUp
      .filter((one) => !expected.has(`${one.activityId}:${one.memberId}`))
      .map(({ activityId, memberId }) => ({ activityId, personId: memberId })),
    activities: records.map(({ host, recorder, activity: { id, title, topic, startsAt, organization } }) => ({
      id,
      day: zone.day(startsAt),
      title,
      topic,
      host,
      recorder,
      ofGroup: organization.kind === 'group',
    })),
    entries: entries.map(({ activityId, memberId, attendance, reason }) => ({
      activityId,
      personId: memberId,
      mark: attendance,
      reason,
      madeUp: done.has(`${activityId}:${memberId}`),
    })),
  }
}

/**
 * What the branch's dues ledger of a year is made of; only verified money counts. A month that is still being
 * collected is nobody's arrears and is left out as long as nothing was paid. null where nothing was collected.
 */
export async function duesOf(
  tx: Tx,
  branch: Branch,
  year: number,
  at: { zone: Zone; now: Date },
): Promise<DuesLedger | null> {
  const ofYear = {
    branchId: branch.id,
    month: { gte: `${year}-01`, lte: `${year}-12` },
  } satisfies Prisma.DuesMonthWhereInput
  const people = await tx.member.findMany({
    where: { OR: [{ branchId: branch.id, leftOn: null, category: ofParty }, { duesMonths: { some: ofYear } }] },
    select: {
      name: true,
      label: true,
      category: true,
      leftOn: true,
      branch: { select: { id: true, name: true } },
      transfers: {
        where: { fromBranchId: branch.id, state: { in: ['out', 'received'] } },
        orderBy: { id: 'desc' },
        take: 1,
      },
      duesMonths: { where: ofYear, include: { payments: { where: { state: 'verified' }, orderBy: { id: 'asc' } } } },
      assessments: { where: { fromMonth: { lte: `${year}-12` } }, orderBy: { fromMonth: 'desc' }, take: 1 },
    },
    orderBy: { id: 'asc' },
  })
  if (people.every((member) => member.duesMonths.length === 0)) return null
  const bringers = people.flatMap((member) =>
    member.duesMonths.flatMap((month) => month.payments.flatMap((one) => one.paidById ?? [])),
  )
  const [bringing, program] = await Promise.all([
    tx.member.findMany({
      where: { id: { in: [...new Set(bringers)] } },
      select: { id: true, name: true, label: true },
    }),
    tx.program.findFirst({ where: { organizationId: branch.id, kind: 'dues' }, select: { rule: true } }),
  ])
  const names = new Map(bringing.map((member) => [member.id, fullName(member)]))
  const rule = duesRule.parse(program?.rule ?? {})
  const today = at.zone.day(at.now)
  type Row = (typeof people)[number]['duesMonths'][number]
  const monthOf = (
    { month, state, dueFen, paidFen, payments }: Row,
    letters: readonly OpenLetter[],
  ): DuesLedgerMonth | null => {
    if (state === 'due' && paidFen === 0 && !isAskedFor(month, letters)) return null
    const settled = state === 'exempt' || state === 'waived' ? 'exempt' : state === 'paid' ? 'paid' : 'due'
    if (settled === 'due' && paidFen === 0 && duesWindow(rule, month).last >= today) return null
    const paidAt = payments.at(-1)?.verifiedAt ?? null
    const by = payments.flatMap((one) => (one.paidById === null ? [] : (names.get(one.paidById) ?? [])))
    return {
      month: Number(month.slice(5)),
      state: settled,
      dueFen,
      paidFen,
      paidOn: paidAt && at.zone.day(paidAt),
      paidBy: [...new Set(by)].join('、') || null,
    }
  }
  return {
    branch: branch.name,
    year,
    people: people.map((member) => ({
      name: fullName(member),
      category: categoryWords[member.category],
      monthlyFen: member.assessments[0]?.amountFen ?? null,
      months: member.duesMonths.flatMap(
        (row) =>
          monthOf(
            row,
            member.transfers.filter(({ state }) => state === 'out'),
          ) ?? [],
      ),
      remark: remarkOn(branch, member),
    })),
  }
}

/** Where somebody went, and by what decision months were waived or reduced. */
function remarkOn(
  of: Branch,
  member: {
    leftOn: string | null
    branch: Branch
    transfers: { state: string; toName: string; closedOn: string | null; duesPaidTo: string }[]
    duesMonths: { month: string; dueFen: number; approval: string | null }[]
  },
): string | null {
  const [letter] = member.transfers
  const where =
    letter?.state === 'out'
      ? `转出中（${letter.toName}，党费交到${Number(letter.duesPaidTo.slice(5))}月）`
      : letter?.closedOn
        ? `${dateInWords(letter.closedOn)}转到${letter.toName}，党费交到${Number(letter.duesPaidTo.slice(5))}月`
        : member.branch.id !== of.id
          ? `已转到${member.branch.name}`
          : member.leftOn === null
            ? null
            : `${dateInWords(member.leftOn)}起不在本支部`
  const waived = member.duesMonths.flatMap(({ month, dueFen, approval }) =>
    approval === null ? [] : [`${Number(month.slice(5))}月${dueFen === 0 ? '免交' : '少交'}（${approval}）`],
  )
  return [where, ...waived].filter(Boolean).join('；') || null
}
