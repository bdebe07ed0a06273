import { calledName } from '../life/roster.ts'
import type { Person } from '../talk/meaning.ts'
import type { Act } from './act.ts'

/**
 * A name fits several people, or nobody: the speaker is asked, and the whole message is read again with the answer in
 * it, so that nothing of it is lost.
 */
export async function askWhichPerson(
  act: Act,
  text: string,
  doubt: { raw: string; candidates: Person[] },
): Promise<void> {
  const { raw, candidates } = doubt
  if (candidates.length === 0)
    return act.reply('what_do_you_mean', { hint: `名册里没有「${raw}」，请写全名再说一次。` })
  await act.ask('which_person', { text, raw, candidates: candidates.map((one) => one.id) })
  await act.reply('which_person', { raw, choices: candidates.map(calledName), sure: candidates.length > 1 })
}
