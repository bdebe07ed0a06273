import { type Benchmark, repeat } from './harness.ts'
import { lived } from './lived.ts'
import { startProgram } from './program.ts'
import { type Place, sizes } from './world.ts'

const months = 12
const runs = 5

/** Data with a year behind them, on which the program has been running until today. */
export async function yearOfCounty(): Promise<Place> {
  const place = await lived('sqlite', sizes.county, months, { people: true, at: new Date() })
  const program = await startProgram(place.dir)
  await program.say('我的')
  await program.stop()
  return place
}

export const start: Benchmark = {
  name: 'start',
  about: `The program as people start it, on ${sizes.county.branches} branches with a year behind them: from node bin/zhibu.mjs start until the first message is answered in the page.`,
  run: async () => {
    const { dir } = await yearOfCounty()
    const ms = await repeat(runs, {
      prepare: async () => ({ program: null as Awaited<ReturnType<typeof startProgram>> | null }),
      work: async (given) => {
        const began = performance.now()
        given.program = await startProgram(dir)
        await given.program.say('我的')
        return performance.now() - began
      },
      clear: async ({ program }) => program?.stop(),
    })
    return [{ what: 'from start to the first answer', count: 1, ms }]
  },
}
