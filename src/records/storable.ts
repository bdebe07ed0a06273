/*
 * Text as both databases can keep it. The SQLite driver would cut a text at NUL without a word, and PostgreSQL refuses
 * it, as it refuses half of a surrogate pair in JSON: what cannot be kept is made visible instead of losing the rest.
 */

export const storable = (text: string): string =>
  (text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text).toWellFormed()

/** A value as JSON text. */
export const jsonOf = (value: unknown): string => storableJson(JSON.stringify(value))

/** JSON text in which NUL and half characters may stand as escapes. */
export function storableJson(text: string): string {
  // Asked of every text that is written: most have no escape at all.
  if (!text.includes('\\u') || !/\\u(0000|d[89a-f])/i.test(text)) return text
  return JSON.stringify(JSON.parse(text), (_, value: unknown) => (typeof value === 'string' ? storable(value) : value))
}
