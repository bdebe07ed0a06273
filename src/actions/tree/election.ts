import { regularEnd, termEnd } from '../../life/tree/term.ts'
import { secretaryOf } from '../../records/organizations.ts'
import { writeSetting } from '../../records/settings.ts'
import { officersAbove, type TermRow, termOf } from '../../records/terms.ts'
import { fullDay } from '../../talk/say/term.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { isAbove, onlyAbove } from './term.ts'

/** 换届完成 12月20日当选: shown back first. */
export async function reportElection(act: Act, organizationId: number, electedOn: Day | null): Promise<void> {
  const row = await termOf(act.tx, organizationId)
  if (!row) return
  const example = '如「换届完成 12月20日当选」'
  if (electedOn === null) return act.reply('done', { text: `是哪天当选的？请写上日子，${example}。` })
  if (electedOn > act.today()) return act.reply('done', { text: `这一天还没有到，选好以后再告诉我，${example}。` })
  if (row.term && electedOn <= row.term.electedOn)
    return act.reply('done', {
      text: `登记的本届是 ${fullDay(row.term.electedOn)}当选的，说的日子不在它后面，没有改。要改登记的日子，请管理员来改。`,
    })
  await act.ask('election_report', { organizationId, electedOn })
  await act.reply('election_confirm', {
    name: row.name,
    electedOn,
    endsOn: regularEnd({ electedOn, years: row.years }),
    years: row.years,
  })
}

export const answerElectionReport: AnswerTo<'election_report'> = async (act, { organizationId, electedOn }, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.reply('done', { text: '好的，没有记。请再说一次，如「换届完成 12月20日当选」。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|是|好|可以)/.test(heard.text)) return false
  const row = await termOf(act.tx, organizationId)
  if (!row) return true
  await act.tx.organization.update({
    where: { id: row.id },
    data: { electedOn, termEndsOn: null, termReason: null, electionPending: true },
  })
  await act.audit({
    action: 'report_election',
    subject: { kind: 'organization', id: row.id },
    organizationId: row.id,
    before: { electedOn: row.term?.electedOn ?? null, endsOn: row.term && termEnd(row.term) },
    after: { electedOn, pending: true },
  })
  await writeSetting(act.tx, 'planned', '')
  const officers = await officersAbove(act.tx, row.path)
  const by = act.actor.kind === 'member' ? act.actor.name : '管理员'
  for (const { memberId } of officers) {
    await act.ask('election_approval', { organizationId, electedOn }, { memberId })
    await act.tell({
      kind: 'election_reported',
      facts: { name: row.name, electedOn, by },
      cause: { kind: 'organization', id: `${row.id}:${electedOn}` },
      to: { kind: 'member', id: memberId },
    })
  }
  const next =
    officers.length > 0
      ? `已报给${officers.map(({ name }) => name).join('、')}，批准了我告诉您。`
      : '上级没有登记党务干部，请自己报备案、报批准。'
  await act.reply('done', { text: `记下了，${fullDay(electedOn)}当选。${next}` })
  return true
}

/** 批准, or 退回 with a reason. */
async function decide(act: Act, row: TermRow, reason: string | null): Promise<void> {
  const electedOn = row.term?.electedOn
  if (electedOn === undefined) return
  if (reason === null) await act.tx.organization.update({ where: { id: row.id }, data: { electionPending: false } })
  await act.audit({
    action: reason === null ? 'approve_election' : 'return_election',
    subject: { kind: 'organization', id: row.id },
    organizationId: row.id,
    before: { electedOn, pending: true },
    after: { electedOn, pending: reason !== null, reason },
  })
  const secretary = await secretaryOf(act.tx, row.id)
  if (secretary)
    await act.tell({
      kind: 'election_decided',
      facts: { name: row.name, electedOn, by: act.actor.kind === 'member' ? act.actor.name : '上级', reason },
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id: secretary.memberId },
    })
  await act.reply('done', { text: `好的，${row.name}换届的报告${reason === null ? '已批准' : '已退回'}。` })
}

/** 批准机关二支部换届 */
export async function approveElection(act: Act, organizationId: number): Promise<void> {
  const row = await termOf(act.tx, organizationId)
  if (!row) return
  if (!isAbove(act, row.path)) return onlyAbove(act)
  if (!row.pending) return act.reply('done', { text: `${row.name}没有等着批准的换届。` })
  await decide(act, row, null)
}

export const answerElectionApproval: AnswerTo<'election_approval'> = async (
  act,
  { organizationId, electedOn },
  heard,
) => {
  const returned = /^(?:退回|不(?:同意|批准|行))[\s,，:：]*(.*)$/s.exec(heard.text)
  const sentBack = heard.choice === 2 || returned !== null
  if (!sentBack && heard.choice !== 1 && !/^(?:批准|同意|可以|好)/.test(heard.text)) return false
  const row = await termOf(act.tx, organizationId)
  if (!row?.pending || row.term?.electedOn !== electedOn) {
    await act.reply('done', { text: '这次换届已经有人办了，或者日子改了，没有改动。' })
    return true
  }
  if (!isAbove(act, row.path)) {
    await onlyAbove(act)
    return true
  }
  const reason = (heard.choice === 2 ? heard.rest : (returned?.[1] ?? '')).trim()
  if (sentBack && reason === '') {
    await act.ask('election_approval', { organizationId, electedOn })
    await act.reply('done', { text: '退回请写一句原因，如「2 票数没有写全」。' })
    return true
  }
  await decide(act, row, sentBack ? reason : null)
  return true
}
