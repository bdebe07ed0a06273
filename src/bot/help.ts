import type { Act } from '../actions/act.ts'
import { type CommandName, commandHelp, type HelpTopic } from '../talk/commands/read.ts'
import { mayGive } from './command-rights.ts'
import type { Speaker } from './context.ts'

/** Only what this person may do here, privately. */
export async function showHelp(
  act: Act,
  speaker: Speaker,
  about: CommandName | HelpTopic | null = null,
): Promise<void> {
  const role =
    act.may('oversee', speaker.branchPath) &&
    speaker.held.some((one) => one.path !== speaker.branchPath && speaker.branchPath.startsWith(one.path))
      ? 'committee'
      : act.mayAnywhere('see_names')
        ? 'officer'
        : 'member'
  const may = (name: CommandName) => mayGive(act, name, speaker.branchPath)
  await act.whisper('help', { text: commandHelp(role, about, may) })
}
