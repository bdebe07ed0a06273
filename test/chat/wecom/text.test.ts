import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawCard, fitsCard, inWords, layOut, readClick, taskIdOf } from '../../../src/chat/wecom/cards.ts'
import { fileName } from '../../../src/chat/wecom/media.ts'
import { withoutMention } from '../../../src/chat/wecom/mention.ts'
import { Pace } from '../../../src/chat/wecom/pace.ts'
import { asMarkdown, markdownPieces } from '../../../src/chat/wecom/text.ts'
import { answers, group, Hands, message } from './table.ts'

const invisible = '\u200b'

describe('words as markdown', () => {
  it('begin no heading, list, quotation or rule', () => {
    for (const line of ['# 接龙', '> 引用', '- 张三', '1. 张三', '3) 李四', '---', '===', '    缩进', '#接龙'])
      expect(asMarkdown(line)).toBe(invisible + line)
    for (const line of ['张三 - 李四', '12月4日15:00', '2026.12.4 开会', '能到回 1', '-3度'])
      expect(asMarkdown(line)).toBe(line)
  })

  it('have no bold type, code, pictures, tables, tags, formulas or hidden links', () => {
    expect(asMarkdown('**a** `b` ![c](d) [e](f) ~~g~~ |h| <font> $i$ \\[j &lt;')).not.toMatch(/[*`[\]~|<$\\]|&lt;/)
    expect(asMarkdown('A & B')).toBe('A & B')
  })

  it('keep links as links', () => {
    expect(asMarkdown('点名：https://a.cn/r_1?x=*1(2)，谢谢')).toBe(
      '点名：[https://a.cn/r_1?x=*1(2)](https://a.cn/r_1?x=*1%282%29)，谢谢',
    )
  })

  it('keep every line', () => {
    expect(
      asMarkdown('一\n二\n\n三')
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(['一', '二', '', '三'])
  })

  it('are cut into pieces that fit, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 6000 }), (text) => {
        const pieces = markdownPieces(text, 20_480)
        for (const piece of pieces) expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(20_480)
        if ([...text].length <= 4000) expect(pieces.join('  \n')).toBe(asMarkdown(text))
      }),
    )
    const monster = '🎉'.repeat(30_000)
    const pieces = markdownPieces(monster, 20_480)
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThanOrEqual(20_480)
    expect(pieces.join('').replaceAll('  \n', '')).toBe(monster)
  })
})

describe('a mention', () => {
  it('is taken out with the longest name first', () => {
    expect(withoutMention('@小助手2号 收到', ['小助手', '小助手2号'])).toBe('收到')
    expect(withoutMention('@小助手收到', ['小助手'])).toBe('收到')
    expect(withoutMention('第一行 @小助手\n第二行', ['小助手'])).toBe('第一行 第二行')
    expect(withoutMention('a.b@c.cn', ['小助手'])).toBe('a.b@c.cn')
    expect(withoutMention('@C++(1) 好', ['C++(1)'])).toBe('好')
  })
})

describe('a card', () => {
  it('has the first line for its title, or what stands before its colon', () => {
    expect(layOut('12月主题党日\n周五15:00')).toEqual({ title: '12月主题党日', body: '周五15:00' })
    expect(layOut('各位同志，12月主题党日：12月4日（周五）15:00，三楼会议室。主题：学习。\n能到回 1。')).toEqual({
      title: '各位同志，12月主题党日',
      body: '12月4日（周五）15:00，三楼会议室。主题：学习。\n能到回 1。',
    })
    expect(layOut('好'.repeat(30))).toEqual({ title: '请点按钮答复', body: '好'.repeat(30) })
    expect(layOut(`标题\n${'好'.repeat(113)}`)).toBeNull()
    expect(layOut('好'.repeat(113))).toBeNull()
  })

  it('keeps every word of its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('好', '，', '。', '：', '\n', 'a'), maxLength: 140 }), (text) => {
        const laid = layOut(text)
        if (!laid) return
        const plain = (words: string) => words.replace(/[\s，。：]/g, '')
        const title = laid.title === '请点按钮答复' ? '' : laid.title
        expect(plain(title + laid.body)).toBe(plain(text))
        expect(laid.title).not.toBe('')
        expect([...laid.title].length).toBeLessThanOrEqual(26)
        expect([...laid.body].length).toBeLessThanOrEqual(112)
      }),
    )
  })

  it('is drawn again from any of its buttons', () => {
    const card = { taskId: 't', title: '会', body: '周五', buttons: answers }
    const keys = drawCard(card).button_list
    expect(keys).toHaveLength(2)
    for (const [index, { key }] of (Array.isArray(keys) ? keys : []).entries())
      expect(readClick('t', key)).toEqual({ card, button: answers[index], done: false })
  })

  it('takes a key it did not make as it is', () => {
    for (const key of ['confirm', '[1]', '{"a":', ''])
      expect(readClick('t', key)).toMatchObject({ button: { key, label: key }, done: false })
  })

  it('is none where the choices do not fit', () => {
    expect(fitsCard(answers)).toBe(true)
    expect(fitsCard([])).toBe(false)
    expect(fitsCard([...answers, ...answers])).toBe(false)
    expect(fitsCard([{ label: '一二三四五六七八九十一', key: '1' }])).toBe(false)
    expect(inWords({ text: '参加还是请假？', buttons: answers })).toBe('参加还是请假？')
    expect(inWords({ text: '去吗？', buttons: answers })).toBe('去吗？\n可以回复：参加、请假')
  })

  it('has the same id for the same notice with the same content, and another for anything else', () => {
    const id = taskIdOf('n-1', group, message('会', { buttons: answers }))
    expect(taskIdOf('n-1', group, message('会', { buttons: answers }))).toBe(id)
    const others = [
      taskIdOf('n-2', group, message('会', { buttons: answers })),
      taskIdOf('n-1', { ...group, id: 'b' }, message('会', { buttons: answers })),
      taskIdOf('n-1', group, message('会议', { buttons: answers })),
    ]
    expect(new Set([id, ...others]).size).toBe(4)
    expect(taskIdOf('总/1', group, message('')).startsWith('__1-')).toBe(true)
  })
})

describe('the name of a file', () => {
  it('is read from its header, without folders', () => {
    expect(fileName('attachment; filename="a b.docx"')).toBe('a b.docx')
    expect(fileName("attachment; filename=x; filename*=UTF-8''%E5%8F%B0%E8%B4%A6.xlsx")).toBe('台账.xlsx')
    expect(fileName('attachment; filename="100%.txt"')).toBe('100%.txt')
    expect(fileName('attachment; filename="..\\..\\etc/passwd"')).toBe('passwd')
    expect(fileName('inline')).toBeNull()
    expect(fileName(null)).toBeNull()
  })
})

describe('the pace', () => {
  it('never lets more through than allowed, and always lets some through', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 60 }), (gaps) => {
        const hands = new Hands()
        const pace = new Pace({ perMinute: 3, perHour: 20 })
        const said: number[] = []
        for (const gap of gaps) {
          hands.ms += gap
          const wait = pace.wait('c', hands.date())
          if (wait > 0) {
            expect(pace.wait('c', new Date(hands.ms + wait))).toBe(0)
            hands.ms += wait
          }
          pace.note('c', hands.date())
          said.push(hands.ms)
        }
        for (const at of said) {
          expect(said.filter((one) => one > at - 60_000 && one <= at).length).toBeLessThanOrEqual(3)
          expect(said.filter((one) => one > at - 3_600_000 && one <= at).length).toBeLessThanOrEqual(20)
        }
      }),
    )
  })

  it('lets a message of very many parts go when nothing else was said', () => {
    const pace = new Pace({ perMinute: 3, perHour: 20 })
    expect(pace.wait('c', new Date(0), 5)).toBe(0)
  })
})
