import { z } from 'zod'
import { calledName } from '../../life/people/roster.ts'
import { handOutCode, newcomersOf } from '../people/bind.ts'
import { boundTo } from '../people/hand-out.ts'
import { backlogOf } from './backlog.ts'
import { callList } from './call-list.ts'
import type { Refreshers } from './scheduled.ts'

/** The facts of a code that was asked for. */
const bindTo = z.object({
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('room'), organizationId: z.number() }),
    z.object({ kind: z.literal('member'), memberId: z.number() }),
  ]),
})

export const otherRefreshers: Refreshers = {
  newcomers: async (act, notice) => {
    const accounts = await newcomersOf(act.tx, Number(notice.causeId.split(':')[0]))
    if (accounts.length === 0) return { silent: '都核对过了' }
    return {
      facts: {
        people: accounts.map((one) => ({
          name: one.claimedMember ? calledName(one.claimedMember) : '',
          called: one.name,
        })),
      },
      ask: { kind: 'newcomers', facts: { accountIds: accounts.map((one) => one.id) } },
    }
  },

  make_up_check: async (act, notice) => {
    const facts = notice.facts
    if (
      typeof facts !== 'object' ||
      facts === null ||
      !('makeUpId' in facts) ||
      !('name' in facts) ||
      !('title' in facts)
    )
      return { silent: '没有内容' }
    const makeUpId = Number(facts.makeUpId)
    const makeUp = await act.tx.makeUp.findUnique({ where: { id: makeUpId } })
    if (makeUp?.state !== 'claimed') return { silent: '已经核对' }
    return {
      facts: { name: String(facts.name), title: String(facts.title), makeUpId },
      ask: { kind: 'make_up', facts: { makeUpId } },
    }
  },

  call_list: async (act, notice) => {
    const people = await callList(act, Number(notice.causeId.split(':')[0]))
    return people.length > 0 ? { facts: { people } } : { silent: '都联系上了' }
  },

  binding_code: async (act, notice) => {
    const to = bindTo.safeParse(notice.facts)
    if (!to.success) return { silent: '没有内容' }
    const who = await boundTo(act, to.data.to)
    if (who === null) return { silent: '人或组织已经不在' }
    const { code, days } = await handOutCode(act, to.data.to)
    return { facts: { who, room: to.data.to.kind === 'room', code, days, to: to.data.to } }
  },

  backlog: async (act, notice) => {
    const [organizationId = '', day = act.today()] = notice.causeId.split(':')
    const items = await backlogOf(act, Number(organizationId), act.zone.at(day, '00:00'))
    return items.length > 0 ? { facts: { items } } : { silent: '都发出了' }
  },

  unconfirmed: async (act, notice) => {
    const doubtful = await act.tx.notice.findUnique({ where: { id: Number(notice.causeId) } })
    if (doubtful?.state !== 'unconfirmed') return { silent: '已经弄清楚了' }
    const facts = notice.facts
    if (
      typeof facts !== 'object' ||
      facts === null ||
      !('what' in facts) ||
      !('where' in facts) ||
      !('sentAt' in facts)
    ) {
      return { silent: '没有内容' }
    }
    return {
      facts: { what: String(facts.what), where: String(facts.where), sentAt: String(facts.sentAt) },
      ask: { kind: 'unconfirmed', facts: { noticeId: doubtful.id } },
    }
  },
}
