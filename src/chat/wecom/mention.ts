const everybody = new Set(['所有人', 'all'])
const mention = /(?<![\w.])[@＠]([^\s@＠]+)/g

/** What was said, without the "@机器人名" that stands anywhere in it. */
export function withoutMention(text: string, names: Iterable<string>): string {
  const longestFirst = [...names].filter(Boolean).sort((a, b) => b.length - a.length)
  return longestFirst
    .reduce((rest, name) => {
      const mentioned = new RegExp(`[@＠]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
      const parts = rest.split(mentioned)
      return parts.length === 1 ? rest : parts.map((part) => part.trim()).join(' ')
    }, text)
    .trim()
}

/**
 * The names the bot goes by. In WeCom it may have another name than in the settings, and a message does not say who is
 * mentioned; but in a group only those arrive that mention the bot, so that a lone mention is its own.
 */
export class BotNames {
  readonly #given: readonly string[]
  readonly #learned = new Set<string>()
  #mayLearn = true

  constructor(given?: string) {
    this.#given = given ? [given] : []
  }

  without(text: string): string {
    return withoutMention(text, [...this.#given, ...this.#learned])
  }

  /** The words of a group message, and what they teach. */
  heardInGroup(text: string): string {
    const named = new Set([...text.matchAll(mention)].map(([, name]) => name ?? ''))
    if (named.size === 0 && text !== '') {
      // A service that takes the mention out itself: a lone mention is then somebody else's.
      this.#mayLearn = false
      this.#learned.clear()
    }
    const known = [...this.#given, ...this.#learned].some(
      (name) => text.includes(`@${name}`) || text.includes(`＠${name}`),
    )
    const [lone] = named
    if (this.#mayLearn && !known && named.size === 1 && lone !== undefined && !everybody.has(lone))
      this.#learned.add(lone)
    return this.without(text)
  }
}
