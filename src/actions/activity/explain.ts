import { titleInGroup } from '../../life/programs/structure.ts'
import { dayInWords, periodInWords, spanOf } from '../../time/days.ts'
import type { Act } from '../act.ts'

export interface Missed {
  programId: number
  organizationId: number
  period: string
}

/**
 * Takes down why a period held nothing; from then on it is no longer asked for. What is made up after its end stays a
 * meeting of its own day: it does not count for the period (跨季补开不追溯).
 */
export async function explain(act: Act, { programId, organizationId, period }: Missed, words: string): Promise<void> {
  const key = { programId_organizationId_period: { programId, organizationId, period } }
  const program = await act.tx.program.findUniqueOrThrow({ where: { id: programId } })
  const organization = await act.tx.organization.findUniqueOrThrow({ where: { id: organizationId } })
  const name = organization.kind === 'group' ? titleInGroup(program.name, organization.name) : program.name
  const title = `${periodInWords(period)}${name}`
  const { last } = spanOf(period)
  if (last >= act.today())
    return act.whisper('done', {
      text: `${title}的时间还没有过，到${dayInWords(last, act.today())}为止。开不了的话到时再写说明。`,
    })
  const before = await act.tx.explanation.findUnique({ where: key })
  const data = { words, recordedById: act.actor.kind === 'member' ? act.actor.id : null, recordedAt: act.now }
  await act.tx.explanation.upsert({
    where: key,
    update: data,
    create: { programId, organizationId, period, ...data },
  })
  await act.audit({
    action: 'explain_missing',
    subject: { kind: 'program', id: programId },
    organizationId,
    ...(before ? { before: { period, words: before.words } } : {}),
    after: { period, words },
  })
  await act.whisper('explained', { title, words })
}
