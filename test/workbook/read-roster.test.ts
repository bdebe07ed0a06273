import { describe, expect, test } from 'vitest'
import { readRoster } from '../../src/records/workbook/read-roster.ts'
import { book, columnLetter, parts, row, rows, sheetXml, table, type Written, zip } from './xlsx.ts'

const head = ['姓名', '人员类别']
const names = async (bytes: Uint8Array) => {
  const { people, problems } = await readRoster(bytes)
  expect(problems).toEqual([])
  return people.map((person) => person.name)
}

describe('headings', () => {
  test('stand in any order, with other words, blanks, line breaks and remarks', async () => {
    const { people, problems } = await readRoster(
      table(
        [
          '　姓　名 ',
          '联系\n电话',
          '*党员类别（必填）',
          '入党时间：',
          '月缴纳党费（元）',
          '所在党支部',
          '是否流动党员',
          '职工号',
        ],
        ['张三', '138 0000 0000', '正式', '2015-07-01', 120, '机关二支部', '是', '００12'],
      ),
    )
    expect(problems).toEqual([])
    expect(people).toEqual([
      {
        row: 2,
        name: '张三',
        label: '',
        staffNo: '0012',
        branch: '机关二支部',
        group: null,
        category: 'full',
        posts: [],
        phone: '13800000000',
        joinedOn: '2015-07-01',
        fullOn: null,
        duesFen: 12000,
        aliases: [],
        floating: true,
        floatingPlace: null,
        exempt: false,
        // There is no such column: what the roster knows of it stays.
        unsaid: ['exempt', 'leader'],
      },
    ])
  })

  test('may have titles above, notes and sums below, and be repeated on each printed page', async () => {
    const bytes = table(
      ['机关二支部党员花名册'],
      ['填报日期：2026年11月23日'],
      ['序号', ...head, '月应交党费'],
      [1, '张三', '正式党员', 10],
      [2, null, null, null],
      ['序号', ...head, '月应交党费'],
      [3, '李四', '预备党员', 20],
      ['合计', null, null, 30],
      [null, '注：以上为在册党员，流动党员另列。'],
      ['填表人：王五'],
      [null, '共2人'],
    )
    const { people, problems } = await readRoster(bytes)
    expect(problems).toEqual([])
    expect(people.map(({ name, row: at }) => [name, at])).toEqual([
      ['张三', 4],
      ['李四', 7],
    ])
  })

  test('on several sheets: all are read, and each row problem names its sheet', async () => {
    const { people, problems } = await readRoster(
      book({
        sheets: [
          { name: '说明', xml: sheetXml(rows(['请先看说明'])) },
          { name: '一支部', xml: sheetXml(rows(head, ['张三', '正式党员'])) },
          { name: '二支部', xml: sheetXml(rows(head, ['张三', '正式党员'], ['李四', '群众'])) },
        ],
      }),
    )
    expect(people.map(({ name, branch }) => [name, branch])).toEqual([
      ['张三', '一支部'],
      ['张三', '二支部'],
    ])
    expect(problems).toMatchObject([{ sheet: '二支部', row: 3, column: '人员类别' }])
  })

  test('on a hidden sheet: left alone, and said so', async () => {
    const { people, notes } = await readRoster(
      book({
        sheets: [
          { name: '今年', xml: sheetXml(rows(head, ['张三', '正式党员'])) },
          { name: '去年', state: 'hidden', xml: sheetXml(rows(head, ['李四', '正式党员'])) },
        ],
      }),
    )
    expect(people.map(({ name }) => name)).toEqual(['张三'])
    expect(notes).toMatchObject([{ message: expect.stringContaining('去年') }])
  })

  test('the surer of two columns counts: 党内职务 before 职务, 手机 before 电话', async () => {
    const { people, problems } = await readRoster(
      table(
        [...head, '职务', '党内职务', '电话', '手机'],
        ['张三', '正式党员', '车间主任', '书记', '12345678', '13800000000'],
      ),
    )
    expect(problems).toEqual([])
    expect(people[0]).toMatchObject({ posts: ['secretary'], phone: '13800000000' })
  })

  test('without 姓名: one problem that lists what was found', async () => {
    const { people, problems } = await readRoster(
      table(['人员类别', '手机', '备注栏'], ['正式党员', '13800000000', '']),
    )
    expect(people).toEqual([])
    expect(problems).toMatchObject([
      { row: 1, column: '姓名', message: '没有「姓名」一列，找到的表头是「人员类别」「手机」「备注栏」' },
    ])
  })

  test('none at all, or an empty sheet', async () => {
    expect((await readRoster(table(['今天', '天气'], ['很', '好']))).problems).toMatchObject([
      { row: null, message: '没有找到花名册的表头，第一行是「今天」「天气」' },
    ])
    expect((await readRoster(table())).problems).toMatchObject([{ message: '表格是空的' }])
    expect((await readRoster(table(head))).problems).toMatchObject([{ message: '表里还没有人' }])
  })
})

describe('files of many origins', () => {
  test('Excel: shared strings, rich text, phonetic help, escaped signs', async () => {
    const strings =
      '<si><t>姓名</t></si><si><t>人员类别</t></si><si><r><t>欧</t></r><r><rPr><b/></rPr><t>阳静</t></r><rPh sb="0" eb="1"><t>ouyang</t></rPh></si>' +
      '<si><t>正式党员</t></si><si><t>&#x20BB7;野_x000D_</t></si>'
    const cell = (at: string, index: number) => `<c r="${at}" t="s"><v>${index}</v></c>`
    const data = `<row r="1">${cell('A1', 0)}${cell('B1', 1)}</row><row r="2">${cell('A2', 2)}${cell('B2', 3)}</row><row r="3">${cell('A3', 4)}${cell('B3', 3)}</row>`
    expect(await names(book({ sheets: [{ xml: sheetXml(data) }], strings }))).toEqual(['欧阳静', '𠮷野'])
  })

  test('WPS and OpenXML tools: absolute paths, prefixed elements, upper-case part names, cells without places', async () => {
    const all = parts({ sheets: [{ xml: '' }] })
    const sheet =
      '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>' +
      '<x:row><x:c t="str"><x:v>姓名</x:v></x:c><x:c t="str"><x:v>人员类别</x:v></x:c></x:row>' +
      '<x:row><x:c t="inlineStr"><x:is><x:t>张三</x:t></x:is></x:c><x:c t="str"><x:v><![CDATA[正式党员]]></x:v></x:c></x:row>' +
      '</x:sheetData></x:worksheet>'
    all['xl/worksheets/sheet1.xml'] = sheet
    const relations = all['xl/_rels/workbook.xml.rels'] ?? ''
    all['xl/_rels/workbook.xml.rels'] = relations.replace('worksheets/sheet1.xml', '/xl/Worksheets/Sheet1.xml')
    expect(await names(zip(all))).toEqual(['张三'])
  })

  test('formulas by their saved values; one without a value or with an error is named', async () => {
    const { people, problems } = await readRoster(
      table(
        [...head, '月应交党费', '党小组'],
        [
          '张三',
          '正式党员',
          { xml: '<c r="{at}"><f>B9*0.01</f><v>95.41</v></c>' },
          { xml: '<c r="{at}" t="str"><f>A9</f><v>一组</v></c>' },
        ],
        [
          '李四',
          '正式党员',
          { xml: '<c r="{at}" t="e"><f>1/0</f><v>#DIV/0!</v></c>' },
          { xml: '<c r="{at}"><f>A9</f></c>' },
        ],
      ),
    )
    expect(people).toMatchObject([{ name: '张三', duesFen: 9541, group: '一组' }])
    expect(problems.map(({ row: at, column }) => [at, column])).toEqual([
      [3, '党小组'],
      [3, '月应交党费'],
    ])
    expect(problems[1]?.message).toContain('#DIV/0!')
  })

  test('a group merged beside several people counts for each; a title merged across says nothing', async () => {
    const bytes = book({
      sheets: [
        {
          xml: sheetXml(
            rows(
              ['花名册'],
              ['党小组', ...head],
              ['一组', '张三', '正式党员'],
              [null, '李四', '正式党员'],
              [null, '王五', '预备党员'],
              ['二组', '赵六', '正式党员'],
            ),
            '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A3:A5"/></mergeCells>',
          ),
        },
      ],
    })
    const { people, problems } = await readRoster(bytes)
    expect(problems).toEqual([])
    expect(people.map(({ group }) => group)).toEqual(['一组', '一组', '一组', '二组'])
  })

  test('headings on two rows, the upper ones merged', async () => {
    const bytes = book({
      sheets: [
        {
          xml: sheetXml(
            rows(
              ['序号', '姓名', '基本情况', null, '党内'],
              [null, null, '人员类别', '手机', '入党时间'],
              [1, '张三', '正式党员', null, '2015.7.1'],
            ),
            '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:D1"/></mergeCells>',
          ),
        },
      ],
    })
    expect(await names(bytes)).toEqual(['张三'])
  })

  test('hidden rows are read, and the reader is told', async () => {
    const bytes = book({
      sheets: [
        { xml: sheetXml(row(1, head) + row(2, ['张三', '正式党员']) + row(3, ['李四', '正式党员'], ' hidden="1"')) },
      ],
    })
    const { people, notes } = await readRoster(bytes)
    expect(people).toHaveLength(2)
    expect(notes).toMatchObject([{ message: expect.stringContaining('第 3 行是隐藏的') }])
  })

  test.each([
    { date1904: false, serial: 42186 },
    { date1904: true, serial: 42186 - 1462 },
  ])('dates as serial numbers, with and without a date format: 1904 $date1904', async ({ date1904, serial }) => {
    const styles =
      '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="31"/></cellXfs>'
    const styled = (style: number): Written => ({ xml: `<c r="{at}" s="${style}"><v>${serial}.75</v></c>` })
    const { people, problems } = await readRoster(
      book({
        date1904,
        styles,
        sheets: [
          {
            xml: sheetXml(
              rows(
                [...head, '入党日期'],
                ['张三', '正式党员', styled(1)],
                ['李四', '正式党员', styled(2)],
                ['王五', '正式党员', serial],
              ),
            ),
          },
        ],
      }),
    )
    expect(problems).toEqual([])
    expect(people.map(({ joinedOn }) => joinedOn)).toEqual(['2015-07-01', '2015-07-01', '2015-07-01'])
  })

  test('a number that the spreadsheet shows with leading zeros keeps them; ISO dates are dates', async () => {
    const { people } = await readRoster(
      book({
        styles:
          '<numFmts><numFmt numFmtId="200" formatCode="00000"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs>',
        sheets: [
          {
            xml: sheetXml(
              rows(
                [...head, '工号', '入党日期'],
                [
                  '张三',
                  '正式党员',
                  { xml: '<c r="{at}" s="1"><v>123</v></c>' },
                  { xml: '<c r="{at}" t="d"><v>2015-07-01T00:00:00Z</v></c>' },
                ],
              ),
            ),
          },
        ],
      }),
    )
    expect(people).toMatchObject([{ staffNo: '00123', joinedOn: '2015-07-01' }])
  })

  test('20,000 people in a few seconds', async () => {
    const headings = [
      '姓名',
      '工号',
      '党小组',
      '人员类别',
      '职务',
      '手机',
      '入党日期',
      '转正日期',
      '月应交党费',
      '别名',
      '流动',
      '免硬性要求',
      '党支部',
    ]
    const people = Array.from({ length: 20_000 }, (_, i): Written[] => [
      `张${columnLetter(i + 1)}`,
      `G${i}`,
      '第一党小组',
      '正式党员',
      '',
      `138${String(i).padStart(8, '0')}`,
      '2015-07-01',
      42552,
      12.5,
      '老张、张师傅',
      '',
      '',
      `第${i % 500}党支部`,
    ])
    const bytes = table(headings, ...people)
    // Processor time: other programs on the machine do not count.
    const before = process.cpuUsage()
    const file = await readRoster(bytes)
    expect(file.problems).toEqual([])
    expect(file.people).toHaveLength(20_000)
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(8000)
  }, 30_000)
})
