import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import type { Data } from './data.ts'
import { type Made, type Options, perBranch, workbook, yearOf } from './export-made.ts'
import { appraisal, development, talks } from './export-people.ts'
import { fileName, refuseExisting, writeOutput } from './files.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

export function exportCommand(io: Io, finish: Finish): Command {
  const all = command('export').description(
    '导出考勤台账、党费台账、花名册、谈心谈话、民主评议、发展党员（.xlsx）和会议记录（.docx）',
  )
  const kind = (
    name: string,
    description: string,
    makeAll: (data: Data, options: Options) => Promise<Made[]>,
    lines: string[],
  ) =>
    all
      .command(name)
      .copyInheritedSettings(all)
      .description(description)
      .option('--branch <名称>', '只要这个支部；不写就每个支部一个文件')
      .option('--out <文件>', '写到哪里；不写就用中文名写在当前文件夹')
      .option('--force', '文件已经有了也覆盖')
      .addHelpText('after', examples(...lines))
      .action((options: Options) => finish(exportFiles(io, options, makeAll)))
  kind('attendance', '一年的考勤台账', attendance, [
    'zhibu export attendance',
    'zhibu export attendance --branch 机关二支部 --year 2026 --out 考勤.xlsx',
  ]).option('--year <年>', '哪一年；不写就是今年')
  kind('dues', '一年的党费台账，只登记已经核对入账的', dues, [
    'zhibu export dues',
    'zhibu export dues --branch 机关二支部 --year 2026',
  ]).option('--year <年>', '哪一年；不写就是今年')
  kind('roster', '花名册，改好后可以再导入', roster, [
    'zhibu export roster',
    'zhibu export roster --branch 机关二支部 --out 花名册.xlsx',
  ])
  kind('record', '一次会议的记录和签到表，可以打印', record, [
    'zhibu export record',
    'zhibu export record --activity 主题党日 --period 2026-12 --branch 机关二支部',
  ])
    .option('--activity <名称>', '哪项活动；不写就是最近一次')
    .option('--period <月份>', '哪一期，例如 2026-12；按季度的写 2026-Q4')
  kind('talks', '一年的谈心谈话：谁和谁谈过、还差谁，没有内容', talks, [
    'zhibu export talks',
    'zhibu export talks --branch 机关二支部 --year 2026',
  ]).option('--year <年>', '哪一年；不写就是今年')
  kind('appraisal', '一年的民主评议等次；还没有登记的可以打印出来手写', appraisal, [
    'zhibu export appraisal',
    'zhibu export appraisal --branch 机关二支部 --year 2026',
  ]).option('--year <年>', '哪一年；不写就是今年（三月以前是去年）')
  kind('development', '发展党员的进度，一人一行、一步一列', development, [
    'zhibu export development',
    'zhibu export development --branch 机关二支部 --out 发展党员.xlsx',
  ])
  all.addHelpText(
    'after',
    examples('zhibu export attendance', 'zhibu export record --activity 主题党日 --period 2026-12'),
  )
  return all
}

async function exportFiles(io: Io, options: Options, makeAll: (data: Data, options: Options) => Promise<Made[]>): Work {
  const { withDataInUse, whose } = await import('./data.ts')
  return withDataInUse(io, async (data) => {
    const made = await makeAll(data, options)
    const files = made.flatMap((one) => ('bytes' in one ? [{ ...one, path: options.out ?? `./${one.name}` }] : []))
    // Branches of different committees may share a name: none of their files is written over another.
    const seen = new Map<string, number>()
    for (const file of options.out === undefined ? files : []) {
      const count = (seen.get(file.path) ?? 0) + 1
      seen.set(file.path, count)
      if (count > 1) file.path = file.path.replace(/(\.\w+)$/, `-${count}$1`)
    }
    const missing = made.flatMap((one) => ('missing' in one ? [one.missing] : []))
    if (files.length === 0)
      throw new ZhibuError(
        'NOT_FOUND',
        missing[0] ?? '还没有支部。',
        '有了记录再导出；请检查支部、年份和活动名称有没有写错。',
      )
    if (options.out !== undefined && files.length > 1) {
      throw new ZhibuError(
        'BRANCH_NEEDED',
        `有 ${files.length} 个支部，一个文件放不下。`,
        '请加上 --branch 支部名称，或者不写 --out，每个支部写一个文件。',
      )
    }
    const force = options.force ?? false
    refuseExisting(
      files.map((file) => file.path),
      force,
    )
    for (const { path, bytes, note } of files) {
      writeOutput(path, bytes, force)
      await io.out(`✓ 已导出（${whose(data.demo)}）：${path.replace(/^\.\//, '')}${note ? `\n  ${note}` : ''}`)
    }
    for (const line of missing) await io.out(`  ${line}`)
    return undefined
  })
}

async function attendance(data: Data, options: Options): Promise<Made[]> {
  const year = yearOf(options, data)
  const { attendanceOf } = await import('../records/ledgers.ts')
  const { attendanceLedger, writeSheets } = await workbook()
  return perBranch(data, options, async (branch) => {
    const ledger = await attendanceOf(data.db, branch, year, data.setting.zone)
    if (!ledger) return { missing: `${branch.name} ${year} 年还没有开过会、办过活动。` }
    return {
      name: `${fileName('考勤台账', branch.name, String(year))}.xlsx`,
      bytes: await writeSheets(attendanceLedger(ledger)),
    }
  })
}

async function dues(data: Data, options: Options): Promise<Made[]> {
  const year = yearOf(options, data)
  const { duesOf } = await import('../records/ledgers.ts')
  const { duesLedger, writeSheets } = await workbook()
  return perBranch(data, options, async (branch) => {
    const ledger = await duesOf(data.db, branch, year, { zone: data.setting.zone, now: data.now })
    if (!ledger) return { missing: `${branch.name} ${year} 年还没有党费的记录。` }
    return {
      name: `${fileName('党费台账', branch.name, String(year))}.xlsx`,
      bytes: await writeSheets(duesLedger(ledger)),
    }
  })
}

/** All branches on one sheet, as one file is what is imported again. */
async function roster(data: Data, options: Options): Promise<Made[]> {
  const { branchesOf } = await import('./data.ts')
  const { exportRoster } = await import('../actions/tree/export-roster.ts')
  const { rosterSheet } = await import('../records/workbook/roster-sheet.ts')
  const { writeSheets } = await workbook()
  const branches = await branchesOf(data.db, options.branch)
  const people = await exportRoster(
    data.db,
    branches.map((branch) => branch.id),
  )
  const [only] = branches
  if (people.length === 0) return [{ missing: only ? `${only.name}的名单上没有人。` : '还没有支部。' }]
  const whole = branches.length === 1 && only ? only.name : `${branches.length}个支部`
  return [
    {
      name: `${fileName('花名册', whole)}.xlsx`,
      bytes: await writeSheets([rosterSheet(people)]),
      note: `共 ${people.length} 人。里面有手机号，请妥善保管。`,
    },
  ]
}

async function record(data: Data, options: Options): Promise<Made[]> {
  const { activity: title = null, period = null } = options
  const { isPeriod, meetingOf, recordedTitles } = await import('../records/meetings.ts')
  if (period !== null && !isPeriod(period))
    throw new ZhibuError('BAD_COMMAND', `看不懂这一期：「${period}」。`, '按月的写 2026-12，按季度的写 2026-Q4。')
  const { meetingRecord } = await import('../records/workbook/meeting-record.ts')
  const { branchesOf } = await import('./data.ts')
  if (title !== null) {
    const titles = await recordedTitles(
      data.db,
      (await branchesOf(data.db, options.branch, true)).map((branch) => branch.id),
    )
    if (!titles.includes(title)) throw titleUnknown(title, titles)
  }
  return perBranch(data, options, async (branch) => {
    const found = await meetingOf(data.db, branch, { title, period }, data.setting.zone)
    if (!found)
      return { missing: `${branch.name}没有${period === null ? '' : ` ${period} `}${title ?? '活动'}的记录。` }
    return {
      name: `${fileName('会议记录', branch.name, found.title, found.day)}.docx`,
      bytes: await meetingRecord(found.record),
      ...(found.closed ? {} : { note: '这次的记录还没有存档，空着的可以手写，也可以等书记存档后再导出。' }),
    }
  })
}

function titleUnknown(title: string, titles: string[]): ZhibuError {
  const near = nearest(title, titles)
  const known =
    near.length > 0
      ? `是不是${quoted(near)}？`
      : titles.length > 0
        ? `有记录的是${quoted(titles)}。`
        : '现在还没有任何记录。'
  return new ZhibuError('NOT_FOUND', `没有「${title}」的记录。`, known)
}
