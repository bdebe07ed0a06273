/** East Asian wide and full-width characters and emoji: two columns in a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

const widthOf = (character: string): number => (wide.test(character) ? 2 : 1)

/** Columns a text takes in a terminal. */
export const width = (text: string): number => [...text].reduce((sum, character) => sum + widthOf(character), 0)

export const padEnd = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)))
export const padStart = (text: string, columns: number): string => ' '.repeat(Math.max(0, columns - width(text))) + text

/** Marks that do not begin a line, and those that do not end one. */
const noStart = '，。；：！？、）」』》”…,.;:!?)%'
const noEnd = '（「『《“('

/** Pieces that stay together: a word or number in Latin letters, else one character with the marks that cling to it. */
function pieces(text: string): string[] {
  const found: string[] = []
  for (const token of text.match(/[A-Za-z0-9.@:/·_-]+|[\s\S]/gu) ?? []) {
    const last = found.at(-1)
    const clings = last !== undefined && (noStart.includes(token) || noEnd.includes(last.at(-1) ?? ''))
    if (clings) found[found.length - 1] = last + token
    else found.push(token)
  }
  return found
}

/** Breaks a text into lines of at most so many columns; the lines after the first begin with `indent`. */
export function wrap(text: string, columns: number, indent: string): string[] {
  const lines: string[] = []
  for (const [index, paragraph] of text.split('\n').entries()) {
    let line = index === 0 ? '' : indent
    for (const piece of pieces(paragraph)) {
      if (width(line) + width(piece) > columns && line.trim() !== '') {
        lines.push(line.trimEnd())
        line = indent
      }
      line += piece === ' ' && line === indent ? '' : piece
    }
    lines.push(line.trimEnd())
  }
  return lines
}

/** A table in plain text; numbers to the right. */
export function table(head: string[], rows: string[][], right: readonly number[] = []): string[] {
  const columns = head.map((title, index) => Math.max(width(title), ...rows.map((row) => width(row[index] ?? ''))))
  const line = (cells: string[]) =>
    `  ${columns
      .map((size, index) => (right.includes(index) ? padStart : padEnd)(cells[index] ?? '', size))
      .join('  ')
      .trimEnd()}`
  return [line(head), `  ${columns.map((size) => '-'.repeat(size)).join('  ')}`, ...rows.map(line)]
}
