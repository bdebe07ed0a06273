import { random } from '../../test/crash/evening.ts'
import { blows, playCity } from '../../test/shared/kills.ts'

const perCity = 20

/**
 * Five processes over PostgreSQL and Redis, struck at random moments: gateways, workers and schedulers killed, Redis
 * emptied. Judged by what the platform saw. Returns the number of complaints.
 */
export async function soakCity(kills = 100, seed = Math.floor(Math.random() * 1_000_000)): Promise<number> {
  console.log(`first seed ${seed}`)
  let wrong = 0
  for (let i = 0; i * perCity < kills; i++) {
    const city = await playCity(random(seed + i), Math.min(perCity, kills - i * perCity))
    const struck = blows.map((blow) => `${blow} ${city.blows[blow]}`).join(', ')
    console.log(
      `seed ${seed + i}: ${struck}; ${city.kept} messages kept, ${city.sent} notices sent, ${city.unconfirmed} unconfirmed, ${city.seconds.toFixed(0)} s`,
    )
    for (const complaint of city.complaints) console.log(`  ✗ ${complaint}`)
    wrong += city.complaints.length
  }
  return wrong
}
