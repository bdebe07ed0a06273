import type { Act } from '../actions/act.ts'
import { approveElection, reportElection } from '../actions/tree/election.ts'
import { moveTerm } from '../actions/tree/move-term.ts'
import { showTerm } from '../actions/tree/term.ts'
import { Names } from '../life/tree/tree-names.ts'
import { allNodes } from '../records/tree.ts'
import type { Command } from '../talk/commands/read.ts'
import type { Speaker } from './context.ts'

type TermCommand = Extract<Command, { name: 'term' | 'term_done' | 'term_approve' | 'term_move' }>

/** What is said of terms; an organization that is named must be one of the speaker's own, or below a post of theirs. */
export async function ofTerm(act: Act, speaker: Speaker, command: TermCommand): Promise<void> {
  if (command.name === 'term_done') return reportElection(act, speaker.branchId, command.electedOn)
  const id = command.target === null ? speaker.branchId : await seen(act, speaker, command.target)
  if (id === null)
    return act.reply('what_do_you_mean', {
      hint: `没有找到「${command.target}」，请写支部的全名，如「县委/第一支部」。`,
    })
  if (command.name === 'term') await showTerm(act, id)
  else if (command.name === 'term_approve') await approveElection(act, id)
  else await moveTerm(act, id, command.endsOn, command.reason)
}

async function seen(act: Act, speaker: Speaker, name: string): Promise<number | null> {
  const nodes = (await allNodes(act.tx)).filter((one) => one.dissolvedOn === null && one.kind !== 'group')
  const found = new Names(nodes)
    .find(name)
    .filter(({ path }) => speaker.branchPath.startsWith(path) || act.may('see_names', path))
  return found.length === 1 ? (found[0]?.id ?? null) : null
}
