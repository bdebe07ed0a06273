import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Metrics } from '../src/web/metrics.ts'
import { problems, Vitals } from '../src/web/vitals.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')
const handbook = read('docs/部署与运维.md')

/** The names of all metrics that the program tells. */
async function told(): Promise<Set<string>> {
  const vitals = new Vitals({
    role: 'all',
    now: () => new Date(0),
    database: async () => 1,
    redis: async () => 'PONG',
    totals: async () => ({ due: 0, oldestDue: null, unconfirmed: 0 }),
    depths: async () => ({}),
    connections: () => [],
    held: () => [],
    processes: () => [],
    ticks: true,
  })
  const answer = await new Metrics().routes(vitals).request('/metrics')
  return new Set([...(await answer.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''))
}
/** Those that are spoken of. A histogram is asked for by its parts. */
const named = (text: string) =>
  new Set([...text.matchAll(/\bzhibu_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')))

test('the handbook explains each metric there is, and no other', async () => {
  const explained = [...handbook.matchAll(/^\| `(zhibu_[a-z_]+)` \|/gm)].map(([, name]) => name)
  expect(explained.toSorted()).toEqual([...(await told())].toSorted())
  for (const name of named(handbook)) expect(explained).toContain(name)
})

test('the dashboard shows each metric there is, and asks for no other', async () => {
  const text = read('docs/grafana/zhibu.json')
  expect([...named(text)].toSorted()).toEqual([...(await told())].toSorted())
  const { panels }: { panels: { id: number; title: string; targets: { expr: string }[] }[] } = JSON.parse(text)
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const { title, targets } of panels)
    for (const { expr } of targets) expect([title, [...named(expr)].length]).toEqual([title, 1])
})

test('what may be wrong with a process is explained', () => {
  for (const name of problems) expect(handbook).toMatch(new RegExp(`^\\| .*\`${name}[:\`]`, 'm'))
})
