import { perSecondInGroups, saidInGroups } from './confirm.ts'
import type { Benchmark, Measure } from './harness.ts'
import { installCommand, measureKoishi } from './koishi/measure.ts'

export const koishi: Benchmark = {
  name: 'koishi',
  about: `The group's confirmations by Koishi 4.18 with its SQLite plugin on a file, one row and one reply for each message (${installCommand}), and by the program on SQLite, until everything is committed; the ratio is how many times as fast the program is.`,
  run: async (): Promise<Measure[]> => {
    const messages = saidInGroups()
    const count = messages.length
    const theirs = await measureKoishi(
      messages.map(({ conversation, sender, text }) => ({ room: conversation.id, user: sender.id, text })),
    )
    const ours = await perSecondInGroups('sqlite')
    const ms = (count / ours) * 1_000
    if (theirs === null) return [{ what: `the program (Koishi is not installed: ${installCommand})`, count, ms }]
    const { perSecond, journal, synchronous } = theirs
    return [
      {
        what: `Koishi (journal ${journal}, synchronous ${synchronous}, but its file system never waits for the disk)`,
        count,
        ms: (count / perSecond) * 1_000,
      },
      { what: 'the program', count, ms, ratio: ours / perSecond },
    ]
  },
}
