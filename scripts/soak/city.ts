import { random } from '../../test/crash/evening.ts'
import type { Verdict } from '../../test/shared/judge.ts'
import { blows, playCity } from '../../test/shared/kills.ts'
import { playOutage } from '../../test/shared/outage.ts'

const perCity = 20
const minute = 60_000

/**
 * Five processes over a PostgreSQL and a Redis of their own, struck at random moments: gateways, workers, schedulers and
 * both servers killed; then PostgreSQL away for a whole minute. Judged by what the platform saw. Returns the number of
 * complaints.
 */
export async function soakCity(kills = 100, seed = Math.floor(Math.random() * 1_000_000)): Promise<number> {
  console.log(`first seed ${seed}`)
  let wrong = 0
  for (let i = 0; i * perCity < kills; i++) {
    const city = await playCity(random(seed + i), Math.min(perCity, kills - i * perCity))
    const struck = blows.map((blow) => `${blow} ${city.blows[blow]}`).join(', ')
    wrong += report(`seed ${seed + i}: ${struck}`, city)
    console.log(`  ${city.seconds.toFixed(0)} s`)
  }
  return wrong + report('PostgreSQL away for a minute', await playOutage(random(seed), minute))
}

function report(title: string, { counts, complaints }: Verdict): number {
  console.log(
    `${title}; ${Object.entries(counts)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}`,
  )
  for (const complaint of complaints) console.log(`  ✗ ${complaint}`)
  return complaints.length
}
