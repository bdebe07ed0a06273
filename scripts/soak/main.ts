// npm run soak [-- --only kills,city,same,processes,year,wecom,wechaty] [--kills 200] [--seed 1] [--branches 219] [--days 31]: the
// fault suites whole, of which `npm test` runs short samples. Ends with 1 where anything was lost, sent twice or left open.
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { soakCity } from './city.ts'
import { soakKills } from './kills.ts'
import { soakProcesses } from './processes.ts'
import { soakSame } from './same.ts'
import { soakWechaty } from './wechaty.ts'
import { soakWecom } from './wecom.ts'
import { soakYear } from './year.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    branches: { type: 'string' },
    days: { type: 'string' },
    share: { type: 'string' },
  },
})
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const suites: Record<string, () => Promise<number>> = {
  kills: () => soakKills(number(values.kills), number(values.seed)),
  city: () => soakCity(number(values.kills), number(values.seed)),
  same: () => soakSame(number(values.days), number(values.seed)),
  processes: () => soakProcesses(),
  year: () =>
    soakYear({
      seed: number(values.seed),
      branches: number(values.branches),
      days: number(values.days),
      share: number(values.share),
    }),
  wecom: () => soakWecom(),
  wechaty: () => soakWechaty(),
}
const wanted = values.only?.split(',') ?? Object.keys(suites)

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}`)
let wrong = 0
for (const name of wanted) {
  const suite = suites[name]
  if (!suite) throw new Error(`there is no suite ${name}; there are ${Object.keys(suites).join(', ')}`)
  console.log(`\n# ${name}`)
  wrong += await suite()
}
console.log(`\n${wrong} complaints`)
process.exitCode = wrong === 0 ? 0 : 1
