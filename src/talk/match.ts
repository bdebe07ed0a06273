/** Phrases of the phrasebook as patterns. `*` stands for up to six characters that are not punctuation. */
const wild = '[^,。;!?\\s]{0,6}?'

const compile = (phrases: string[]): string => phrases.map((phrase) => phrase.replaceAll('*', wild)).join('|')

/** Somewhere in the text. */
export function within(phrases: string[]): (text: string) => boolean {
  const pattern = new RegExp(compile(phrases), 'i')
  return (text) => pattern.test(text)
}

/** The whole text. */
export function exactly(phrases: string[]): (text: string) => boolean {
  const pattern = new RegExp(`^(?:${compile(phrases)})$`, 'i')
  return (text) => pattern.test(text)
}

/** Takes every occurrence away; longer phrases first, so that 「好的」 goes before 「好」. */
export function without(phrases: string[], unlessAfter = ''): (text: string) => string {
  const longestFirst = [...phrases].sort((a, b) => b.length - a.length)
  const guard = unlessAfter ? `(?<![${unlessAfter}])` : ''
  const pattern = new RegExp(`${guard}(?:${compile(longestFirst)})`, 'gi')
  return (text) => text.replace(pattern, '')
}
