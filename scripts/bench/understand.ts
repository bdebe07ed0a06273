import { readFileSync } from 'node:fs'
import { contextOf, type Sample, type SampleRoster } from '../../src/talk/samples.ts'
import { understand } from '../../src/talk/understand.ts'
import { type Benchmark, type Measure, repeat, timed } from './harness.ts'
import { setting } from './world.ts'

const data = new URL('../../test/data/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, data), 'utf8')
const now = setting.zone.at('2026-12-01', '10:30')
const runs = 9

/** The sets of sample messages, and whose people stand in each. */
const rosters: Record<string, string> = {
  'utterances.jsonl': 'roster.json',
  'utterances-second.jsonl': 'roster-second.json',
  'utterances-third.jsonl': 'roster-third.json',
  'utterances-fourth.jsonl': 'roster-third.json',
  'utterances-fifth.jsonl': 'roster.json',
}

/** Every sample message with its context. */
function samples() {
  return Object.entries(rosters).flatMap(([name, people]) => {
    const roster: SampleRoster = JSON.parse(read(people))
    const lines: Sample[] = read(name)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    return lines.map((sample) => ({ text: sample.text, context: contextOf(sample, roster, { now }) }))
  })
}

const once = (work: () => void) =>
  repeat(runs, { prepare: async () => {}, work: () => timed(work), clear: async () => {} })

export const understanding: Benchmark = {
  name: 'understand',
  about: 'Messages understood: the samples of the tests one after the other, then ever longer texts made of them.',
  run: async () => {
    const all = samples()
    const measures: Measure[] = [
      {
        what: 'sample messages',
        ms: await once(() => {
          for (const { text, context } of all) understand(text, context)
        }),
        count: all.length,
      },
    ]
    const context = all[0]?.context
    const long = all.map(({ text }) => text).join('，')
    for (const length of [100, 1_000, 4_000, 16_000]) {
      if (!context) break
      const text = long.repeat(Math.ceil(length / long.length)).slice(0, length)
      measures.push({
        what: `${length} characters in one message`,
        ms: await once(() => void understand(text, context)),
        count: 1,
      })
    }
    return measures
  },
}
