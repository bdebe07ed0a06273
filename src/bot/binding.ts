import type { Act } from '../actions/act.ts'
import { whisperCode } from '../actions/people/hand-out.ts'
import { findPeople, fullName } from '../talk/people/names.ts'
import type { Scene } from './context.ts'

/** "绑定码 王五": for somebody of the speaker's own branch. */
export async function memberCode(act: Act, scene: Scene, target: string): Promise<void> {
  const named = findPeople(target, scene.context.people)
  const [first] = named
  if (named.length === 1 && first?.person && !first.fuzzy) {
    await whisperCode(act, { kind: 'member', memberId: first.person.id })
    return
  }
  const candidates = named.flatMap((one) => (one.person ? [one.person] : one.candidates))
  const hint =
    candidates.length > 0
      ? `说的是哪一位？请写全名，一次一位：${candidates.map((one) => `「绑定码 ${fullName(one)}」`).join('、')}。`
      : '本支部的名单里没有这个人，请照花名册写姓名，如「绑定码 王五」。'
  await act.whisper('what_do_you_mean', { hint })
}

/** "绑定码 机关二支部": for a group of an organization that the speaker may arrange for; of others nothing is told. */
export async function roomCode(act: Act, target: string): Promise<void> {
  const named = await act.tx.organization.findMany({ where: { name: target }, orderBy: { id: 'asc' } })
  const allowed = named.filter((one) => act.may('arrange', one.path))
  const [organization] = allowed
  if (organization && allowed.length === 1) await whisperCode(act, { kind: 'room', organizationId: organization.id })
  else
    await act.whisper('what_do_you_mean', { hint: '您管的支部里没有叫这个名称的，请写全称，如「绑定码 机关二支部」。' })
}
