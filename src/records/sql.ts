/** Rows as one JSON parameter for json_each; instants become ISO text, as the columns hold them. */
export const json = (rows: readonly object[]): string => JSON.stringify(rows)

/** So many ids go into one question to the database. */
const portion = 5_000

export async function inPortions<T, R>(all: readonly T[], read: (some: T[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = []
  for (let from = 0; from < all.length; from += portion) found.push(...(await read(all.slice(from, from + portion))))
  return found
}
