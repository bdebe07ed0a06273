import { compileBot } from '../../test/crash/compiled.ts'
import { type Evening, playEvening } from '../../test/crash/evening.ts'

const perEvening = 20

const headings = [
  'seed',
  'kills',
  'messages',
  'arrivals',
  'notices',
  'unconfirmed',
  'resent',
  'late',
  'expired',
  's',
] as const
const line = (cells: readonly (string | number)[]) =>
  cells.map((cell, i) => String(cell).padStart(Math.max(headings[i]?.length ?? 0, 6))).join('  ')
const killsOf = (evening: Evening) => Object.values(evening.kills).reduce((sum, count) => sum + count)

/**
 * Evening after evening in which the bot is killed at random moments, judged by a recorder outside its process: nothing
 * may be lost, sent twice or left open. Returns the number of complaints.
 */
export async function soakKills(kills = 200, seed = Math.floor(Math.random() * 1_000_000)): Promise<number> {
  const bot = compileBot()
  const evenings: Evening[] = []
  try {
    console.log(`first seed ${seed}`)
    console.log(line(headings))
    for (let i = 0; i * perEvening < kills; i++) {
      const evening = await playEvening(bot.script, seed + i, Math.min(perEvening, kills - i * perEvening))
      evenings.push(evening)
      const { counts, complaints } = evening.verdict
      const { messages, arrivals, notices, unconfirmed, resent, late, expired } = counts
      const cells = [messages, arrivals, notices, unconfirmed, resent, late, expired, evening.seconds.toFixed(0)]
      console.log(line([evening.seed, killsOf(evening), ...cells]))
      for (const complaint of complaints) console.log(`  ✗ ${complaint}`)
    }
  } finally {
    bot.remove()
  }

  const sum = (of: (evening: Evening) => number) => evenings.reduce((total, evening) => total + of(evening), 0)
  const { messages, arrivals, unconfirmed } = {
    messages: sum(({ verdict }) => verdict.counts.messages),
    arrivals: sum(({ verdict }) => verdict.counts.arrivals),
    unconfirmed: sum(({ verdict }) => verdict.counts.unconfirmed),
  }
  const wrong = sum(({ verdict }) => verdict.complaints.length)
  console.log(`\nkilled ${sum(killsOf)} times:`)
  for (const ending of ['words', 'unacknowledged', 'arrived', 'before_wire', 'clock', 'start'] as const)
    console.log(`  ${ending.padEnd(16)}${sum((evening) => evening.kills[ending])}`)
  console.log(
    `${messages} messages accepted, ${arrivals} sends arrived, ${unconfirmed} unconfirmed, ${wrong} complaints`,
  )
  return wrong
}
