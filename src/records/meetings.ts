import { voteLines } from '../life/meeting/vote-words.ts'
import { exclusionWords, isExclusion, measure } from '../life/meeting/voting.ts'
import { dayInWords, type Period } from '../time/days.ts'
import type { Day, Zone } from '../time/zone.ts'
import { ruleOf } from './activities.ts'
import type { Prisma } from './client/client.ts'
import { observersOf } from './contacts.ts'
import type { Tx } from './database.ts'
import { votesOf } from './votes.ts'
import type { MeetingRecord } from './workbook/meeting-record.ts'

export interface Branch {
  id: number
  name: string
}

/** 张伟（一车间） */
export const fullName = ({ name, label }: { name: string; label: string }) =>
  label === '' ? name : `${name}（${label}）`

/** 2026年12月4日 */
export const dateInWords = (day: Day) => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** Which meeting: by the name of the activity and its period ("2026-12", "2026-Q4"); the last one where not said. */
export interface WhichMeeting {
  title: string | null
  period: Period | null
}

export interface FoundMeeting {
  record: MeetingRecord
  title: string
  day: Day
  /** Archived by the secretary; before that the record may still change. */
  closed: boolean
}

const withMeeting = {
  activity: { include: { organization: { select: { place: true } }, program: { select: { rule: true } } } },
  branch: { select: { place: true } },
  decisions: { orderBy: { id: 'asc' } },
} satisfies Prisma.ActivityRecordInclude

/** The record of one meeting of a branch for printing; null where there is none. */
export async function meetingOf(tx: Tx, branch: Branch, which: WhichMeeting, zone: Zone): Promise<FoundMeeting | null> {
  const found = await tx.activityRecord.findFirst({
    where: {
      branchId: branch.id,
      activity: {
        state: { not: 'cancelled' },
        ...(which.title === null ? {} : { title: which.title }),
        ...(which.period === null ? {} : { period: which.period }),
      },
    },
    include: withMeeting,
    orderBy: { activity: { startsAt: 'desc' } },
  })
  if (!found) return null
  const { activity } = found
  const day = zone.day(activity.startsAt)
  const [roll, files, before] = await Promise.all([
    tx.participation.findMany({
      where: { activityId: activity.id, branchId: branch.id, expected: true },
      select: { attendance: true, reason: true, member: { select: { name: true, label: true, category: true } } },
      orderBy: { memberId: 'asc' },
    }),
    tx.attachment.findMany({
      where: { activityId: activity.id, branchId: branch.id },
      select: { name: true },
      orderBy: { id: 'asc' },
    }),
    tx.activityRecord.count({
      where: {
        branchId: branch.id,
        activity: {
          programId: activity.programId,
          title: activity.title,
          state: { not: 'cancelled' },
          startsAt: { gte: zone.at(`${day.slice(0, 4)}-01-01`, '00:00'), lt: activity.startsAt },
        },
      },
    }),
  ])
  const votes = await votesOf(tx, activity.id, branch.id)
  const observers = await observersOf(tx, activity.id, branch.id)
  const committee = ruleOf(activity).audience === 'committee'
  const vote =
    votes.length > 0
      ? voteLines(votes.map((one) => ({ ...one, measure: measure(one, committee) }))).join('\n')
      : found.noVotes
        ? '无'
        : null
  const voting =
    found.votingBase === null || (votes.length === 0 && ruleOf(activity).quorum === null)
      ? null
      : { base: found.votingBase, present: found.votingPresent, excluded: await excludedIn(tx, branch.id, committee) }
  const count = (rows: typeof roll) => ({
    total: rows.length,
    full: rows.filter((one) => one.member.category === 'full').length,
    probationary: rows.filter((one) => one.member.category === 'probationary').length,
  })
  const open = roll.some((one) => one.attendance === null)
  const came = roll.filter((one) => one.attendance === 'present' || one.attendance === 'online')
  const { decisions } = found
  const record: MeetingRecord = {
    branch: branch.name,
    title: activity.title,
    ordinal: `${day.slice(0, 4)}年第${before + 1}次`,
    time: timeInWords(activity, zone),
    place: activity.place ?? activity.organization.place ?? found.branch.place,
    host: found.host === null ? null : `${found.host}${found.hostDelegated ? '（受书记委托）' : ''}`,
    recorder: found.recorder,
    expected: count(roll),
    // As long as somebody's attendance is open, a number would be wrong.
    present: open
      ? { total: null, full: null, probationary: null, online: null }
      : { ...count(came), online: came.filter((one) => one.attendance === 'online').length },
    missing: open
      ? null
      : roll.flatMap(({ attendance, reason, member }) =>
          attendance === 'leave' || attendance === 'absent'
            ? [{ name: fullName(member), kind: attendance, reason }]
            : [],
        ),
    observers: observers.length === 0 ? null : observers.map(fullName),
    agenda: activity.topic,
    content: found.content,
    decisions:
      decisions.length === 0 && !found.noDecisions
        ? null
        : decisions.map(({ content, owner, dueOn }) => ({
            text: content,
            responsible: owner === '' || owner === '未定' ? null : owner,
            due: dueOn && dateInWords(dueOn),
          })),
    voting,
    vote,
    attachments: files.map((file) => file.name),
    people: roll.map(({ member, attendance }) => ({ name: fullName(member), mark: attendance })),
  }
  return { record, title: activity.title, day, closed: found.state === 'closed' }
}

/** Who was lawfully left out of 应到会, why, when the general meeting agreed and how the committee above consented. */
async function excludedIn(tx: Tx, branchId: number, committee: boolean): Promise<string | null> {
  if (committee) return null
  const members = await tx.member.findMany({
    where: { branchId, leftOn: null, votingExcluded: { not: null } },
    select: { name: true, label: true, votingExcluded: true, votingExcludedOn: true, votingConsent: true },
    orderBy: { id: 'asc' },
  })
  const words = members.map((one) => {
    const reason = isExclusion(one.votingExcluded) ? exclusionWords[one.votingExcluded] : ''
    const agreed = one.votingExcludedOn === null ? '' : `；${dateInWords(one.votingExcludedOn)}党员大会通过`
    return `${fullName(one)}（${reason}${agreed}${one.votingConsent === null ? '' : `；${one.votingConsent}`}）`
  })
  return words.length === 0 ? null : words.join('、')
}

/** 2026年12月4日（周五）15:00—16:30 */
function timeInWords({ startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }, zone: Zone): string {
  const day = zone.day(startsAt)
  const until =
    endsAt === null ? '' : `—${zone.day(endsAt) === day ? '' : dayInWords(zone.day(endsAt))}${zone.hour(endsAt)}`
  return `${day.slice(0, 4)}年${dayInWords(day)}${zone.hour(startsAt)}${until}`
}

/** The titles under which the branches have records, for suggestions. */
export async function recordedTitles(tx: Tx, branchIds: number[]): Promise<string[]> {
  const rows = await tx.activity.findMany({
    where: { records: { some: { branchId: { in: branchIds } } } },
    distinct: ['title'],
    select: { title: true },
    orderBy: { id: 'asc' },
  })
  return rows.map((row) => row.title)
}

/** A month or a quarter as periods are written: "2026-12", "2026-Q4". */
export const isPeriod = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2]|Q[1-4])$/.test(text)
