import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { qrForPage, qrForTerminal, qrModules } from '../../../src/chat/wechaty/qr.ts'

const login = 'http://weixin.qq.com/x/4bGSDbP2kYt1xN1zb1Fb'
const fingerprint = (text: string) =>
  createHash('sha256').update(qrModules(text).flat().map(Number).join('')).digest('hex').slice(0, 16)

describe('a QR code', () => {
  it('is the one that a reader of other people has read as this text', () => {
    expect([login, login.repeat(5), '支部'.repeat(100)].map(fingerprint)).toMatchInlineSnapshot(`
      [
        "c68c32a5c7267612",
        "bcc7e86c6a5004a2",
        "ddc2ce612e418f3d",
      ]
    `)
  })

  it('has its three eyes and its timing lines, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 800 }).filter((text) => Buffer.byteLength(text) <= 858),
        (text) => {
          const modules = qrModules(text)
          const size = modules.length
          expect((size - 17) % 4).toBe(0)
          const at = (x: number, y: number) => modules[y]?.[x]
          for (const [x, y] of [
            [0, 0],
            [size - 7, 0],
            [0, size - 7],
          ] as const) {
            expect([0, 1, 2, 3, 4, 5, 6].map((i) => at(x + i, y + 3))).toEqual([
              true,
              false,
              true,
              true,
              true,
              false,
              true,
            ])
          }
          for (let i = 8; i < size - 8; i++) expect(at(i, 6)).toBe(i % 2 === 0)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('refuses what does not fit', () => {
    expect(() => qrModules('x'.repeat(859))).toThrow(RangeError)
  })

  it('can be shown in a terminal and on a page', () => {
    const lines = qrForTerminal(login).split('\n')
    expect(lines[1]).toContain('█▀▀▀▀▀█')
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
    expect(qrForPage(login)).toMatch(/^<svg .*<\/svg>$/)
  })
})
