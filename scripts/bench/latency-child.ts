// Started by latency.ts: messages come so many a second, whatever the answers take. Prints how many milliseconds each
// waited from when it was due until its answer was committed, one a line.
import { before, door, each, everybody, groups, size, words } from './said.ts'
import type { Place } from './world.ts'

const [kind, dir = '', address = '', perSecond] = process.argv.slice(2)
const rate = Number(perSecond)
const place: Place = { kind: kind === 'postgres' ? 'postgres' : 'sqlite', size, dir, address }

const { receive, close } = await door(place)
await everybody(receive, 0, before, true)
const waits: number[] = []
const all: Promise<void>[] = []
const began = performance.now()
const count = groups * each
for (let i = 0; i < count; ) {
  const until = ((performance.now() - began) / 1_000) * rate
  for (; i < until && i < count; i++) {
    const due = began + (i / rate) * 1_000
    const [b, n] = [i % groups, before + Math.floor(i / groups)]
    all.push(receive(words(b, n, true)).then(() => void waits.push(performance.now() - due)))
  }
  await new Promise((resolve) => setTimeout(resolve, 1))
}
await Promise.all(all)
await close()
console.log(waits.join('\n'))
