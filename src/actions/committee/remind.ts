import { insertNotices } from '../../records/notices.ts'
import { officersIn, rolesFor } from '../../records/organizations.ts'
import { lastDay, type Month, type Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { refuse } from '../refuse.ts'
import { type BranchBehind, behind, type Lagging } from './behind.ts'
import { monthMeant } from './month-overview.ts'
import { postOf } from './whose.ts'

/** What a committee asks about those below: with what they are behind, with one institution where one is named. */
export interface BehindAsk {
  what: Lagging
  subject: string | null
  period: Period | null
}

const named = 5

/** "谁没安排支委会", "未安排名单": every branch that is behind. */
export async function showBehind(act: Act, { what, subject, period }: BehindAsk): Promise<void> {
  const top = await postOf(act, 'oversee')
  if (!top) return refuse(act, 'see_names')
  const month = monthMeant(act, period)
  const found = await behind(act, top.path, month, what, subject)
  const branches = found.map(({ branch, titles }) => ({ name: branch, titles }))
  await act.whisper('behind', { what, month, subject, branches })
}

/** "提醒没安排的": says whom, and asks once. */
export async function proposeReminder(act: Act, { what, subject, period }: BehindAsk): Promise<void> {
  const top = await postOf(act, 'oversee')
  if (!top) return refuse(act, 'see_names')
  const month = monthMeant(act, period)
  const found = await behind(act, top.path, month, what, subject)
  if (found.length === 0) return act.whisper('behind', { what, month, subject, branches: [] })
  const secretaries = await secretariesOf(act, found)
  await act.ask('remind', { organizationId: top.id, committee: top.name, what, subject, month }, 'privately')
  await act.whisper('remind_confirm', {
    what,
    subject,
    branches: { count: found.length, first: found.slice(0, named).map(({ branch }) => branch) },
    count: secretaries.size,
    unheard: found.length - secretaries.size,
  })
}

/** Who is written to for each branch. */
async function secretariesOf(act: Act, found: readonly BranchBehind[]): Promise<Map<number, number>> {
  const officers = await officersIn(
    act.tx,
    found.map(({ branchId }) => branchId),
    rolesFor.secretary,
  )
  return new Map([...officers].flatMap(([id, [first]]) => (first ? [[id, first.memberId] as const] : [])))
}

/** 1 发, 2 不发: each secretary is written to privately, in the committee's name; who has done it meanwhile is not. */
export const answerRemind: AnswerTo<'remind'> = async (act, facts, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.whisper('done', { text: '好的，不发。' })
    return true
  }
  if (heard.choice !== 1 && !/^(发|好|可以|对)/.test(heard.text)) return false
  const { organizationId, committee, what, subject, month } = facts
  const { path } = await act.tx.organization.findUniqueOrThrow({ where: { id: organizationId } })
  const found = await behind(act, path, month, what, subject)
  const secretaries = await secretariesOf(act, found)
  const told = await insertNotices(act.tx, pleaseNotices(act, { committee, what, month }, found, secretaries), act.now)
  await act.audit({
    action: 'remind_branches',
    subject: { kind: 'organization', id: organizationId },
    organizationId,
    after: { what, subject, month, memberIds: [...secretaries.values()] },
  })
  await act.whisper('done', { text: told === 0 ? '都已经办了，没有要提醒的。' : `已私下提醒 ${told} 位。` })
  return true
}

const pleaseNotices = (
  act: Act,
  { committee, what, month }: { committee: string; what: Lagging; month: Month },
  found: readonly BranchBehind[],
  secretaries: ReadonlyMap<number, number>,
) =>
  found.flatMap(({ branchId, titles }) => {
    const recipientId = secretaries.get(branchId)
    if (recipientId === undefined) return []
    return [
      {
        kind: 'arrange_please',
        facts: { what, titles, committee, last: lastDay(month) },
        causeKind: 'inbound',
        causeId: String(act.inboundId ?? 0),
        revision: 1,
        stage: `arrange_please_${branchId}`,
        recipientKind: 'member' as const,
        recipientId,
        ordinal: 0,
        organizationId: branchId,
        unprompted: false,
        urgent: false,
        dueAt: act.now,
        helpsUntil: null,
      },
    ]
  })
