// Started by memory.ts: the bot in one process, confirmations as fast as it takes them, for so long, or (0 seconds) one of
// each branch; prints before, after each hundredth, or at the end, what is held after collecting garbage, one JSON object
// a line.
import { startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { now } from './lived.ts'
import { openPort } from './port.ts'
import { branchId, memberId, membersOf, setting, sizes } from './world.ts'

const [dir = '', name, seconds = '120'] = process.argv.slice(2)
const size = name === 'city' ? sizes.city : sizes.county
const samples = 100
const atOnce = 8

const { port, say } = openPort()
const clock = new MovableClock(now)
const app = await startApp({ dir, setting, clock, ports: [port], log: makeLog({ level: 'silent' }) })
await app.beat()

let said = 0
/** Branch after branch, everybody of it, again and again with another answer; every fourth in private. */
async function speak(): Promise<void> {
  const i = said++
  const branch = i % size.branches
  const round = Math.floor(i / size.branches)
  const member = memberId(size, branch, round % membersOf(size, branch))
  const inGroup = i % 4 !== 0
  await say({
    id: `b-${i}`,
    conversation: inGroup ? { kind: 'room', id: `r${branchId(size, branch)}` } : { kind: 'private', id: `m${member}` },
    sender: { id: `m${member}`, name: '' },
    text: ['党员大会我参加', '党员大会请假 出差', '收到，准时参加党员大会', '党员大会线上参加'][round % 4] ?? '',
    addressed: true,
    files: [],
    at: clock.now(),
  })
}

async function speakWhile(more: () => boolean): Promise<void> {
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (more()) await speak()
    }),
  )
  await app.beat()
}

function report(): void {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  console.log(JSON.stringify({ said, rss, heapUsed, ms: performance.now() }))
}

report()
if (seconds === '0') {
  await speakWhile(() => said < size.branches)
  report()
} else {
  for (let sample = 0; sample < samples; sample++) {
    const until = performance.now() + (Number(seconds) * 1000) / samples
    await speakWhile(() => performance.now() < until)
    report()
  }
}
await app.stop()
process.exit(0)
