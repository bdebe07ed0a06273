import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { halfWidth, integerInChinese, readAmounts, readInteger } from '../../src/base/numerals.ts'

describe('whole numbers in Chinese', () => {
  it.each([
    ['一', 1],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['二十五', 25],
    ['廿五', 25],
    ['廿', 20],
    ['卅一', 31],
    ['一百二', 120],
    ['一百零二', 102],
    ['一百二十', 120],
    ['两百零五', 205],
    ['二百五', 250],
    ['一千五', 1500],
    ['一千零五', 1005],
    ['三千二百五', 3250],
    ['一万二', 12000],
    ['一万零二十', 10020],
    ['一亿二', 120000000],
    ['壹佰贰拾叁', 123],
    ['兩萬', 20000],
    ['二〇二六', 2026],
    ['零', 0],
    ['〇五', 5],
    ['25', 25],
    ['２５', 25],
  ])('%s is %i', (text, value) => expect(readInteger(text)).toBe(value))

  it.each(['', '百', '十十', '一百百', '百二', '一二十', '一个', '12a', '-5', '1.5', '万', '上百', '几十', '十四五'])(
    '%s is no whole number',
    (text) => expect(readInteger(text)).toBeNull(),
  )

  it('reads back every number it says', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => readInteger(integerInChinese(n)) === n))
  })

  it('keeps the length when it makes signs half-width', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => halfWidth(text).length === text.length))
  })
})

describe('sums of money', () => {
  it.each([
    ['120', 120_00],
    ['党费已交，120', 120_00],
    ['党费：120', 120_00],
    ['120元', 120_00],
    ['120块', 120_00],
    ['120块钱', 120_00],
    ['120块5', 120_50],
    ['120块5角', 120_50],
    ['交了一百二', 120_00],
    ['一百二十元五角', 120_50],
    ['一百二十块', 120_00],
    ['两毛', 20],
    ['两毛五', 25],
    ['五角', 50],
    ['0.2元已交', 20],
    ['0.2', 20],
    ['5分', 5],
    ['十分钱', 10],
    ['1,200.00', 1200_00],
    ['￥50.50', 50_50],
    ['￥５０．５０已转', 50_50],
    ['转账¥50.00', 50_00],
    ['已缴１２０元', 120_00],
    ['三块五', 3_50],
    ['三块二毛五', 3_25],
    ['十块零五分', 10_05],
    ['12元3角4分', 12_34],
    ['12元3角4', 12_34],
    ['一块钱', 1_00],
    ['已转王秀英 150块', 150_00],
    ['1.2万元', 12000_00],
    ['一千五', 1500_00],
    ['壹佰贰拾元整', 120_00],
    ['12月党费120', 120_00],
    ['3月0.2', 20],
    ['3月120', 120_00],
    ['12月4号交120元', 120_00],
    ['120块5号交的', 120_00],
    ['120塊', 120_00],
    ['50', 50_00],
    ['1到3月的党费360', 360_00],
    ['上交上120元', 120_00],
  ])('%s is %i fen', (text, fen) => expect(readAmounts(text).map((amount) => amount.fen)).toEqual([fen]))

  it.each([
    ['不是120，是102', [120_00, 102_00]],
    ['张三120，李四130', [120_00, 130_00]],
    ['120、130', [120_00, 130_00]],
    ['张三交的是102，王五86.50', [102_00, 86_50]],
  ])('%s names several', (text, fen) => expect(readAmounts(text).map((amount) => amount.fen)).toEqual(fen))

  it.each([
    '12月4号',
    '2026年12月4日',
    '2026-12-04',
    '12/4',
    '12.4下午',
    '12.4日',
    '15:00',
    '15：00开会',
    '3点',
    '十五点三十分',
    '3点5分',
    '2箱',
    '6份',
    '3个人',
    '第3',
    '第三次',
    '13812345678',
    '0771-1234567',
    '45010219800101123X',
    '138XXXX0000',
    '应到15实到12，请假2，缺席1',
    '线上学习2学时',
    '可能晚到20分钟',
    '晚5分到',
    '十分感谢',
    '一块去',
    '两块牌子',
    '几十块',
    '上百块',
    '党的二十大',
    '三会一课',
    '十四五规划',
    '正月十五',
    '百分之五',
    '5%',
    '1到3月',
    '1、2月',
    '1-3月',
    '周五',
    '+1',
    '1. 张三',
    '元旦',
    '3.14159',
    '1.2.3',
    '3单元',
    '七一',
    '五角星',
    '一百二十点五元',
    '二十多块',
    '2026 年度计划',
  ])('%s is no sum of money', (text) => expect(readAmounts(text)).toEqual([]))

  it('says where the sum stands', () => {
    const text = '王五的党费￥１２０．５已交'
    const [amount] = readAmounts(text)
    expect(text.slice(amount?.index, (amount?.index ?? 0) + (amount?.length ?? 0))).toBe('￥１２０．５')
  })

  const fenInWords = (fen: number): string => {
    const [yuan, jiao, rest] = [Math.floor(fen / 100), Math.floor(fen / 10) % 10, fen % 10]
    const parts = [
      yuan ? `${integerInChinese(yuan)}元` : '',
      jiao ? `${integerInChinese(jiao)}角` : yuan && rest ? '零' : '',
      rest ? `${integerInChinese(rest)}分` : '',
    ]
    return parts.join('')
  }

  it('reads back every sum, in words and in figures', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (fen) => {
        for (const said of [
          `${(fen / 100).toFixed(2)}元`,
          `已交${fenInWords(fen)}，请查收`,
          `¥${(fen / 100).toFixed(2)}`,
        ])
          expect(readAmounts(said).map((amount) => amount.fen)).toEqual([fen])
      }),
    )
  })

  it('reads any text, in time that grows with its length', () => {
    const signs = fc.constantFrom(...'0123456789.,:-/¥元块角分月日号点一二十百千万零第 \n交的')
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 300 }), (text) => {
        for (const { fen, index, length } of readAmounts(text.join('')))
          expect([Number.isSafeInteger(fen), index >= 0, length > 0, index + length <= text.length]).not.toContain(
            false,
          )
      }),
    )
    for (const part of ['1', '1,111', '1.', '一', '十', '1块', '1到', ' ', '一百二', '1,111,']) {
      const started = performance.now()
      readAmounts(part.repeat(100_000 / part.length))
      expect(performance.now() - started).toBeLessThan(2000)
    }
  })
})
