import { z } from 'zod'
import { linesOf } from './child.ts'
import { type Measure, median } from './harness.ts'
import { copyOf, type Place } from './world.ts'

const runs = 5

/**
 * How long a message waits until its answer is committed, where so many come in a second. Each run in a process that does
 * nothing else, as the program runs: what other benchmarks leave behind is a lot to collect.
 */
export async function latency(start: Place, perSecond: number): Promise<Measure[]> {
  const found: { p50: number; p99: number }[] = []
  for (let run = 0; run < runs; run++) {
    const { kind, dir, address } = await copyOf(start)
    const lines = await linesOf('./latency-child.ts', kind, dir, address, perSecond)
    const waits = lines.map((line) => z.coerce.number().parse(line)).sort((a, b) => a - b)
    const p50 = median(waits)
    found.push({ p50, p99: waits[Math.floor(waits.length * 0.99)] ?? p50 })
  }
  const at = `${start.kind}: message to committed answer at ${Math.round(perSecond)} a second`
  const ratios = found.map(({ p50, p99 }) => p99 / p50)
  return [
    { what: `${at}, p50`, count: 1, ms: median(found.map(({ p50 }) => p50)) },
    {
      what: `${at}, p99 (ratio: to p50)`,
      count: 1,
      ms: median(found.map(({ p99 }) => p99)),
      ratio: median(ratios),
      note: `each: ${ratios.map((ratio) => ratio.toFixed(1)).join(', ')}`,
    },
  ]
}
