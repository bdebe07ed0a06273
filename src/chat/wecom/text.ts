const encoder = new TextEncoder()
export const bytesOf = (text: string): number => encoder.encode(text).length
export const lengthOf = (text: string): number => [...text].length

const lookalikes: Record<string, string> = {
  '*': '＊',
  _: '＿',
  '~': '～',
  '`': '｀',
  '<': '＜',
  '[': '［',
  ']': '］',
  '|': '｜',
  '\\': '＼',
  $: '＄',
}
const url = /(https?:\/\/[^\s，。；、！？（）【】「」《》“”]+)/
/** Headings, quotations, lists (which would be numbered anew), rules, code: all of them begin a line. */
const blockStart = /^(?:\s{4}|\t|\s*(?:#|>|[-+]\s|\d{1,9}[.)]\s|[-=\s]+$))/

/** Two blanks keep the line end where markdown would join the lines, and are seen nowhere. */
const lineEnd = '  \n'

/**
 * Text as WeCom's markdown shows it unchanged. Marks inside a line become their full-width twins, because whether a
 * backslash is understood is not documented (and "\[" may begin a formula); a line that would begin a heading or a
 * list begins with an invisible space. Links stay links, line ends stay line ends.
 */
export function asMarkdown(text: string): string {
  return text.split('\n').map(lineAsMarkdown).join(lineEnd)
}

function lineAsMarkdown(line: string): string {
  const guard = line.trim() !== '' && blockStart.test(line) ? '\u200b' : ''
  const words = line.split(url).map((part, index) => {
    if (index % 2 === 1) return `[${part}](${part.replace(/\(/g, '%28').replace(/\)/g, '%29')})`
    return part.replace(/[*_~`<[\]|\\$]/g, (mark) => lookalikes[mark] ?? mark).replace(/&(?=#?\w+;)/g, '＆')
  })
  return guard + words.join('')
}

/** Characters; small enough for a piece of the platform's size whatever they become. */
const longestLine = { markdown: 4_000, text: 500 }

/** Markdown in pieces of at most `limit` bytes, cut between lines; only a line that is too long itself is cut. */
export const markdownPieces = (text: string, limit: number): string[] =>
  joined(linesOf(text, longestLine.markdown).map(lineAsMarkdown), lineEnd, limit)

/** Plain text in such pieces. */
export const textPieces = (text: string, limit: number): string[] =>
  joined(linesOf(text, longestLine.text), '\n', limit)

function linesOf(text: string, longest: number): string[] {
  return text.split('\n').flatMap((line) => {
    const characters = [...line]
    if (characters.length <= longest) return [line]
    const count = Math.ceil(characters.length / longest)
    return Array.from({ length: count }, (_, i) => characters.slice(i * longest, (i + 1) * longest).join(''))
  })
}

function joined(lines: readonly string[], end: string, limit: number): string[] {
  const pieces: string[][] = []
  let size = 0
  for (const line of lines) {
    const piece = pieces.at(-1)
    const longer = size + bytesOf(end) + bytesOf(line)
    if (piece && longer <= limit) {
      piece.push(line)
      size = longer
    } else {
      pieces.push([line])
      size = bytesOf(line)
    }
  }
  return pieces.map((piece) => piece.join(end))
}
