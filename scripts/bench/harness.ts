import { cpus, totalmem } from 'node:os'

/** One line of the report. */
export interface Measure {
  what: string
  /** Median of the runs, in milliseconds. */
  ms: number
  /** How many things were done in that time. */
  count: number
  /** The same rows with the bare database driver, in milliseconds; where there is something to compare with. */
  bareMs?: number
  /** Median of the runs' own ratios: each run is followed at once by its bare counterpart. */
  ratio?: number
  /** What is held in memory, in MiB, where that is measured. */
  held?: number
  /** What else follows from the figures. */
  note?: string
}

/** What is asked for on the command line. */
export interface Options {
  size: string
  database: string
}

export interface Benchmark {
  name: string
  /** In a sentence: what is done, how often, and what it is compared with. */
  about: string
  run(options: Options): Promise<Measure[]>
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Milliseconds of one run. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** One kind of run: what `prepare` made is not counted, and cleared away after it. */
export interface Run<T> {
  prepare(): Promise<T>
  /** Returns the milliseconds that count. */
  work(given: T): Promise<number>
  clear(given: T): Promise<void>
}

async function once<T>({ prepare, work, clear }: Run<T>): Promise<number> {
  const given = await prepare()
  try {
    return await work(given)
  } finally {
    await clear(given)
  }
}

/** The median of so many runs, after one to warm up. */
export async function repeat<T>(times: number, run: Run<T>): Promise<number> {
  await once(run)
  const runs: number[] = []
  for (let i = 0; i < times; i++) runs.push(await once(run))
  return median(runs)
}

/** Runs the program and the bare driver by turns, so that whatever else the machine does weighs on both. */
export async function compare<A, B>(times: number, ours: Run<A>, bare: Run<B>) {
  await once(bare)
  const pairs: { ms: number; bareMs: number }[] = []
  for (let i = 0; i < times; i++) pairs.push({ ms: await once(ours), bareMs: await once(bare) })
  return {
    ms: median(pairs.map(({ ms }) => ms)),
    bareMs: median(pairs.map(({ bareMs }) => bareMs)),
    ratio: median(pairs.map(({ ms, bareMs }) => ms / bareMs)),
  }
}

export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
})

const headings = ['', 'ms', 'count', 'per second', 'bare driver ms', 'ratio', 'MiB', '']

/** The report as a table of Markdown. */
export function table(measures: readonly Measure[]): string {
  const rows = measures.map(({ what, ms, count, bareMs, ratio, held, note }) => [
    what,
    ms.toFixed(ms < 10 ? 2 : 0),
    String(count),
    String(Math.round((count / ms) * 1000)),
    bareMs === undefined ? '' : bareMs.toFixed(bareMs < 10 ? 2 : 0),
    ratio === undefined ? '' : ratio.toFixed(ratio < 10 ? 2 : 1),
    held === undefined ? '' : held.toFixed(0),
    note ?? '',
  ])
  const widths = headings.map((heading, i) => Math.max(3, heading.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(headings), line(rule), ...rows.map(line)].join('\n')
}
