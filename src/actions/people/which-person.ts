import { calledName } from '../../life/people/roster.ts'
import type { Person } from '../../talk/meaning.ts'
import { fullName } from '../../talk/people/names.ts'
import type { Act } from '../act.ts'

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
  // The name is plain; what was said of it is not. Asking 「钱七」是哪一位 with 钱七 as the only choice leads nowhere.
  const [only] = candidates
  if (candidates.length === 1 && only && (raw === only.name || raw === fullName(only)))
    return act.reply('what_do_you_mean', {
      hint: `${raw}怎么样，我拿不准，这一条没有记。请单独再说一次，如「${raw}请假 出差」「${raw}缺席没请假」「收到${raw} 50」。`,
    })
  await act.ask('which_person', { text, raw, candidates: candidates.map((one) => one.id) })
  await act.reply('which_person', { raw, choices: candidates.map(calledName), sure: candidates.length > 1 })
}
