import { calledName } from '../life/people/roster.ts'
import type { Db } from '../records/database.ts'
import { dayInWords, type Month, periodInWords } from '../time/days.ts'
import type { Zone } from '../time/zone.ts'
import { table } from './layout.ts'
import { heading } from './transcript.ts'

const marks = { present: '到', online: '线上', leave: '假', absent: '缺' } as const
const duesWords = { due: '未交清', claimed: '待核', paid: '已交', exempt: '免交', waived: '免交' } as const
const yuan = (fen: number) => (fen / 100).toFixed(2)

interface Of {
  branch: string
  month: Month
  zone: Zone
  bold: boolean
}

/** What the month left in the books: attendance, dues, the trail of changes, and what is still open. */
export async function ledgers(db: Db, of: Of): Promise<string[]> {
  const branch = await db.organization.findFirstOrThrow({ where: { name: of.branch } })
  const members = await db.member.findMany({ where: { branchId: branch.id }, orderBy: { id: 'asc' } })
  const month = periodInWords(of.month)

  const records = await db.activityRecord.findMany({
    where: { branchId: branch.id },
    include: { activity: true, decisions: { orderBy: { id: 'asc' } } },
    orderBy: { activity: { startsAt: 'asc' } },
  })
  const rolls = await db.participation.findMany({ where: { branchId: branch.id, expected: true } })
  const makeUps = await db.makeUp.findMany({
    where: { member: { branchId: branch.id } },
    include: { activity: true, member: true },
  })
  const entry = (memberId: number, activityId: number) =>
    rolls.find((one) => one.memberId === memberId && one.activityId === activityId)
  const madeUp = ({ memberId, activityId }: { memberId: number; activityId: number }) =>
    makeUps.some((one) => one.memberId === memberId && one.activityId === activityId && one.state === 'done')
  const attendance = table(
    [
      '姓名',
      ...records.map(
        ({ activity }) => `${activity.title} ${dayInWords(of.zone.day(activity.startsAt)).replace(/（.*/, '')}`,
      ),
      '说明',
    ],
    members.map((member) => {
      const mine = records.map(({ activityId }) => entry(member.id, activityId))
      const notes = mine.flatMap((one) =>
        one?.attendance === 'leave' || one?.attendance === 'absent' ? (one.reason ?? []) : [],
      )
      return [
        calledName(member),
        ...mine.map((one) => (one?.attendance ? `${marks[one.attendance]}${madeUp(one) ? '（已补）' : ''}` : '')),
        notes.join('；'),
      ]
    }),
  )
  const sums = records.map(({ activity, activityId, state }) => {
    const roll = rolls.filter((one) => one.activityId === activityId)
    const count = (...kinds: string[]) =>
      roll.filter((one) => one.attendance !== null && kinds.includes(one.attendance)).length
    return `  ${activity.title}：应到 ${roll.length} = 实到 ${count('present', 'online')} + 请假 ${count('leave')} + 缺席 ${count('absent')}，记录${state === 'closed' ? '已存档' : '未存档'}`
  })

  const dues = await db.duesMonth.findMany({
    where: { branchId: branch.id, month: of.month },
    orderBy: { memberId: 'asc' },
  })
  const named = new Map(members.map((member) => [member.id, calledName(member)]))
  const duesTable = table(
    ['姓名', '应交', '实收', '状态'],
    dues.map((one) => [named.get(one.memberId) ?? '', yuan(one.dueFen), yuan(one.paidFen), duesWords[one.state]]),
    [1, 2],
  )
  const total = (pick: (one: (typeof dues)[number]) => number) => dues.reduce((sum, one) => sum + pick(one), 0)

  const trail = await db.auditEntry.groupBy({ by: ['action'], _count: true, orderBy: { action: 'asc' } })
  const notices = await db.notice.groupBy({ by: ['state'], _count: true })
  const sent = notices.find((one) => one.state === 'sent')?._count ?? 0
  const open = [
    ...records.filter((one) => one.state === 'open').map(({ activity }) => `${activity.title}记录没有存档`),
    ...records.flatMap(({ decisions }) =>
      decisions.map(
        (one) => `议定事项：${one.content}，${one.owner}${one.dueOn ? `，${dayInWords(one.dueOn)}前` : ''}`,
      ),
    ),
    ...makeUps
      .filter((one) => one.state !== 'done')
      .map(
        (one) => `${calledName(one.member)}补课${one.state === 'claimed' ? '，本人说已补，等书记核对' : '，还没有补'}`,
      ),
    ...dues
      .filter((one) => one.state === 'due' || one.state === 'claimed')
      .map((one) => `${named.get(one.memberId) ?? ''} ${month}党费还差 ${yuan(one.dueFen - one.paidFen)}`),
  ]
  const coming = await db.activity.findMany({
    where: {
      state: 'approved',
      programId: { not: null },
      organization: { OR: [{ id: branch.id }, { id: branch.parentId ?? 0 }] },
    },
    orderBy: { startsAt: 'asc' },
  })
  return [
    '',
    heading(`台账 · ${branch.name} ${month}出勤`, of.bold),
    ...attendance,
    ...sums,
    '',
    heading(`台账 · ${branch.name} ${month}党费（元）`, of.bold),
    ...duesTable,
    `  合计：应交 ${yuan(total((one) => one.dueFen))}，实收 ${yuan(total((one) => one.paidFen))}`,
    '',
    heading('留痕与未了', of.bold),
    `  留痕 ${trail.reduce((sum, one) => sum + one._count, 0)} 条，发出消息 ${sent} 条。`,
    `  还没了的事 ${open.length} 项：`,
    ...open.map((one, index) => `  ${index + 1}. ${one}`),
    '  已经定下的：',
    ...coming.map(
      (one) =>
        `  ${dayInWords(of.zone.day(one.startsAt))}${of.zone.hour(one.startsAt)} ${one.title}${one.topic ? `：${one.topic}` : ''}`,
    ),
  ]
}
