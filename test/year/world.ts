import { DatabaseSync } from '@photostructure/sqlite'
import { beginAct, type Setting } from '../../src/actions/act.ts'
import { startFor } from '../../src/actions/programs/start-programs.ts'
import type { Role } from '../../src/life/people/roles.ts'
import { type Sector, sectors } from '../../src/life/programs/sectors.ts'
import { openDatabase, write } from '../../src/records/database.ts'
import { Chance } from './chance.ts'

/** The two kinds of platform: one hears everything and has no buttons, the other hears mentions and writes to nobody first. */
export const platforms = ['free', 'strict'] as const
export type PlatformName = (typeof platforms)[number]

export interface Person {
  memberId: number
  name: string
  branchId: number
  roles: Role[]
  /** Null: never bound. */
  userId: string | null
  /** Wrote to the bot before the story begins. */
  acquainted: boolean
  duesFen: number
}

export interface Branch {
  id: number
  name: string
  /** Whose institutions it has; null: only the theme day and the dues. */
  sector: Sector | null
  committeeId: number
  platform: PlatformName
  /** The id of its group on the platform. */
  roomId: string
  people: Person[]
}

export interface World {
  branches: Branch[]
  people: Person[]
  byUser: Map<string, Person>
  byRoom: Map<string, Branch>
  branchOf: Map<number, Branch>
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕']
const middles = [...'建国志秀桂海春晓文玉明立永振丽红雪小光宏']
const lasts = [...'强英兰燕芳伟静敏磊洋勇艳杰娟涛超霞平刚玲']

/** Names of one branch contain no other of it, so that a name in a text means that person. */
const nameOf = (branch: number, place: number): string => {
  const at = branch * 7 + place
  const surname = surnames[at % surnames.length] ?? ''
  const middle = middles[(branch + Math.floor(place / surnames.length) * 3) % middles.length] ?? ''
  return surname + middle + (lasts[(at * 3 + branch) % lasts.length] ?? '')
}

const root = 1
const firstCommittee = 2
/** Committees between the county's and the branches. */
const committees = 7
const firstBranch = firstCommittee + committees

/** Most branches are small, some have a committee, few are large. */
const sizeOf = (chance: Chance): number => {
  const drawn = chance.next()
  if (drawn < 0.6) return chance.from(3, 5)
  if (drawn < 0.9) return chance.from(6, 9)
  return drawn < 0.98 ? chance.from(10, 20) : chance.from(21, 40)
}

const postsOf = (size: number): Role[][] =>
  [
    ['secretary'],
    ['organization_officer'],
    ...(size >= 7 ? [['deputy_secretary'], ['publicity_officer']] : []),
  ] as Role[][]

/** A county that does not exist, as the seed has it. Pure: the same seed makes the same. */
export function imagine(seed: number, count: number): World {
  const chance = new Chance(seed)
  const people: Person[] = []
  const branches = Array.from({ length: count }, (_, index): Branch => {
    const id = firstBranch + index
    const size = sizeOf(chance)
    const platform = platforms[index % 2] ?? 'free'
    // One in five has all institutions of its sector.
    const sector = index % 5 === 0 ? (sectors[(index / 5) % sectors.length] ?? null) : null
    const posts = postsOf(size)
    const own = Array.from({ length: size }, (_, place): Person => {
      const memberId = people.length + place + 1
      const bound = place < 2 ? !chance.hits(0.02) : !chance.hits(0.08)
      return {
        memberId,
        name: nameOf(index, place),
        branchId: id,
        roles: posts[place] ?? [],
        userId: bound ? `u${memberId}` : null,
        acquainted: platform === 'free' || !chance.hits(place < 2 ? 0.03 : 0.1),
        duesFen: chance.hits(0.04) ? 0 : chance.from(2, 200) * 50,
      }
    })
    people.push(...own)
    return {
      id,
      name: `第${index + 1}支部`,
      sector,
      committeeId: firstCommittee + (index % committees),
      platform,
      roomId: `r${id}`,
      people: own,
    }
  })
  // Somebody of the first branch of each committee works for it.
  for (const branch of branches.slice(0, committees)) branch.people[2]?.roles.push('committee_officer')
  return {
    branches,
    people,
    byUser: new Map(people.flatMap((one) => (one.userId === null ? [] : [[one.userId, one]]))),
    byRoom: new Map(branches.map((branch) => [branch.roomId, branch])),
    branchOf: new Map(branches.map((branch) => [branch.id, branch])),
  }
}

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
