import type { Act } from '../act.ts'
import { carryOut, foresee } from './inherit.ts'

/**
 * Sets up what new organizations have from the start, by their sector or that of the nearest one above, and what the
 * committees above switched on. What they set themselves stays, so that it is called again when a sector becomes known
 * or when they stand below somebody else: then they inherit anew. A few statements, however many.
 */
export async function startFor(act: Act, organizations: readonly { id: number }[]): Promise<void> {
  if (organizations.length === 0) return
  const ids = organizations.map(({ id }) => id)
  await carryOut(act, await foresee(act, { within: { ids }, name: null, start: true }))
}
