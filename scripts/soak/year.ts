import { playYear } from '../../test/year/year.ts'

export interface YearWanted {
  seed?: number | undefined
  branches?: number | undefined
  days?: number | undefined
  share?: number | undefined
}

/**
 * A year of 219 branches on a clock of its own, with everything that goes wrong in it, judged from outside. Returns the
 * number of complaints; the same seed tells the same story and ends with the same digest.
 */
export async function soakYear({ seed, branches = 219, days = 365, share = 0.25 }: YearWanted): Promise<number> {
  // Far from Shanghai: what leans on the machine's zone shows.
  process.env.TZ = 'Asia/Kathmandu'
  const wanted = { seed: seed ?? Math.floor(Math.random() * 1_000_000), branches, days, share }
  console.log(`seed ${wanted.seed}`)
  const began = performance.now()
  const onDay = (passed: number, complaints: number) => {
    if (passed > 0 && passed % 30 === 0)
      console.log(
        `day ${passed}: ${complaints} complaints, ${((performance.now() - began) / 60_000).toFixed(1)} minutes`,
      )
  }
  // YEAR_STORY=1 tells all of it, where a complaint has to be understood.
  const onHappening = process.env.YEAR_STORY ? (line: string) => console.log(line) : () => {}
  const year = await playYear({ ...wanted, onDay, onHappening })
  const { counts, held } = year
  const kills = Object.entries(counts.kills)
  console.log(
    `seed ${year.seed}: ${year.days} days, ${branches} branches, ${year.people} people, digest ${year.digest}`,
  )
  console.log(
    `${counts.messages} messages taken in, ${counts.delayed} of them late on their way, ${counts.duplicates} delivered again`,
  )
  console.log(
    `${year.notices} notices, ${held.sends} sends, ${year.late} late, ${year.expired} expired, ${year.failed} failed, ${year.unconfirmed} asked about, ${year.resent} sent again`,
  )
  console.log(
    `${kills.reduce((sum, [, count]) => sum + count, 0)} kills (${kills.map(([ending, count]) => `${ending} ${count}`).join(', ')}), ${counts.starts} starts, ${counts.downHours.toFixed(0)} hours down, ${counts.skews} clock steps`,
  )
  console.log(
    `held: ${Object.entries(held)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}`,
  )
  console.log(
    `${(year.seconds / 60).toFixed(1)} minutes, of them ${(year.cpuSeconds / 60).toFixed(1)} of one core's work`,
  )
  if (process.env.YEAR_OUTCOMES) for (const [outcome, count] of year.outcomes) console.log(`  ${count}  ${outcome}`)
  for (const complaint of year.complaints.slice(0, 50)) console.log(`  ✗ ${complaint}`)
  return year.complaints.length
}
