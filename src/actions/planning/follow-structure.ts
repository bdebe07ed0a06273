import { activityStages } from '../../life/planning/stages.ts'
import { activityRule } from '../../life/programs/programs.ts'
import { type Held, type Tree, unheldPrograms } from '../../records/held.ts'
import { insertNotices } from '../../records/notices.ts'
import { callOff, comingOf, redateActivities, silence } from '../../records/redating.ts'
import type { Act } from '../act.ts'
import { stageNotices } from './staged.ts'

const noCommittee = '支部现在不设支委会，这一项不办'

/**
 * A branch that has no committee any more holds no committee meetings: what is planned and was neither approved nor
 * announced is called off. Where it has one again, that is taken up again.
 */
export async function followStructure(act: Act, tree: Tree, programs: readonly Held[]): Promise<void> {
  const unheld = await unheldPrograms(act.tx, tree, programs)
  const untouched = (await comingOf(act.tx, unheld, act.now, [])).filter(
    ({ state, announcedRevision }) => state === 'planned' && announcedRevision === 0,
  )
  const off = untouched.map(({ id }) => id)
  await silence(act.tx, off, '活动已取消', act.now)
  await callOff(act.tx, off, noCommittee)
  const without = new Set(unheld)
  const again = await act.tx.activity.findMany({
    where: {
      state: 'cancelled',
      startsAt: { gt: act.now },
      cancelReason: noCommittee,
      program: { enabled: true, organization: { OR: [{ dissolvedOn: null }, { dissolvedOn: { gt: tree.today } }] } },
    },
    include: { program: { select: { rule: true } } },
    orderBy: { id: 'asc' },
  })
  const back = again.filter(({ programId }) => programId !== null && !without.has(programId))
  await redateActivities(
    act.tx,
    back.map(({ id, startsAt, endsAt, revision, provisional, dateReason }) => ({
      id,
      startsAt,
      endsAt: endsAt ?? startsAt,
      revision: revision + 1,
      provisional,
      dateReason,
    })),
  )
  const notices = back.flatMap(({ id, organizationId, startsAt, revision, program }) =>
    stageNotices(activityStages(activityRule.parse(program?.rule), { startsAt }, { ...act, from: act.now }), {
      causeKind: 'activity',
      causeId: id,
      revision: revision + 1,
      organizationId,
    }),
  )
  await insertNotices(act.tx, notices, act.now)
  const entry = (action: string, after: object) => (one: { id: number; organizationId: number; state: string }) => ({
    action,
    subject: { kind: 'activity', id: one.id },
    organizationId: one.organizationId,
    before: { state: one.state },
    after,
  })
  await act.audit(
    ...untouched.map(entry('cancel', { state: 'cancelled', reason: noCommittee })),
    ...back.map(entry('resume', { state: 'planned' })),
  )
}
