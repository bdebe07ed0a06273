import { z } from 'zod'
import { filingDue, yearAhead } from '../../life/planning/filing.ts'
import { changesBetween, type PlanChange } from '../../life/planning/plan-changes.ts'
import { type PlanEntry, planEntry } from '../../life/planning/plan-entry.ts'
import { type FilingRow, findFiling, lastFiling } from '../../records/filings.ts'
import { officersIn } from '../../records/organizations.ts'
import { policiesOf } from '../../records/policies.ts'
import type { TreeNode } from '../../records/tree.ts'
import type { Period } from '../../time/days.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { refuse } from '../refuse.ts'
import { askWhose, nodeAt, organizationCalled, postOf } from './whose.ts'
import { organizationOf, planOf } from './year-plan.ts'

export const filedEntries = (plan: unknown): PlanEntry[] => z.array(planEntry).catch([]).parse(plan)

/** How often each institution stands in a plan, and what has no day yet. */
export function planCounts(entries: readonly PlanEntry[]) {
  const dated = entries.filter(
    ({ state, by }) => by === null && state !== 'remind' && state !== 'window' && state !== 'cancelled',
  )
  const names = [...new Set(dated.filter(({ days }) => days.length > 0).map(({ name }) => name))]
  const count = (name: string) =>
    dated.filter((one) => one.name === name).reduce((sum, one) => sum + one.days.length, 0)
  return {
    institutions: names.map((name) => ({ name, count: count(name) })),
    open: [...new Set(dated.filter(({ state }) => state === 'open').map(({ name }) => name))],
  }
}

/** Who decides about what an organization files: the officers of the nearest committee above that has any. */
export async function decidersOf(act: Act, organization: { path: string }) {
  const above = organization.path.split('/').filter(Boolean).slice(0, -1).map(Number).reverse()
  const officers = await officersIn(act.tx, above, ['secretary', 'deputy_secretary', 'committee_officer'])
  const id = above.find((one) => (officers.get(one)?.length ?? 0) > 0) ?? above[0]
  if (id === undefined) return null
  const { name, path } = await organizationOf(act, id)
  const people = officers.get(id) ?? []
  return {
    id,
    name,
    path,
    officers: people.filter((one, at) => people.findIndex(({ memberId }) => memberId === one.memberId) === at),
  }
}

/** "报备年度计划": shows what will be filed, and with whom. False where the name that was given is nobody's. */
export async function proposeFiling(
  act: Act,
  { organization, year }: { organization: string | null; year: Period | null },
): Promise<boolean> {
  const whose =
    organization === null ? await ownPost(act) : await organizationCalled(act, organization, 'arrange', false)
  if (whose === null && organization !== null) return false
  if (whose && 'several' in whose) {
    await askWhose(act, whose.several)
    return true
  }
  if (whose) await showFiling(act, whose.node, year ?? yearAhead(act.today()))
  else await refuse(act, 'arrange')
  return true
}

/** A secretary's own branch; who holds no post there files for the highest post. */
async function ownPost(act: Act): Promise<{ node: TreeNode } | null> {
  if (act.actor.kind !== 'member') return null
  const { branchPath, held } = act.actor
  const inBranch = held.some(({ path, role }) => path === branchPath && role !== 'group_leader')
  const node = inBranch && act.may('arrange', branchPath) ? await nodeAt(act, branchPath) : await postOf(act, 'oversee')
  return node && { node }
}

async function showFiling(act: Act, { id, name, path }: TreeNode, year: Period): Promise<void> {
  const above = await decidersOf(act, { path })
  if (!above)
    return act.whisper('done', { text: `${name}没有上级党组织，计划不用报备。看计划，发「${year}年度计划」。` })
  const { entries } = await planOf(act, await organizationOf(act, id), year)
  if (entries.length === 0) return act.whisper('done', { text: `${name}${year}年还没有活动安排，没有可以报的。` })
  const before = await lastFiling(act.tx, id, year)
  await act.ask('file_plan', { organizationId: id, year }, 'privately')
  await act.whisper('filing_confirm', {
    organization: name,
    year,
    above: above.name,
    revision: (before?.revision ?? 0) + 1,
    ...planCounts(entries),
    changes: before ? changesBetween(filedEntries(before.plan), entries) : [],
    before: before && { state: before.state, remark: before.remark },
  })
}

/** 1 报, 2 不报 */
export const answerFilePlan: AnswerTo<'file_plan'> = async (act, { organizationId, year }, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.whisper('done', { text: '好的，没有报。' })
    return true
  }
  if (heard.choice !== 1 && !/^(报|好|对|可以|同意|是)/.test(heard.text)) return false
  const organization = await organizationOf(act, organizationId)
  const above = await decidersOf(act, organization)
  if (!above) return false
  const { entries } = await planOf(act, organization, year)
  const before = await lastFiling(act.tx, organizationId, year)
  const filing = await act.tx.filing.create({
    data: {
      organizationId,
      year,
      revision: (before?.revision ?? 0) + 1,
      plan: entries,
      filedById: act.actor.kind === 'member' ? act.actor.id : null,
      filedAt: act.now,
    },
  })
  await act.audit({
    action: 'file_plan',
    subject: { kind: 'filing', id: filing.id },
    organizationId,
    after: { year, revision: filing.revision },
  })
  for (const { memberId } of above.officers)
    await act.tell({
      kind: 'filing_check',
      facts: { ...(await checkFacts(act, { ...filing, organization })) },
      cause: { kind: 'organization', id: `filing:${filing.id}` },
      to: { kind: 'member', id: memberId },
      organizationId: above.id,
      unprompted: true,
    })
  const officers = above.officers.map((one) => one.name)
  await act.whisper('filing_sent', { organization: organization.name, year, above: above.name, officers })
  return true
}

/** What the committee above is shown of a filing. */
export async function checkFacts(
  act: Act,
  filing: Pick<FilingRow, 'id' | 'organizationId' | 'year' | 'revision' | 'plan' | 'filedById'> & {
    organization: { name: string }
  },
) {
  const { organizationId, year, revision, plan, filedById } = filing
  const by =
    filedById === null ? null : await act.tx.member.findUnique({ where: { id: filedById }, select: { name: true } })
  const previous =
    revision > 1
      ? await act.tx.filing.findUnique({
          where: { organizationId_year_revision: { organizationId, year, revision: revision - 1 } },
        })
      : null
  const entries = filedEntries(plan)
  const changes: PlanChange[] = previous ? changesBetween(filedEntries(previous.plan), entries) : []
  return {
    organization: filing.organization.name,
    year,
    revision,
    by: by?.name ?? '支部',
    ...planCounts(entries),
    changes,
  }
}

/** 1 同意, 2 退回 with the reason; who answers first counts. */
export const answerFiling: AnswerTo<'filing'> = async (act, { filingId, wants }, heard) => {
  const accepted = heard.choice === 1 || (wants === undefined && /^(同意|可以|好|没意见)/.test(heard.text))
  const returned = heard.choice === 2 || /^(?:不同意|退回)/.test(heard.text)
  if (!accepted && !returned) return false
  const filing = await openFiling(act, filingId)
  if (!filing) return true
  if (accepted) await decide(act, filing, true, null)
  else
    await returnWith(
      act,
      filing,
      heard.choice === 2 ? heard.rest : heard.text.replace(/^(?:不同意|退回)[，,:：\s]*/, ''),
    )
  return true
}

/** The reason for sending it back, in free words, where it was asked for. */
export const reasonOfFiling: AnswerTo<'filing'> = async (act, { filingId, wants }, heard) => {
  if (wants !== 'reason' || heard.text.trim() === '') return false
  const filing = await openFiling(act, filingId)
  if (filing) await returnWith(act, filing, heard.text)
  return true
}

async function returnWith(act: Act, filing: FilingRow, reason: string): Promise<void> {
  if (reason.trim() !== '') return decide(act, filing, false, reason.trim().slice(0, 200))
  await act.ask('filing', { filingId: filing.id, wants: 'reason' }, 'privately')
  await act.whisper('filing_reason', {})
}

/** The filing, if it still waits for an answer and the speaker is one of those above it; else they are told why not. */
async function openFiling(act: Act, id: number): Promise<FilingRow | null> {
  const filing = await findFiling(act.tx, id)
  if (!filing) return null
  const { organization, year, organizationId, revision } = filing
  const above = await decidersOf(act, organization)
  if (!above || !act.may('oversee', above.path)) {
    await refuse(act, 'oversee')
    return null
  }
  const say = (text: string) => act.whisper('done', { text: `${organization.name}${year}年度计划${text}` })
  const latest = await lastFiling(act.tx, organizationId, year)
  if (latest && latest.revision > revision) {
    await say('已经重新报备，请看后来的那一份。')
    return null
  }
  if (filing.state === 'filed') return filing
  const by = filing.decidedById === null ? null : await act.tx.member.findUnique({ where: { id: filing.decidedById } })
  await say(`，${by?.name ?? '上级'}已经${filing.state === 'accepted' ? '同意' : '退回'}，不用再答复。`)
  return null
}

async function decide(act: Act, filing: FilingRow, accepted: boolean, remark: string | null): Promise<void> {
  const { id, organization, year, filedById } = filing
  const by = act.actor.kind === 'member' ? act.actor : null
  const state = accepted ? 'accepted' : 'returned'
  await act.tx.filing.update({
    where: { id },
    data: { state, remark, decidedById: by?.id ?? null, decidedAt: act.now },
  })
  await act.audit({
    action: accepted ? 'accept_filing' : 'return_filing',
    subject: { kind: 'filing', id },
    organizationId: organization.id,
    before: { state: filing.state },
    after: { state, remark },
  })
  const facts = { organization: organization.name, year, accepted, by: by?.name ?? '上级', remark }
  const cause = { kind: 'organization' as const, id: `filing:${id}` }
  const others = (await decidersOf(act, organization))?.officers.filter(({ memberId }) => memberId !== by?.id) ?? []
  if (filedById !== null && filedById !== by?.id)
    await act.tell({ kind: 'filing_decided', facts, cause, to: { kind: 'member', id: filedById }, unprompted: true })
  for (const { memberId } of others.filter((one) => one.memberId !== filedById))
    await act.tell({ kind: 'filing_settled', facts, cause, to: { kind: 'member', id: memberId }, unprompted: true })
  await act.whisper('done', {
    text: `好的，${organization.name}${year}年度计划${accepted ? '同意了' : '退回了'}，我告诉报的人。`,
  })
}

/** Whether the plan of a year is asked for, and by when. */
export const filingAsked = async (act: Act, path: string, year: Period) =>
  filingDue((await policiesOf(act.tx, path)).filePlan, year)
