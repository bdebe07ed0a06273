import { Converter } from 'opencc-js/t2cn'
import { lately } from './lately.ts'

let convert: ReturnType<typeof Converter> | null = null

/** Traditional characters as simplified ones; built at first use, because the table takes a moment to build. */
export function toSimplified(text: string): string {
  const ready = convert ?? Converter({ from: 't', to: 'cn' })
  convert = ready
  return ready(text)
}

/** Invisible characters that phones and copying leave behind: zero-width, direction marks, emoji variants, fillers. */
const invisible = /\p{Default_Ignorable_Code_Point}|\u20e3/gu
const lineEnds = /\r\n|[\r\v\f\u0085\u2028\u2029]/g
/** ① … ⑳ would become bare digits and melt into what follows ("①2份"). */
const circled = /[\u2460-\u2473]/g

/**
 * One spelling for what people type: full-width forms become half-width (NFKC), invisible characters go,
 * runs of blanks become one space, traditional characters become simplified. Lines are kept.
 */
export const normalize = lately((text: string): string => {
  const plain = text
    .replace(circled, (mark) => `${mark.charCodeAt(0) - 0x245f}. `)
    .normalize('NFKC')
    .replace(lineEnds, '\n')
    .replace(invisible, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
  return toSimplified(plain)
})

export function isHan(character: string): boolean {
  return /\p{Script=Han}/u.test(character)
}

const marks: Record<string, string> = { ',': '，', ';': '；', ':': '：', '?': '？', '!': '！', '(': '（', ')': '）' }

/** Normalized words as they are said back or printed: marks beside Chinese characters are Chinese marks again. */
export function typeset(text: string): string {
  return text.replace(/[,;:?!()]/g, (mark, index: number) => {
    const beside = [text[index - 1], text[index + 1]]
    return beside.some((one) => one !== undefined && isHan(one)) ? (marks[mark] ?? mark) : mark
  })
}
