import { alignment, qrBytes, sizeOf } from './qr-bytes.ts'

/*
 * A QR code (ISO/IEC 18004) of a short text: bytes, error correction level L, versions 1 to 20. That is all a login
 * needs, and spares a dependency and a page of somebody else's that would see the code.
 */

/** The modules of the code, true for dark, without the margin. @throws RangeError for a text of more than 858 bytes */
export function qrModules(text: string): boolean[][] {
  const { version, stream } = qrBytes(text)
  const drawn = Array.from({ length: 8 }, (_, mask) => draw(stream, version, mask))
  return drawn.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

/** The code for a terminal, two rows of modules in each line, dark on light whatever the terminal's colours. */
export function qrForTerminal(text: string): string {
  const modules = qrModules(text)
  const size = modules.length
  const dark = (y: number, x: number) => modules[y]?.[x] ?? false
  const margin = 2
  const lines: string[] = []
  for (let y = -margin; y < size + margin; y += 2) {
    let line = ''
    for (let x = -margin; x < size + margin; x++) {
      const [upper, lower] = [dark(y, x), dark(y + 1, x)]
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' '
    }
    lines.push(`\u001b[30;107m${line}\u001b[0m`)
  }
  return lines.join('\n')
}

/** The code for a page. */
export function qrForPage(text: string): string {
  const modules = qrModules(text)
  const size = modules.length + 8
  const path = modules
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])))
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
}

const masks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

function draw(stream: number[], version: number, mask: number): boolean[][] {
  const size = sizeOf(version)
  const modules: (boolean | null)[][] = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null))
  const set = (x: number, y: number, dark: boolean) => {
    const row = modules[y]
    if (row && x >= 0 && x < size) row[x] = dark
  }
  const square = (cx: number, cy: number, radius: number, darkAt: (ring: number) => boolean) => {
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++) set(cx + x, cy + y, darkAt(Math.max(Math.abs(x), Math.abs(y))))
  }

  for (let i = 0; i < size; i++) {
    set(i, 6, i % 2 === 0)
    set(6, i, i % 2 === 0)
  }
  const centres = alignment(version)
  const last = size - 7
  const isFinder = (x: number, y: number) => (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)
  for (const y of centres) for (const x of centres) if (!isFinder(x, y)) square(x, y, 2, (ring) => ring !== 1)
  for (const [x, y] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    square(x, y, 4, (ring) => ring !== 2 && ring !== 4)
  drawFormat(set, size, mask)
  if (version >= 7) drawVersion(set, size, version)

  const flips = masks[mask]
  let bit = 0
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    const upwards = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step++) {
      const y = upwards ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (modules[y]?.[x] !== null) continue
        const dark = (((stream[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1
        bit++
        set(x, y, dark !== (flips?.(x, y) ?? false))
      }
    }
  }
  return modules.map((row) => row.map((dark) => dark === true))
}

type Put = (x: number, y: number, dark: boolean) => void

/** The rest of a division of polynomials over two elements: the check bits of the format and of the version. */
function checked(value: number, divisor: number, length: number): number {
  let rest = value << length
  for (let bit = 31 - Math.clz32(rest); bit >= length; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - length)
  return (value << length) | rest
}

function drawFormat(set: Put, size: number, mask: number) {
  const bits = checked((0b01 << 3) | mask, 0x537, 10) ^ 0x5412
  const at = (i: number) => ((bits >> i) & 1) === 1
  for (let i = 0; i < 15; i++) {
    const along = i < 6 ? i : i < 8 ? i + 1 : i === 8 ? 7 : 14 - i
    if (i < 8) set(8, along, at(i))
    else set(along, 8, at(i))
    if (i < 8) set(size - 1 - i, 8, at(i))
    else set(8, size - 15 + i, at(i))
  }
  set(8, size - 8, true)
}

function drawVersion(set: Put, size: number, version: number) {
  const bits = checked(version, 0x1f25, 12)
  for (let i = 0; i < 18; i++) {
    const [a, b] = [size - 11 + (i % 3), Math.floor(i / 3)]
    set(a, b, ((bits >> i) & 1) === 1)
    set(b, a, ((bits >> i) & 1) === 1)
  }
}

/** How hard it is to read: long runs, blocks of one colour, and an uneven share of dark. */
function penalty(modules: boolean[][]): number {
  const size = modules.length
  const at = (y: number, x: number) => modules[y]?.[x] ?? false
  let sum = 0
  for (const cell of [at, (y: number, x: number) => at(x, y)])
    for (let y = 0; y < size; y++)
      for (let x = 1, run = 1; x < size; x++) {
        run = cell(y, x) === cell(y, x - 1) ? run + 1 : 1
        sum += run === 5 ? 3 : run > 5 ? 1 : 0
      }
  for (let y = 1; y < size; y++)
    for (let x = 1; x < size; x++)
      if (new Set([at(y, x), at(y - 1, x), at(y, x - 1), at(y - 1, x - 1)]).size === 1) sum += 3
  const share = modules.flat().filter(Boolean).length / size ** 2
  return sum + Math.floor(Math.abs(share - 0.5) * 20) * 10
}
