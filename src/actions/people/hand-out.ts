import { calledName } from '../../life/people/roster.ts'
import type { Act } from '../act.ts'
import type { BindTo } from './bind.ts'

/** Tells the one who asked a fresh code, privately. It is made at the moment of sending: the outbox never holds it. */
export async function whisperCode(act: Act, to: BindTo): Promise<void> {
  if (act.actor.kind !== 'member') return
  await act.tell({
    kind: 'binding_code',
    facts: { who: '', room: to.kind === 'room', code: '', days: 0, to },
    cause: { kind: 'inbound', id: act.inboundId ?? 0 },
    to: { kind: 'member', id: act.actor.id },
    urgent: true,
  })
}

/** What a code is for, as people read it; null where that is no more. */
export async function boundTo(act: Act, to: BindTo): Promise<string | null> {
  if (to.kind === 'room')
    return (await act.tx.organization.findUnique({ where: { id: to.organizationId } }))?.name ?? null
  const member = await act.tx.member.findUnique({ where: { id: to.memberId } })
  return member && member.leftOn === null ? calledName(member) : null
}
