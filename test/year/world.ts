import type { Role } from '../../src/life/people/roles.ts'
import { type Sector, sectors } from '../../src/life/programs/sectors.ts'
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

export const root = 1
export const firstCommittee = 2
/** Committees between the county's and the branches. */
export const committees = 7
export const firstBranch = firstCommittee + committees

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
