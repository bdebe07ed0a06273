import type { Role } from '../../life/people/roles.ts'
import { calledName } from '../../life/people/roster.ts'
import { transferDays } from '../../life/programs/policies.ts'
import { insertNotices } from '../../records/notices.ts'
import { policiesOf } from '../../records/policies.ts'
import { needsAll } from '../../records/scope.ts'
import { openTransferOf } from '../../records/transfers.ts'
import { allNodes } from '../../records/tree.ts'
import { addDays, daysBetween, type Month } from '../../time/days.ts'
import type { Day } from '../../time/zone.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import { stageNotices } from '../planning/staged.ts'
import { yesOrNo } from '../yes-or-no.ts'

/** A letter of introduction, as it was told. */
export interface LetterOut {
  memberId: number
  branchId: number
  /** Null where it goes to a branch outside this tree. */
  toBranchId: number | null
  toName: string
  letterOn: Day
  duesPaidTo: Month
}

export interface LetterFacts {
  name: string
  from: string
  to: string
  inside: boolean
  letterOn: Day
  duesPaidTo: Month
  /** Months up to the one in the letter that are not booked. */
  owed: { month: Month; fen: number; claimed: boolean }[]
  /** Months after it that are paid already. */
  paidBeyond: Month[]
  /** Posts that end when the other side has received the member. */
  posts: Role[]
}

/**
 * Where a letter goes: the one branch in this tree that is called so, or whose name ends so; several of which one is to
 * be named; or else outside.
 */
export async function destinationOf(
  act: Act,
  fromId: number,
  said: string,
): Promise<{ toBranchId: number | null; toName: string } | { several: string[] }> {
  const outside = /^系统外(?:的)?/.exec(said)?.[0]
  if (outside !== undefined) return { toBranchId: null, toName: said.slice(outside.length) || said }
  const plain = plainName(said)
  const branches = (await allNodes(act.tx)).filter((one) => one.kind === 'branch' && one.dissolvedOn === null)
  const called = branches.filter(({ name }) => plainName(name) === plain)
  const fits =
    called.length > 0
      ? called
      : branches.filter(({ name }) => plainName(name).endsWith(plain) || plain.endsWith(plainName(name)))
  const [only] = fits
  if (only && fits.length === 1) return { toBranchId: only.id, toName: only.name }
  const others = fits.filter(({ id }) => id !== fromId)
  return others.length > 0
    ? { several: others.slice(0, 8).map(({ name }) => name) }
    : { toBranchId: null, toName: said }
}

/** 中共城关镇第一党支部 and 城关镇第一支部 are one. */
const plainName = (name: string): string => name.replace(/^中共/, '').replace(/党?支部(?:委员会)?$/, '支部')

/** What a letter comes to before it is sent: what is still owed is shown first. Null where nothing can be sent. */
export async function letterFacts(act: Act, letter: LetterOut): Promise<LetterFacts | null> {
  const member = await act.tx.member.findUnique({
    where: { id: letter.memberId },
    include: { branch: { select: { name: true, path: true } }, positions: { include: { organization: true } } },
  })
  if (!member || member.leftOn !== null || member.branchId !== letter.branchId) return null
  const months = await act.tx.duesMonth.findMany({
    where: { memberId: member.id },
    orderBy: { month: 'asc' },
  })
  const open = months.filter(({ state }) => state === 'due' || state === 'claimed')
  return {
    name: calledName(member),
    from: member.branch.name,
    to: letter.toName,
    inside: letter.toBranchId !== null,
    letterOn: letter.letterOn,
    duesPaidTo: letter.duesPaidTo,
    owed: open
      .filter(({ month }) => month <= letter.duesPaidTo)
      .map(({ month, dueFen, paidFen, state }) => ({ month, fen: dueFen - paidFen, claimed: state === 'claimed' })),
    paidBeyond: months
      .filter(({ month, state }) => month > letter.duesPaidTo && state === 'paid')
      .map(({ month }) => month),
    posts: member.positions
      .filter(({ organization }) => organization.path.startsWith(member.branch.path))
      .map(({ role }) => role),
  }
}

/** Shows the letter back, with what is still owed for its months. */
export async function proposeTransfer(act: Act, letter: LetterOut): Promise<void> {
  const facts = await letterFacts(act, letter)
  if (!facts) return act.whisper('done', { text: '名册里已经没有这个人，没有记。' })
  const before = await openTransferOf(act.tx, letter.memberId)
  if (before)
    return act.whisper('done', {
      text: `${facts.name}已经登记转到${before.toName}，还没有接收。要改的话，先说「${facts.name}不转出了」。`,
    })
  await act.ask('transfer_out', { ...letter }, 'privately')
  await act.whisper('transfer_confirm', facts)
}

export const answerTransferOut: AnswerTo<'transfer_out'> = async (act, letter, heard) => {
  const sure = yesOrNo(heard)
  if (sure === null) return false
  if (!sure) await act.whisper('done', { text: '好的，没有记。请把对的再说一次。' })
  else if (await openTransferOf(act.tx, letter.memberId))
    await act.whisper('done', { text: '已经登记过了，还没有接收。' })
  else {
    const facts = await letterFacts(act, letter)
    if (!facts) await act.whisper('done', { text: '名册里已经没有这个人，没有记。' })
    else {
      await sendLetter(act, letter)
      await act.whisper('transfer_sent', facts)
    }
  }
  return true
}

/** So often a letter that is not received is asked about. */
const reminders = 3

/**
 * The letter is under way: the member stays on the roster and is counted until the other side has received them. A
 * branch in this tree is asked to; after some time the old branch is reminded.
 */
export async function sendLetter(act: Act, letter: LetterOut): Promise<number> {
  needsAll(act.tx)
  const { memberId, branchId, toBranchId, toName, letterOn, duesPaidTo } = letter
  const branch = await act.tx.organization.findUniqueOrThrow({
    where: { id: branchId },
    select: { name: true, path: true },
  })
  const { id } = await act.tx.transfer.create({
    data: {
      memberId,
      fromBranchId: branchId,
      fromName: branch.name,
      toBranchId,
      toName,
      letterOn,
      duesPaidTo,
      createdAt: act.now,
    },
  })
  await act.audit({
    action: 'send_letter',
    subject: { kind: 'transfer', id },
    organizationId: branchId,
    after: { memberId, toBranchId, toName, letterOn, duesPaidTo },
  })
  const days = transferDays(await policiesOf(act.tx, branch.path))
  const passed = Math.max(0, Math.floor(daysBetween(letterOn, act.today()) / days))
  const waiting = Array.from({ length: reminders }, (_, index) => ({
    stage: `transfer_waiting_${index + 1}`,
    to: 'secretary' as const,
    dueAt: act.zone.at(addDays(letterOn, days * (passed + index + 1)), '10:00'),
    helpsUntil: null,
  }))
  const of = { causeKind: 'transfer', causeId: id, revision: 1 }
  const notices = stageNotices(waiting, { ...of, organizationId: branchId })
  const asked =
    toBranchId === null
      ? []
      : stageNotices([{ stage: 'transfer_arriving', to: 'secretary', dueAt: act.now, helpsUntil: null }], {
          ...of,
          organizationId: toBranchId,
        })
  await insertNotices(act.tx, [...notices, ...asked], act.now)
  return id
}
