import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { linesOf } from './child.ts'
import { type Benchmark, type Measure, median } from './harness.ts'
import { lived } from './lived.ts'
import { residentOf, startProgram } from './program.ts'
import { yearOfCounty } from './start.ts'
import { sizes } from './world.ts'

const sample = z.object({ said: z.number(), rss: z.number(), heapUsed: z.number(), ms: z.number() })
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

/** What is held before anybody speaks, and then after so many seconds in hundredths, or (0) after one from each branch. */
async function load(size: 'county' | 'city', seconds: number): Promise<[before: Sample, ...after: Sample[]]> {
  const { dir } = await lived('sqlite', sizes[size], 3)
  const lines = await linesOf('./memory-child.ts', dir, size, seconds)
  const [before, ...after] = lines.map((line) => sample.parse(JSON.parse(line)))
  if (!before) throw new Error('the loaded process told nothing')
  return [before, ...after]
}

/** Everybody's branch is in mind then, as far as it is kept. */
async function city(): Promise<Measure[]> {
  const [before, after = before] = await load('city', 0)
  const { branches } = sizes.city
  return [
    { what: `MiB in the heap, a city of ${branches} branches`, count: 1, ms: before.ms, held: before.heapUsed / MiB },
    {
      what: 'MiB in the heap after one message from each',
      count: after.said,
      ms: after.ms - before.ms,
      held: after.heapUsed / MiB,
    },
  ]
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
  about: `What the program holds in memory: idle as people start it, on ${sizes.county.branches} branches with a year behind them; in one process under ${minutes} minutes of confirmations, after collecting garbage; and after every branch of a city of ${sizes.city.branches} has spoken.`,
  run: async () => {
    const seconds = minutes * 60
    const quiet = await idle()
    const [, ...samples] = await load('county', seconds)
    return [
      quiet,
      growth('rss', samples, seconds * 1000),
      growth('heapUsed', samples, seconds * 1000),
      ...(await city()),
    ]
  },
})
