import { random } from '../../test/crash/evening.ts'
import { playSame } from '../../test/shared/same.ts'

/**
 * A month of several branches, once by the hands of one process and once by those of two schedulers, three workers and a
 * gateway: the same rows and the same sends. Returns the number of differences.
 */
export async function soakSame(days = 31, seed = Math.floor(Math.random() * 1_000_000)): Promise<number> {
  console.log(`seed ${seed}`)
  const began = performance.now()
  const one = await playSame('one', random(seed), days, 6)
  const many = await playSame('many', random(seed), days, 6)
  let wrong = 0
  for (const what of ['rows', 'sends'] as const) {
    const different = [...missing(one[what], many[what]).map((line) => `only of one: ${line}`)]
    different.push(...missing(many[what], one[what]).map((line) => `only of many: ${line}`))
    console.log(`${days} days, 6 branches: ${one[what].length} ${what}, ${different.length} different`)
    for (const line of different) console.log(`  ✗ ${line}`)
    wrong += different.length
  }
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`)
  return wrong
}

/** What is in `some` and not in `others`, each as often as it is missing. */
function missing(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const one of others) left.set(one, (left.get(one) ?? 0) + 1)
  return some.filter((one) => {
    const count = left.get(one) ?? 0
    left.set(one, count - 1)
    return count <= 0
  })
}
