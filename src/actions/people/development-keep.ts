import { isFurther, stepOf } from '../../life/development/editions.ts'
import type { DoneStep, StepToKeep } from '../../life/development/progress.ts'
import type { Act, Change } from '../act.ts'
import { planDevelopmentOf } from '../planning/plan-development.ts'
import { becomesBy } from './development-facts.ts'
import type { Standing } from './development-standing.ts'

interface Of {
  branchId: number
  memberId: number | null
  name: string
}

/** Writes the steps down; the member's category follows them. Somebody new comes onto the roster as an applicant. */
export async function keepSteps(
  act: Act,
  of: Of,
  standing: Standing,
  told: StepToKeep[],
  done: readonly DoneStep[],
): Promise<void> {
  const { edition } = standing
  const memberId = standing.member?.id ?? (await newApplicant(act, of))
  const developmentId =
    standing.developmentId ??
    (
      await act.tx.development.create({
        data: { memberId, branchId: of.branchId, version: edition.version, createdAt: act.now },
      })
    ).id
  for (const one of told)
    await keepStep(act, of.branchId, developmentId, one, stepOf(edition, one.step)?.ongoing ?? false)
  await follow(act, of.branchId, memberId, edition, done)
  const last = edition.steps.at(-1)?.step
  const end = told.find(({ step }) => step === last)
  if (end) await act.tx.development.update({ where: { id: developmentId }, data: { endedOn: end.day } })
  await planDevelopmentOf(act, of.branchId)
}

/** Somebody of that name who left the roster comes back onto it. */
async function newApplicant(act: Act, { branchId, name }: Of): Promise<number> {
  const before = await act.tx.member.findUnique({
    where: { branchId_name_label: { branchId, name, label: '' } },
    select: { id: true, leftOn: true },
  })
  if (before?.leftOn === null) return before.id
  const data = { category: 'applicant', leftOn: null, joinedOn: null, fullOn: null } as const
  const { id } = before
    ? await act.tx.member.update({ where: { id: before.id }, data })
    : await act.tx.member.create({ data: { ...data, branchId, name, aliases: [], createdAt: act.now } })
  await act.audit({
    action: 'add_member',
    subject: { kind: 'member', id },
    organizationId: branchId,
    after: { name, category: 'applicant' },
  })
  await rosterChanged(act, branchId)
  return id
}

export const rosterChanged = async (act: Act, branchId: number): Promise<void> => {
  await act.tx.organization.update({ where: { id: branchId }, data: { rosterRevision: { increment: 1 } } })
}

/** A step that is told of again gets the new day; what goes on beside the others (reviews) is written each time. */
async function keepStep(
  act: Act,
  branchId: number,
  developmentId: number,
  { step, day, names, file, extendedMonths }: StepToKeep,
  ongoing: boolean,
): Promise<void> {
  const remark = [...(names.length > 0 ? [names.join('、')] : []), ...(file === null ? [] : [file])].join('；') || null
  const before = await act.tx.developmentStep.findFirst({
    where: {
      developmentId,
      step,
      ...(extendedMonths === null ? { extendedMonths: null } : { extendedMonths: { not: null } }),
      ...(ongoing ? { doneOn: day } : {}),
    },
  })
  const data = { doneOn: day, remark, extendedMonths, recordedById: act.actor.kind === 'member' ? act.actor.id : null }
  if (before) await act.tx.developmentStep.update({ where: { id: before.id }, data })
  else await act.tx.developmentStep.create({ data: { ...data, developmentId, step, createdAt: act.now } })
  await act.audit({
    action: 'development_step',
    subject: { kind: 'development', id: developmentId },
    organizationId: branchId,
    before: before ? { step, day: before.doneOn, extendedMonths: before.extendedMonths } : null,
    after: { step, day, extendedMonths },
  })
}

/** The roster says what the steps made of a person; never less than it says already. */
async function follow(
  act: Act,
  branchId: number,
  memberId: number,
  edition: Standing['edition'],
  done: readonly DoneStep[],
): Promise<void> {
  const becomes = becomesBy(edition, done)
  if (!becomes) return
  const member = await act.tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { category: true, joinedOn: true, fullOn: true },
  })
  if (isFurther(member.category, becomes.category)) return
  const after = {
    category: becomes.category,
    joinedOn: becomes.joinedOn ?? member.joinedOn,
    fullOn: becomes.fullOn ?? member.fullOn,
  }
  if (after.category === member.category && after.joinedOn === member.joinedOn && after.fullOn === member.fullOn) return
  await act.tx.member.update({ where: { id: memberId }, data: after })
  const change: Change = {
    action: 'change_member',
    subject: { kind: 'member', id: memberId },
    organizationId: branchId,
    before: member,
    after,
  }
  await act.audit(change)
  await rosterChanged(act, branchId)
}
