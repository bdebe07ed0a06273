import { playStorm } from '../../test/chat/wecom/storm.ts'

const steps = 400

/** Bad days in WeCom, each from its seed: breaks while something is sent, lost acknowledgements, every refusal. */
export async function soakWecom(days = 60): Promise<number> {
  const totals = { accepted: 0, refused: 0, unknown: 0, heard: 0, breaks: 0 }
  let wrong = 0
  for (let seed = 1; seed <= days; seed++) {
    const { sent, heard, breaks, complaints } = await playStorm(seed, steps)
    totals.accepted += sent.accepted
    totals.refused += sent.refused
    totals.unknown += sent.unknown
    totals.heard += heard
    totals.breaks += breaks
    for (const complaint of complaints) console.log(`  ✗ seed ${seed}: ${complaint}`)
    wrong += complaints.length
  }
  console.log(`${days} days of ${steps} steps:`, totals)
  return wrong
}
