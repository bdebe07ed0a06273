import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { type MeetingRecord, meetingRecord } from '../../src/records/workbook/meeting-record.ts'
import { readXml } from '../../src/records/workbook/xml.ts'

const empty: MeetingRecord = {
  branch: '机关二支部',
  title: '12月主题党日',
  ordinal: null,
  time: null,
  place: null,
  host: null,
  recorder: null,
  expected: { total: null, full: null, probationary: null },
  present: { total: null, full: null, probationary: null, online: null },
  missing: null,
  observers: null,
  agenda: null,
  content: null,
  decisions: null,
  vote: null,
  attachments: null,
  people: [],
}
const full: MeetingRecord = {
  ...empty,
  ordinal: '2026年第12次',
  time: '2026年12月7日（周一）15:00—16:30',
  place: '二楼党员活动室',
  host: '李建国',
  recorder: '王秀英',
  expected: { total: 20, full: 19, probationary: 1 },
  present: { total: 17, full: 16, probationary: 1, online: 1 },
  missing: [
    { name: '赵六', kind: 'leave', reason: '出差' },
    { name: '孙悦', kind: 'leave', reason: null },
    { name: '张三', kind: 'absent', reason: '没请假' },
  ],
  observers: [],
  agenda: '学习全会公报',
  content: '第一部分\n第二部分 <重点> & 讨论\u0007',
  decisions: [{ text: '年底困难党员走访', responsible: '王五', due: '12月20日前' }],
  vote: '赞成 16，反对 0，弃权 1',
  attachments: ['签到表', '照片 3 张'],
  people: [
    { name: '李建国', mark: 'present' },
    { name: '赵六', mark: 'leave' },
    { name: '周磊', mark: 'online' },
    { name: '何敏', mark: null },
  ],
}

/** The paragraphs of the document, checked to be sound XML. */
async function paragraphs(data: MeetingRecord) {
  const xml = strFromU8(unzipSync(await meetingRecord(data))['word/document.xml'] ?? new Uint8Array())
  const lines: string[] = []
  readXml(xml, {
    open: (name) => name === 'p' && lines.push(''),
    text: (text) => lines.length > 0 && lines.push(`${lines.pop() ?? ''}${text}`),
  })
  return { xml, lines, text: lines.join('\n') }
}

test('a full record prints every field', async () => {
  const { text, xml } = await paragraphs(full)
  for (const words of [
    '机关二支部会议记录',
    '12月主题党日',
    '2026年第12次',
    '2026年12月7日（周一）15:00—16:30',
    '二楼党员活动室',
    '李建国',
    '王秀英',
    '20 人（其中正式 19、预备 1）',
    '17 人（其中正式 16、预备 1、线上 1）',
    '请假 2 人：赵六（出差）、孙悦（原因：        ）',
    '缺席 1 人：张三（没请假）',
    '学习全会公报',
    '第一部分',
    '第二部分 <重点> & 讨论',
    '1. 年底困难党员走访（责任人：王五；期限：12月20日前）',
    '赞成 16，反对 0，弃权 1',
    '签到表',
    '主持人（签字）',
  ])
    expect(text).toContain(words)
  expect(xml).toMatch(/<w:pgSz [^>]*w:w="11906"[^>]*w:h="16838"/)
  expect(xml).toContain('w:eastAsia="宋体"')
})

test('a meeting with a vote prints both bases and who was left out', async () => {
  const { text } = await paragraphs({ ...full, voting: { base: 18, present: 16, excluded: '王五（年老体弱卧床）' } })
  expect(text).toContain('应到会有表决权\n18 人\n实到会有表决权\n16 人\n依法不计入应到会\n王五（年老体弱卧床）')
  expect((await paragraphs(full)).text).not.toContain('有表决权')
})

test('the signature sheet stands on its own page, with a line for each person', async () => {
  const { xml, lines } = await paragraphs(full)
  expect(xml.match(/<w:pageBreakBefore\/>/g)).toHaveLength(1)
  const sheet = lines.slice(lines.indexOf('机关二支部会议签到表'))
  expect(sheet.slice(3)).toEqual([
    '序号',
    '姓名',
    '签名',
    '到会情况',
    '1',
    '李建国',
    '',
    '到会',
    '2',
    '赵六',
    '',
    '请假',
    '3',
    '周磊',
    '',
    '线上',
    '4',
    '何敏',
    '',
    '',
  ])
})

test('what is missing is left as lines to fill in by hand; what was nothing says 无', async () => {
  const blank = await paragraphs(empty)
  expect(blank.text).not.toMatch(/null|undefined|NaN/)
  const ruled = (xml: string) => xml.match(/<w:pBdr><w:bottom /g)?.length ?? 0
  expect(ruled(blank.xml)).toBe(29)
  expect(ruled((await paragraphs(full)).xml)).toBe(0)
  const nothing = await paragraphs({ ...full, missing: [], decisions: [], attachments: [] })
  expect(nothing.lines.filter((line) => line === '无')).toHaveLength(4)
})
