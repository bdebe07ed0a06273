import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalize } from '../../src/base/text.ts'

describe('normalize', () => {
  it.each([
    ['１２０元，￥５０．５０', '120元,¥50.50'],
    ['\u3000请假\u3000\u3000出差\u200b ', '请假 出差'],
    ['請假，孩子發燒', '请假,孩子发烧'],
    ['#接龍\r\n支部黨員大會', '#接龙\n支部党员大会'],
    ['①张三②李四', '1. 张三2. 李四'],
    ['1️⃣', '1'],
    ['@小助手\u2005收到', '@小助手 收到'],
  ])('%j becomes %j', (text, plain) => expect(normalize(text)).toBe(plain))

  it('is done after one pass', () =>
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => normalize(normalize(text)) === normalize(text))))

  it('takes 100,000 blanks in its stride', () => {
    expect(normalize(`${' '.repeat(50_000)}到${'\n '.repeat(25_000)}`)).toBe('到')
  })
})
