import { type Outcome, outage, silence, standstill } from '../../test/chat/wechaty/scenarios.ts'

const scenarios: [string, () => Promise<Outcome>][] = [
  ['killed, back after 1 s', () => outage(1_000)],
  ['killed, back after 12 s', () => outage(12_000)],
  ['killed, back after 75 s', () => outage(75_000)],
  ['frozen for 90 s', () => standstill(90_000)],
  ['silent for 150 s', () => silence(150_000)],
]

/** A puppet service that is killed, frozen or silent for long, and a bot that must come back by itself. About six minutes. */
export async function soakWechaty(): Promise<number> {
  console.log('deaf s  restarts  scenario')
  let wrong = 0
  for (const [name, play] of scenarios) {
    const { deafSeconds, restarts, complaints } = await play()
    console.log(`${deafSeconds.toFixed(1).padStart(6)}  ${String(restarts).padStart(8)}  ${name}`)
    for (const complaint of complaints) console.log(`  ✗ ${complaint}`)
    wrong += complaints.length
  }
  return wrong
}
