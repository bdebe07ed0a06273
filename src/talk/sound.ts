import { isHan } from '../base/text.ts'

/**
 * Whether a character sounds like the one that was typed, near enough to ask "did you mean …?".
 *
 * The 3755 common characters of GB 2312 stand in the order of their pinyin, so characters of one sound are
 * neighbours there. That spares a pronunciation table; a wrong guess only costs one question.
 */
export function soundsAlike(one: string, other: string): boolean {
  const a = places().get(one)
  const b = places().get(other)
  // The second level (雯, 喆, 琪 …) stands in another order: whoever typed such a character may have meant any.
  if (b === undefined) return isHan(other)
  if (a === undefined) return false
  return Math.abs(a - b) <= reach
}

/** About one syllable in all its tones. */
const reach = 20

let known: Map<string, number> | null = null

function places(): Map<string, number> {
  if (known) return known
  known = new Map()
  const decoder = new TextDecoder('gbk')
  for (let row = 0xb0; row <= 0xd7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      known.set(decoder.decode(Uint8Array.of(row, cell)), (row - 0xb0) * 94 + cell - 0xa1)
    }
  }
  return known
}
