import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { linesOf } from './child.ts'
import { type Benchmark, type Measure, median } from './harness.ts'
import { lived } from './lived.ts'
import { residentOf, startProgram } from './program.ts'
import { yearOfCounty } from './start.ts'
import { sizes } from './world.ts'

const sample = z.object({ said: z.number(), rss: z.number(), heapUsed: z.number() })
type Sample = z.infer<typeof sample>

/** Left alone for so long the program counts as idle, in milliseconds. */
const idleFor = 15_000
const MiB = 2 ** 20

async function idle(): Promise<Measure> {
  const { dir } = await yearOfCounty()
  const program = await startProgram(dir)
  await program.say('我的')
  await sleep(idleFor)
  const resident = residentOf(program.pid)
  await program.stop()
  return { what: 'MiB resident, idle after the first answer', count: 1, ms: idleFor, held: resident }
}

async function load(seconds: number): Promise<Sample[]> {
  const { dir } = await lived('sqlite', sizes.county, 3)
  const lines = await linesOf('./memory-child.ts', dir, seconds)
  return lines.map((line) => sample.parse(JSON.parse(line)))
}

/** The n-th tenth, counted from 1. */
const tenth = (samples: readonly Sample[], n: number) =>
  samples.slice(Math.floor(((n - 1) * samples.length) / 10), Math.floor((n * samples.length) / 10))

/** The median after the first tenth, and at the end: growth shows in the ratio. */
function growth(what: 'rss' | 'heapUsed', samples: readonly Sample[], ms: number): Measure {
  const of = (n: number) => median(tenth(samples, n).map((one) => one[what])) / MiB
  const [early, late] = [of(2), of(10)]
  const named = what === 'rss' ? 'resident' : 'in the heap'
  return {
    what: `MiB ${named} in the last tenth, over the second`,
    count: samples.at(-1)?.said ?? 0,
    ms,
    held: late,
    ratio: late / early,
  }
}

/** @param minutes of confirmations as fast as they are taken */
export const memory = (minutes: number): Benchmark => ({
  name: 'memory',
  about: `What the program holds in memory: idle as people start it, on ${sizes.county.branches} branches with a year behind them; and in one process under ${minutes} minutes of confirmations, after collecting garbage.`,
  run: async () => {
    const seconds = minutes * 60
    const quiet = await idle()
    const samples = await load(seconds)
    return [quiet, growth('rss', samples, seconds * 1000), growth('heapUsed', samples, seconds * 1000)]
  },
})
