import { bytesOf } from './text.ts'

export interface Notice {
  text: string
  /** Ids of members to notify; "@all" for everybody. */
  mentions: readonly string[]
}

export interface Merged extends Notice {
  /** Which of the notices stand in this message, by their place in the list. */
  of: number[]
}

const between = '\n\n'

/**
 * As few messages as hold all notices, in their order, each of at most `limit` bytes. A notice that is longer than a
 * message by itself is cut and ends with "…".
 */
export function merge(notices: readonly Notice[], limit: number): Merged[] {
  const merged: Merged[] = []
  notices.forEach(({ text, mentions }, index) => {
    const short = shorten(text, limit)
    const last = merged.at(-1)
    if (last && bytesOf(last.text + between + short) <= limit) {
      last.text += between + short
      last.mentions = [...new Set([...last.mentions, ...mentions])]
      last.of.push(index)
    } else merged.push({ text: short, mentions: [...new Set(mentions)], of: [index] })
  })
  return merged
}

function shorten(text: string, limit: number): string {
  if (bytesOf(text) <= limit) return text
  const ending = '…'
  let kept = ''
  let left = limit - bytesOf(ending)
  for (const character of text) {
    left -= bytesOf(character)
    if (left < 0) break
    kept += character
  }
  return kept + ending
}
