import { calledName } from '../../life/people/roster.ts'
import { contactsBelow, contactsOf, visitKey, visitsOf } from '../../records/contacts.ts'
import type { NoticeRow } from '../../records/notices.ts'
import { addDays, periodOf, spanOf } from '../../time/days.ts'
import type { Act } from '../act.ts'
import { scopeOf } from '../activity/overdue.ts'
import type { AnswerTo } from '../heard.ts'
import type { At } from '../planning/staged.ts'
import { yesOrNo } from '../yes-or-no.ts'

/** A leader assigned to a branch (联系点), or no longer. */
export interface ContactChange {
  memberId: number
  organizationId: number
  on: boolean
}

async function namesOf(act: Act, { memberId, organizationId }: ContactChange) {
  const [member, branch] = await Promise.all([
    act.tx.member.findUniqueOrThrow({ where: { id: memberId } }),
    act.tx.organization.findUniqueOrThrow({ where: { id: organizationId } }),
  ])
  return { name: calledName(member), branch: branch.name, own: member.branchId === organizationId }
}

const standing = (act: Act, { memberId, organizationId }: ContactChange) =>
  act.tx.contactPoint.findFirst({ where: { memberId, organizationId, untilOn: null } })

/** Shows back which branch a leader is to keep contact with. */
export async function proposeContact(act: Act, change: ContactChange): Promise<void> {
  const { name, branch, own } = await namesOf(act, change)
  if (own && change.on)
    return act.whisper('done', { text: `${name}就在${branch}，参加的是自己的组织生活，不用定联系点。` })
  if (((await standing(act, change)) !== null) === change.on)
    return act.whisper('done', { text: `${name}${change.on ? '已经' : '本来就没有'}联系${branch}，不用改。` })
  await act.ask('contact', { ...change }, 'privately')
  await act.whisper('contact_confirm', { name, branch, on: change.on })
}

export const answerContact: AnswerTo<'contact'> = async (act, change, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  const { name, branch } = await namesOf(act, change)
  if (sure) await setContact(act, change)
  await act.whisper('done', {
    text: sure ? `好的，${name}${change.on ? '联系' : '不再联系'}${branch}。` : '好的，没有改。',
  })
  return true
}

/** @returns whether anything changed */
export async function setContact(act: Act, change: ContactChange): Promise<boolean> {
  const { memberId, organizationId, on } = change
  const before = await standing(act, change)
  if ((before !== null) === on) return false
  const { id } = before
    ? await act.tx.contactPoint.update({ where: { id: before.id }, data: { untilOn: act.today() } })
    : await act.tx.contactPoint.create({ data: { memberId, organizationId, fromOn: act.today() } })
  await act.audit({
    action: on ? 'set_contact' : 'end_contact',
    subject: { kind: 'contact', id },
    organizationId,
    before: before ? { memberId, fromOn: before.fromOn } : null,
    after: { memberId, on },
  })
  return true
}

/** "联系点情况": how often each leader was there this year. A committee sees those below, a branch its own, a leader theirs. */
export async function showContacts(act: Act): Promise<void> {
  const year = act.today().slice(0, 4)
  const path = scopeOf(act)
  const all = path === null ? [] : await contactsBelow(act.tx, path)
  const mine = act.actor.kind === 'member' ? await contactsOf(act.tx, act.actor.id) : []
  const contacts = [...all, ...mine.filter(({ id }) => all.every((one) => one.id !== id))]
  const { first, last } = spanOf(year)
  const visits = await visitsOf(act.tx, contacts, {
    from: act.zone.at(first, '00:00'),
    until: act.zone.at(addDays(last, 1), '00:00'),
  })
  await act.whisper('contact_status', {
    year,
    contacts: contacts.map(({ memberId, organizationId, member, organization }) => {
      const visit = visits.get(visitKey(memberId, organizationId))
      return {
        name: calledName(member),
        branch: organization.name,
        times: visit?.times ?? 0,
        last: visit ? act.zone.day(visit.last) : null,
      }
    }),
  })
}

/** So many days before a quarter ends a leader is reminded of a branch not visited in it. */
const daysAhead = 20

/** One reminder a quarter for each contact point; whether it is needed is read again when it is due. */
export async function planContacts({ tx, now, zone }: At): Promise<NoticeRow[]> {
  const quarter = periodOf('quarter', zone.day(now))
  const { last } = spanOf(quarter)
  const dueAt = zone.at(addDays(last, -daysAhead), '10:00')
  if (dueAt < now) return []
  const contacts = await contactsBelow(tx, '/')
  return contacts.map(({ id, memberId, organizationId }) => ({
    kind: 'contact_due',
    facts: {},
    causeKind: 'contact',
    causeId: `${id}:${quarter}`,
    revision: 1,
    stage: 'contact_due',
    recipientKind: 'member',
    recipientId: memberId,
    ordinal: 0,
    organizationId,
    unprompted: true,
    urgent: false,
    dueAt,
    helpsUntil: zone.at(addDays(last, 1), '00:00'),
  }))
}
