import { Parser } from 'saxen'
import { ZhibuError } from '../../base/errors.ts'
import { damaged, tooLarge } from './zip.ts'

type Attributes = () => Record<string, string>

export interface XmlListener {
  /** @param name without its prefix: some programs write <x:row> for <row> */
  open?(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
}

const maxDepth = 64
const local = (name: string) => name.slice(name.indexOf(':') + 1)

/**
 * Reads XML in one pass. Document types are refused, so that entities can neither multiply nor reach outside.
 * @throws ZhibuError NOT_A_WORKBOOK for broken XML, WORKBOOK_TOO_LARGE for absurd nesting
 */
export function readXml(xml: string, { open, close, text }: XmlListener): void {
  let depth = 0
  const parser = new Parser()
    .on('openTag', (name, attributes) => {
      depth++
      if (depth > maxDepth) throw tooLarge('里面的层次太深')
      open?.(local(name), attributes)
    })
    .on('closeTag', (name) => {
      depth--
      close?.(local(name))
    })
    .on('text', (raw) => text?.(decode(raw)))
    .on('cdata', (raw) => text?.(raw))
    .on('attention', () => {
      throw damaged()
    })
  try {
    parser.parse(xml)
  } catch (error) {
    throw error instanceof ZhibuError ? error : damaged()
  }
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Our own, because names hold characters beyond U+FFFF, which the library's decoder cuts in half. */
export function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** Spreadsheets write control characters as _x000D_, and a literal _x000D_ as _x005F_x000D_. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([\da-f]{4})_/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'
