/** How many characters have to be put in, left out or exchanged to get from one word to the other. */
function distance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]]
  let row = b.map((_, index) => index + 1)
  a.forEach((sign, i) => {
    let left = i + 1
    let corner = i
    row = row.map((above, j) => {
      left = Math.min(above + 1, left + 1, corner + (sign === b[j] ? 0 : 1))
      corner = above
      return left
    })
  })
  return row.at(-1) ?? a.length
}

/** The names that somebody may have meant by one that does not exist, the likeliest first; at most three. */
export function nearest(wanted: string, names: readonly string[]): string[] {
  const plain = wanted.trim().slice(0, 60)
  const scored = [...new Set(names)].map((name) => {
    const within = plain !== '' && (name.includes(plain) || plain.includes(name))
    return { name, score: within ? 0 : distance(plain, name) / Math.max([...plain].length, [...name].length, 1) }
  })
  return scored
    .filter(({ score }) => score <= 0.6)
    .sort((a, b) => a.score - b.score)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** 「甲」、「乙」 */
export const quoted = (names: readonly string[]): string => names.map((name) => `「${name}」`).join('、')
