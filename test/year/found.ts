import { DatabaseSync } from '@photostructure/sqlite'
import { beginAct, type Setting } from '../../src/actions/act.ts'
import { startFor } from '../../src/actions/programs/start-programs.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { type Branch, committees, firstBranch, firstCommittee, root, type World } from './world.ts'

/** Of fifteen members and more half stand in each of two groups. */
const groupsFrom = 15

const seldom = { secondAsk: null, hourBefore: null, recordDue: [3] }
const ownRules = [
  { cadence: { on: 'nth_weekday', nth: 2, weekday: 3 }, hour: '09:00', stages: seldom },
  { cadence: { on: 'day_of_month', day: 25 }, hour: '19:30', stages: seldom },
  { cadence: { on: 'last_weekday', weekday: 5 }, hour: '15:00', holidays: 'prev_workday', stages: seldom },
  { cadence: { on: 'day_of_month', day: 1 }, hour: '15:00', stages: seldom },
] as const

/** Writes it into an empty database, a statement for each table, and what the branches have from the start. */
export async function found(file: string, world: World, setting: Setting, at: Date): Promise<void> {
  const { prisma, close } = await openDatabase(file)
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true })
  const since = at.toISOString()
  const insert = (table: string, rows: Record<string, string | number | null>[]) => {
    const columns = Object.keys(rows[0] ?? {})
    const named = columns.map((column) => `"${column}"`).join(', ')
    const read = columns.map((column) => `r.value->>'$.${column}'`).join(', ')
    database.prepare(`INSERT INTO "${table}" (${named}) SELECT ${read} FROM json_each(?) r`).run(JSON.stringify(rows))
  }
  const committeeIds = Array.from({ length: committees }, (_, index) => firstCommittee + index)
  const under = (branch: Branch) => `/${root}/${branch.committeeId}/${branch.id}/`
  let next = firstBranch + world.branches.length
  const groups = new Map<number, [number, number]>()
  for (const branch of world.branches) {
    if (branch.people.length < groupsFrom) continue
    groups.set(branch.id, [next, next + 1])
    next += 2
  }
  try {
    database.exec('BEGIN')
    const node = { place: null, sector: null, electedOn: null, createdAt: since }
    insert('Organization', [
      { ...node, id: root, parentId: null, kind: 'committee', name: '县委', path: `/${root}/` },
      ...committeeIds.map((id, index) => ({
        ...node,
        id,
        parentId: root,
        kind: 'committee',
        name: `第${index + 1}党委`,
        path: `/${root}/${id}/`,
      })),
      ...world.branches.map((branch, index) => ({
        ...node,
        id: branch.id,
        parentId: branch.committeeId,
        kind: 'branch',
        name: branch.name,
        path: under(branch),
        place: '活动室',
        sector: branch.sector,
        // Some terms end within the year.
        electedOn: `202${index % 5 === 0 ? 3 : 5}-0${1 + (index % 9)}-15`,
      })),
      ...world.branches.flatMap((branch) =>
        (groups.get(branch.id) ?? []).map((id, index) => ({
          ...node,
          id,
          parentId: branch.id,
          kind: 'group',
          name: `第${'一二'[index]}党小组`,
          path: `${under(branch)}${id}/`,
        })),
      ),
    ])
    insert(
      'Member',
      world.people.map(({ memberId, name, branchId }) => ({
        id: memberId,
        branchId,
        groupId: groups.get(branchId)?.[memberId % 2] ?? null,
        name,
        category: memberId % 23 === 0 ? 'probationary' : 'full',
        aliases: '[]',
        createdAt: since,
      })),
    )
    insert(
      'Position',
      world.branches.flatMap((branch) => [
        ...branch.people.flatMap(({ memberId, roles }) =>
          roles.map((role) => ({
            memberId,
            organizationId: role === 'committee_officer' ? branch.committeeId : branch.id,
            role,
          })),
        ),
        ...(groups.get(branch.id) ?? []).map((organizationId) => ({
          memberId:
            branch.people.slice(5).find(({ memberId }) => groups.get(branch.id)?.[memberId % 2] === organizationId)
              ?.memberId ?? 0,
          organizationId,
          role: 'group_leader',
        })),
      ]),
    )
    insert(
      'DuesAssessment',
      world.people.map(({ memberId, duesFen }) => ({
        memberId,
        fromMonth: '2025-01',
        amountFen: duesFen,
        basis: 'roster',
        createdAt: since,
      })),
    )
    insert(
      'Room',
      world.branches.map(({ platform, roomId, name, id }) => ({ platform, roomId, title: name, organizationId: id })),
    )
    insert(
      'Account',
      world.people
        .filter(({ userId }) => userId !== null)
        .map(({ memberId, userId, name, branchId, acquainted }) => ({
          platform: world.branchOf.get(branchId)?.platform ?? 'free',
          userId,
          memberId,
          name,
          reachable: acquainted ? 1 : 0,
        })),
    )
    database.exec('COMMIT')
  } finally {
    database.close()
  }
  const plain = world.branches.filter(({ sector }) => sector === null)
  await write(prisma, async (tx) => {
    const act = beginAct(tx, setting, { now: at, actor: { kind: 'operator' } })
    await startFor(
      act,
      [...committeeIds, ...world.branches.map(({ id }) => id)].map((id) => ({ id })),
    )
    // Two in three of the plain branches have set their own day and hour, and want to be reminded less.
    for (const [index, own] of ownRules.entries())
      await tx.program.updateMany({
        where: {
          kind: 'theme_day',
          organizationId: {
            in: plain.filter((_, at) => at % 3 > 0 && at % ownRules.length === index).map(({ id }) => id),
          },
        },
        data: { rule: own, own },
      })
    // Now and then a branch has so much on one day that its group would hear of it all day long.
    const busy = plain.filter((_, at) => at % 12 === 0).map(({ id }) => id)
    const onFirst = (hour: string) => ({ cadence: { on: 'day_of_month', day: 1 }, hour })
    await tx.program.updateMany({
      where: { kind: 'theme_day', organizationId: { in: busy } },
      data: { rule: onFirst('15:00'), own: onFirst('15:00') },
    })
    for (const [name, hour] of [
      ['志愿服务', '10:30'],
      ['读书会', '19:00'],
    ] as const)
      await tx.program.createMany({
        data: busy.map((organizationId) => ({
          organizationId,
          kind: 'custom',
          name,
          rule: onFirst(hour),
          startsOn: '2026-01',
          createdAt: at,
        })),
      })
    // One committee holds a series for the branches below it.
    await tx.program.updateMany({
      where: { organization: { kind: 'committee' }, NOT: { organizationId: firstCommittee } },
      data: { enabled: false },
    })
  })
  await close()
}
