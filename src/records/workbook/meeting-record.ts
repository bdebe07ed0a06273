import {
  AlignmentType,
  BorderStyle,
  Document,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx'
import { printable } from './printable.ts'

/** How many; null where it is not known yet. */
export interface MeetingCount {
  total: number | null
  full: number | null
  probationary: number | null
}

/** What is known of one meeting; null is left as a line to fill in by hand. Days and times are in words already. */
export interface MeetingRecord {
  branch: string
  title: string
  /** 第几次: "2026年第12次" */
  ordinal: string | null
  time: string | null
  place: string | null
  host: string | null
  recorder: string | null
  expected: MeetingCount
  present: MeetingCount & { online: number | null }
  /** 应到会 and 实到会有表决权; left out where nothing needs a quorum. */
  voting?: { base: number; present: number | null; excluded: string | null } | null
  /** Leave and absence with reasons; an empty list is printed as 无. null: not settled yet. */
  missing: readonly { name: string; kind: 'leave' | 'absent'; reason: string | null }[] | null
  observers: readonly string[] | null
  agenda: string | null
  content: string | null
  /** An empty list means that nothing was decided. null: not written down yet. */
  decisions: readonly { text: string; responsible: string | null; due: string | null }[] | null
  /** Result of a vote, in words; null where there was none. */
  vote: string | null
  attachments: readonly string[] | null
  /** Everybody on the roll, for the signature sheet. */
  people: readonly { name: string; mark: 'present' | 'online' | 'leave' | 'absent' | null }[]
}

const markWords = { present: '到会', online: '线上', leave: '请假', absent: '缺席' } as const

/** A4 in twentieths of a point, with 2 cm at each side. */
const page = { width: 11906, height: 16838, margin: 1134 } as const
const width = page.width - 2 * page.margin
const fonts = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: '宋体' } as const

/** One printable A4 meeting record (fields: domain 6.1) with its signature sheet on the next page, as a .docx file. */
export async function meetingRecord(data: MeetingRecord): Promise<Uint8Array> {
  const document = new Document({
    creator: '支部小助手',
    title: printable(`${data.branch}${data.title}记录`),
    styles: { default: { document: { run: { font: fonts, size: 24 } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: page.width, height: page.height },
            margin: { top: page.margin, bottom: page.margin, left: page.margin, right: page.margin },
          },
        },
        children: [
          heading(`${data.branch}会议记录`),
          recordTable(data),
          line('主持人（签字）：                        记录人（签字）：                        年    月    日', {
            before: 240,
          }),
          heading(`${data.branch}会议签到表`, true),
          line(`会议：${data.title}${data.ordinal === null ? '' : `（${data.ordinal}）`}`),
          line(`时间：${data.time ?? '                              '}    地点：${data.place ?? ''}`, { after: 120 }),
          signatureTable(data),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

function recordTable(data: MeetingRecord): Table {
  const rows = [
    wide('会议名称', [data.title]),
    pair('第几次', data.ordinal, '时间', data.time),
    pair('地点', data.place, '主持人', data.host),
    pair('记录人', data.recorder, '列席', data.observers === null ? null : data.observers.join('、') || '无'),
    pair('应到', countInWords(data.expected), '实到', presentInWords(data.present)),
    ...(data.voting ? votingRows(data.voting) : []),
    wide('请假、缺席人员及原因', missingInWords(data.missing), 2),
    wide('议题', data.agenda?.split('\n') ?? null, 2),
    wide('内容（发言要点）', data.content?.split('\n') ?? null, 12),
    wide('议定事项（责任人、期限）', decisionsInWords(data.decisions), 4),
    ...(data.vote === null ? [] : [wide('表决结果', data.vote.split('\n'))]),
    wide('附件', data.attachments === null ? null : data.attachments.length === 0 ? ['无'] : [...data.attachments], 1),
  ]
  return new Table({ rows, width: { size: width, type: WidthType.DXA }, columnWidths })
}

const votingRows = ({ base, present, excluded }: NonNullable<MeetingRecord['voting']>) => [
  pair('应到会有表决权', `${base} 人`, '实到会有表决权', present === null ? null : `${present} 人`),
  ...(excluded === null ? [] : [wide('依法不计入应到会', [excluded])]),
]

const labelWidth = 1500
const valueWidth = Math.floor((width - 2 * labelWidth) / 2)
const columnWidths = [labelWidth, valueWidth, labelWidth, valueWidth]

const countInWords = ({ total, full, probationary }: MeetingCount): string | null =>
  total === null ? null : `${total} 人${byCategory([`正式 ${full}`, full], [`预备 ${probationary}`, probationary])}`

const presentInWords = ({ total, full, probationary, online }: MeetingRecord['present']): string | null =>
  total === null
    ? null
    : `${total} 人${byCategory([`正式 ${full}`, full], [`预备 ${probationary}`, probationary], [`线上 ${online}`, online])}`

/** 其中正式 20、预备 1, as far as known. */
function byCategory(...parts: [string, number | null][]): string {
  const known = parts.filter(([, number]) => number !== null).map(([words]) => words)
  return known.length === 0 ? '' : `（其中${known.join('、')}）`
}

function missingInWords(missing: MeetingRecord['missing']): string[] | null {
  if (missing === null) return null
  if (missing.length === 0) return ['无']
  return (['leave', 'absent'] as const).flatMap((kind) => {
    const those = missing.filter((one) => one.kind === kind)
    const names = those.map(({ name, reason }) => `${name}（${reason ?? '原因：        '}）`)
    return those.length === 0 ? [] : [`${markWords[kind]} ${those.length} 人：${names.join('、')}`]
  })
}

function decisionsInWords(decisions: MeetingRecord['decisions']): string[] | null {
  if (decisions === null) return null
  if (decisions.length === 0) return ['无']
  const blank = '            '
  return decisions.map(
    ({ text, responsible, due }, index) =>
      `${index + 1}. ${text}（责任人：${responsible ?? blank}；期限：${due ?? blank}）`,
  )
}

function signatureTable({ people }: MeetingRecord): Table {
  const widths = [900, 2800, 3938, 2000]
  const row = (texts: readonly string[], head: boolean) =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      height: { value: 560, rule: 'atLeast' },
      children: texts.map((text, at) => cell([words(text, head)], widths[at] ?? 0)),
    })
  const rows = people.map(({ name, mark }, index) =>
    row([String(index + 1), name, '', mark === null ? '' : markWords[mark]], false),
  )
  return new Table({
    rows: [row(['序号', '姓名', '签名', '到会情况'], true), ...rows],
    width: { size: width, type: WidthType.DXA },
    columnWidths: widths,
  })
}

function words(text: string, bold: boolean): Paragraph {
  return new Paragraph({ alignment: AlignmentType.CENTER, children: [run(text, bold)] })
}

const run = (text: string, bold = false) => new TextRun({ text: printable(text), bold, font: fonts })

const line = (text: string, spacing = {}) => new Paragraph({ spacing, children: [run(text)] })

const heading = (text: string, newPage = false) =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    pageBreakBefore: newPage,
    spacing: { after: 200 },
    children: [new TextRun({ text: printable(text), bold: true, size: 36, font: fonts })],
  })

/** An empty line with a rule under it, to write on. */
const ruled = () =>
  new Paragraph({
    spacing: { before: 160 },
    border: { bottom: { style: BorderStyle.SINGLE, size: 4, space: 1, color: '808080' } },
    children: [],
  })

const cell = (children: Paragraph[], size: number, columnSpan = 1) =>
  new TableCell({
    children,
    columnSpan,
    width: { size, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 60, bottom: 60, left: 100, right: 100 },
  })

const label = (text: string) => cell([words(text, true)], labelWidth)

const value = (texts: readonly string[] | null, lines: number): Paragraph[] =>
  texts === null || texts.every((text) => text.trim() === '')
    ? Array.from({ length: lines }, ruled)
    : texts.map((text) => new Paragraph({ spacing: { line: 320 }, children: [run(text)] }))

const wide = (name: string, texts: readonly string[] | null, lines = 1) =>
  new TableRow({ children: [label(name), cell(value(texts, lines), width - labelWidth, 3)] })

const pair = (left: string, leftText: string | null, right: string, rightText: string | null) =>
  new TableRow({
    children: [
      label(left),
      cell(value(leftText === null ? null : [leftText], 1), valueWidth),
      label(right),
      cell(value(rightText === null ? null : [rightText], 1), valueWidth),
    ],
  })
