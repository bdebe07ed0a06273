import { mayEndOn, regularEnd, termEnd } from '../../life/tree/term.ts'
import { secretaryOf } from '../../records/organizations.ts'
import { writeSetting } from '../../records/settings.ts'
import { termOf } from '../../records/terms.ts'
import { fullDay } from '../../talk/say/term.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { isAbove, onlyAbove } from './term.ts'

/** 机关二支部换届延期到2027年12月20日 原因: by somebody above, shown back first. */
export async function moveTerm(
  act: Act,
  organizationId: number,
  endsOn: Day | null,
  reason: string | null,
): Promise<void> {
  const row = await termOf(act.tx, organizationId)
  if (!row) return
  if (!isAbove(act, row.path)) return onlyAbove(act)
  const example = `如「${row.name}换届延期到2027年12月20日 正在合并」`
  if (row.term === null) return act.reply('term_unknown', { name: row.name, years: row.years })
  if (endsOn === null || reason === null) return act.reply('done', { text: `请写上改到哪一天和原因，${example}。` })
  if (!mayEndOn(row.term, endsOn))
    return act.reply('done', {
      text: `本届到 ${fullDay(regularEnd(row.term))}届满，延期或提前一般不超过一年，${fullDay(endsOn)}超出了，没有改。`,
    })
  await act.ask('term_move', { organizationId, endsOn, reason })
  await act.reply('term_move_confirm', { name: row.name, from: termEnd(row.term), to: endsOn, reason })
}

export const answerTermMove: AnswerTo<'term_move'> = async (act, { organizationId, endsOn, reason }, heard) => {
  if (heard.choice === 2 || /^不/.test(heard.text)) {
    await act.reply('done', { text: '好的，没有改。' })
    return true
  }
  if (heard.choice !== 1 && !/^(对|是|好|可以|批准)/.test(heard.text)) return false
  const row = await termOf(act.tx, organizationId)
  if (!row?.term || !mayEndOn(row.term, endsOn)) {
    await act.reply('done', { text: '登记的当选日期变了，没有改。请再说一次。' })
    return true
  }
  if (!isAbove(act, row.path)) {
    await onlyAbove(act)
    return true
  }
  const from = termEnd(row.term)
  await act.tx.organization.update({ where: { id: row.id }, data: { termEndsOn: endsOn, termReason: reason } })
  await act.audit({
    action: 'move_term',
    subject: { kind: 'organization', id: row.id },
    organizationId: row.id,
    before: { endsOn: from, reason: row.reason },
    after: { endsOn, reason },
  })
  await writeSetting(act.tx, 'planned', '')
  const secretary = await secretaryOf(act.tx, row.id)
  const by = act.actor.kind === 'member' ? act.actor.name : '上级'
  if (secretary)
    await act.tell({
      kind: 'term_moved',
      facts: { name: row.name, to: endsOn, later: endsOn > from, reason, by },
      cause: { kind: 'inbound', id: act.inboundId ?? 0 },
      to: { kind: 'member', id: secretary.memberId },
    })
  await act.reply('done', { text: `好的，${row.name}本届到 ${fullDay(endsOn)}届满。` })
  return true
}
