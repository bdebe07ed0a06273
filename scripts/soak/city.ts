import { random } from '../../test/crash/evening.ts'
import { blows, playCity } from '../../test/shared/kills.ts'

const perCity = 20

/**
 * Five processes over a PostgreSQL and a Redis of their own, struck at random moments: gateways, workers, schedulers and
 * both servers killed. Judged by what the platform saw. Returns the number of complaints.
 */
export async function soakCity(kills = 100, seed = Math.floor(Math.random() * 1_000_000)): Promise<number> {
  console.log(`first seed ${seed}`)
  let wrong = 0
  for (let i = 0; i * perCity < kills; i++) {
    const city = await playCity(random(seed + i), Math.min(perCity, kills - i * perCity))
    const struck = blows.map((blow) => `${blow} ${city.blows[blow]}`).join(', ')
    const counted = Object.entries(city.counts).map(([what, count]) => `${what} ${count}`)
    console.log(`seed ${seed + i}: ${struck}; ${counted.join(', ')}; ${city.seconds.toFixed(0)} s`)
    for (const complaint of city.complaints) console.log(`  ✗ ${complaint}`)
    wrong += city.complaints.length
  }
  return wrong
}
