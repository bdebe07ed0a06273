import type { Act } from '../actions/act.ts'
import { claimDues } from '../actions/dues/claim-dues.ts'
import { showDues } from '../actions/dues/look-dues.ts'
import { verifyDues } from '../actions/dues/verify-dues.ts'
import { showMine } from '../actions/people/mine.ts'
import { refuse } from '../actions/refuse.ts'
import { duesMonthOf } from '../records/dues.ts'
import type { Meaning, MeaningItem } from '../talk/meaning.ts'
import { monthOf } from '../time/days.ts'
import type { Scene, Speaker } from './context.ts'

/** The month of dues that is being spoken of. */
export const duesMonth = (act: Act, scene: Scene): string =>
  scene.context.matters.find((one) => one.kind === 'dues')?.month ?? monthOf(act.today())

const everybodyPaid = /收齐|(都|全部|全|大家)(已经?)?(交|缴|收)(齐|清|完|上来|了)/

export async function paid(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning, text: string): Promise<void> {
  if (meaning.status === 'needs_clarification') {
    if (meaning.amountFen === null) return
    const month = meaning.months[0] ?? duesMonth(act, scene)
    await act.ask('dues_amount', { month, fen: meaning.amountFen }, 'privately')
    return act.whisper('dues_which_amount', { month, fen: meaning.amountFen })
  }
  // From whoever verifies dues, 都交齐了 speaks of everybody's: the list is put before them, nothing is taken as their own.
  if (everybodyPaid.test(text) && act.may('verify_dues', speaker.branchPath))
    return showDues(act, speaker.branchId, meaning.months[0] ?? duesMonth(act, scene))
  for (const person of meaning.people) {
    await claimDues(act, {
      member: { id: person.id, name: person.name, branchId: speaker.branchId },
      fen: meaning.amountFen,
      months: meaning.months,
    })
  }
}

export async function aboutDues(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning): Promise<void> {
  const others =
    /谁|几个人|多少人|名单/.test(meaning.reason ?? '') || meaning.people.some((one) => one.id !== speaker.id)
  if (!others) return showMine(act)
  if (!act.may('see_names', speaker.branchPath)) return refuse(act, 'see_names')
  await showDues(act, speaker.branchId, meaning.months[0] ?? duesMonth(act, scene))
}

/** The part of a message that speaks of dues: "参加，党费已交". False where it does not. */
export async function claimItem(act: Act, speaker: Speaker, item: MeaningItem, months: string[]): Promise<boolean> {
  if (item.status !== 'paid_claimed' || !item.person) return false
  const { id, name } = item.person
  await claimDues(act, { member: { id, name, branchId: speaker.branchId }, fen: item.amountFen, months })
  return true
}

/** "收到党费120元，张三"; "都收到了，张三交的是102": nobody named is everybody whose payment waits. */
export async function received(act: Act, speaker: Speaker, scene: Scene, meaning: Meaning): Promise<void> {
  const month = meaning.months[0] ?? duesMonth(act, scene)
  const named = meaning.items.flatMap(({ person, amountFen }) =>
    person ? [{ memberId: person.id, fen: amountFen }] : [],
  )
  const people = meaning.people.map((person) => ({ memberId: person.id, fen: meaning.amountFen }))
  const waiting = people.length > 0 ? people : await waitingFor(act, speaker.branchId, month)
  const others = waiting.filter((one) => !named.some((other) => other.memberId === one.memberId))
  await verifyDues(act, speaker.branchId, month, [...others, ...named])
}

const waitingFor = async (act: Act, branchId: number, month: string) =>
  (await duesMonthOf(act.tx, branchId, month))
    .filter((row) => row.state === 'claimed')
    .map((row) => ({ memberId: row.memberId, fen: null }))
