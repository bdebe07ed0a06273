// npm run bench [-- --only plan,confirm --json --minutes 60]: how fast the program is, beside the bare database driver where there
// is something to compare with, on the machine at hand. Where a benchmark has several: --size county|prefecture|city|all,
// --database sqlite|postgres|both.
import { parseArgs } from 'node:util'
import { confirm } from './confirm.ts'
import { type Benchmark, type Measure, machine, table } from './harness.ts'
import { koishi } from './koishi.ts'
import { lists } from './lists.ts'
import { memory } from './memory.ts'
import { plan } from './plan.ts'
import { send } from './send.ts'
import { start } from './start.ts'
import { understanding } from './understand.ts'
import { clean } from './world.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    size: { type: 'string', default: 'county' },
    database: { type: 'string', default: 'both' },
    minutes: { type: 'string', default: '2' },
  },
})
const benchmarks: Benchmark[] = [
  plan,
  confirm,
  lists,
  start,
  memory(Number(values.minutes)),
  koishi,
  send,
  understanding,
]
const wanted = values.only?.split(',')
const unknown = wanted?.find((name) => !benchmarks.some((one) => one.name === name))
if (unknown !== undefined) {
  console.error(`there is no benchmark ${unknown}; there are ${benchmarks.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}

const { cpu, cores, memoryGiB, node, platform } = machine()
if (!values.json) console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${platform}, Node ${node}\n`)
const results: { name: string; measures: Measure[] }[] = []
try {
  for (const { name, about, run } of benchmarks) {
    if (wanted && !wanted.includes(name)) continue
    if (!values.json) console.log(`${name}: ${about}\n`)
    const measures = await run(values)
    results.push({ name, measures })
    if (!values.json) console.log(`${table(measures)}\n`)
  }
} finally {
  await clean()
}
if (values.json) console.log(JSON.stringify({ machine: machine(), results }, null, 2))
