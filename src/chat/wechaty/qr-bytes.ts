/** Per version from 1: error correction bytes of each block, and the number of blocks, at level L. */
const correction = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28]
const blockCounts = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8]

/** The bytes of a QR code, error correction included, in the order in which they are drawn, and the version they need. */
export function qrBytes(text: string): { version: number; stream: number[] } {
  const bytes = new TextEncoder().encode(text)
  const version = correction.findIndex((_, i) => capacity(i + 1) >= bytes.length + (i + 1 < 10 ? 2 : 3)) + 1
  if (version === 0) throw new RangeError('too long for a QR code')
  return { version, stream: interleaved(dataOf(bytes, version), version) }
}

export const sizeOf = (version: number) => 17 + 4 * version
const ecOf = (version: number) => correction[version - 1] ?? 0
const blocksOf = (version: number) => blockCounts[version - 1] ?? 1

/** Modules that are left for data and correction, in whole bytes. */
function codewords(version: number): number {
  const centres = alignment(version).length
  const finders = 3 * 64 + 31
  const timing = 2 * (sizeOf(version) - 16)
  const aligned = centres === 0 ? 0 : (centres * centres - 3) * 25 - 2 * (centres - 2) * 5
  return Math.floor((sizeOf(version) ** 2 - finders - timing - aligned - (version < 7 ? 0 : 36)) / 8)
}

const capacity = (version: number) => codewords(version) - ecOf(version) * blocksOf(version)

/** Where the centres of the small squares are, in either direction. */
export function alignment(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const last = sizeOf(version) - 7
  const step = Math.ceil((last - 6) / (count - 1) / 2) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, i) => last - (count - 2 - i) * step)]
}

function dataOf(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = []
  const push = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1)
  }
  push(0b0100, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  for (const byte of bytes) push(byte, 8)
  const room = capacity(version) * 8
  push(0, Math.min(4, room - bits.length))
  push(0, (8 - (bits.length % 8)) % 8)
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) push(pad, 8)
  return Array.from({ length: room / 8 }, (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0))
}

/** Splits into blocks, adds the correction of each, and takes one byte of each in turn. */
function interleaved(data: number[], version: number): number[] {
  const count = blocksOf(version)
  const short = Math.floor(data.length / count)
  const longer = data.length % count
  const divisor = generator(ecOf(version))
  const blocks = Array.from({ length: count }, (_, i) => {
    // The longer ones come last.
    const from = i * short + Math.max(0, i - (count - longer))
    const block = data.slice(from, from + short + (i >= count - longer ? 1 : 0))
    return { block, ec: remainder(block, divisor) }
  })
  const inTurn = (parts: number[][]) =>
    Array.from({ length: Math.max(...parts.map((part) => part.length)) }, (_, i) =>
      parts.flatMap((part) => part.slice(i, i + 1)),
    ).flat()
  return [...inTurn(blocks.map(({ block }) => block)), ...inTurn(blocks.map(({ ec }) => ec))]
}

/** Multiplies in the field of 256 elements with the polynomial 0x11d. */
function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    if ((b >> bit) & 1) product ^= a
  }
  return product
}

/** The coefficients below the leading one of (x - 1)(x - 2)(x - 4)…, highest first. */
function generator(degree: number): number[] {
  let found = [1]
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2)) {
    const shifted = [...found, 0]
    found = shifted.map((one, at) => one ^ times(found[at - 1] ?? 0, root))
  }
  return found.slice(1)
}

function remainder(data: number[], divisor: number[]): number[] {
  let rest = divisor.map(() => 0)
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0)
    rest = [...rest.slice(1), 0].map((one, i) => one ^ times(divisor[i] ?? 0, factor))
  }
  return rest
}
