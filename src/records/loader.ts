import DataLoader from 'dataloader'
import type { Tx } from './database.ts'

/**
 * What many ask at the same moment within one transaction, as when a hundred notices are composed side by side, is asked
 * of the database once. Nothing is remembered: who asks later reads again.
 * @param read the answers for these keys; without one where there is nothing
 */
export function loader<K, V>(
  read: (tx: Tx, keys: K[]) => Promise<ReadonlyMap<K, V>>,
): (tx: Tx, key: K) => Promise<V | undefined> {
  const loaders = new WeakMap<Tx, DataLoader<K, V | undefined>>()
  return (tx, key) => {
    const known = loaders.get(tx)
    if (known) return known.load(key)
    const made = new DataLoader<K, V | undefined>(
      async (keys) => {
        const found = await read(tx, [...new Set(keys)])
        return keys.map((one) => found.get(one))
      },
      { cache: false },
    )
    loaders.set(tx, made)
    return made.load(key)
  }
}
