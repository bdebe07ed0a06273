import { type Act, beginAct, type Setting } from '../actions/act.ts'
import { type Config, readConfig } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { Names } from '../life/tree/tree-names.ts'
import { dataInUse } from '../main.ts'
import type { OrganizationKind } from '../records/client/enums.ts'
import { type Db, mayHoldData, openDatabase, type Tx, write } from '../records/database.ts'
import { readSetting } from '../records/settings.ts'
import { settingOf } from '../setting.ts'
import type { Io } from './io.ts'

/** The data a command works on. */
export interface Data {
  config: Config
  setting: Setting
  db: Db
  demo: boolean
  /** By the clock of the data: the sandbox's may have been moved ahead. */
  now: Date
}

/** 演示数据 or 正式数据. */
export const whose = (demo: boolean): string => (demo ? '演示数据' : '正式数据')

/** Opens a database for one piece of work, and closes it. */
export async function withDatabase<T>(
  address: string,
  of: { io: Io; config: Config; demo: boolean },
  work: (data: Data) => Promise<T>,
): Promise<T> {
  const { prisma, close } = await openDatabase(address)
  try {
    const offset = Number((await readSetting(prisma, 'sandboxClock')) ?? 0)
    const now = new Date(of.io.clock.now().getTime() + offset)
    return await work({ config: of.config, setting: settingOf(of.config), db: prisma, demo: of.demo, now })
  } finally {
    await close()
  }
}

/**
 * Works on the data in use: the operator's, or before there is any the demonstration's.
 * @throws ZhibuError NOT_FOUND where there is neither
 */
export async function withDataInUse<T>(io: Io, work: (data: Data) => Promise<T>): Promise<T> {
  const config = readConfig(io.env)
  const { database, demo } = await dataInUse(config)
  if (!mayHoldData(database)) {
    throw new ZhibuError(
      'NOT_FOUND',
      '这里还没有数据。',
      '先导入花名册（zhibu import 花名册.xlsx），或者启动一次看演示（zhibu start）。',
    )
  }
  return withDatabase(database, { io, config, demo }, work)
}

/** Thrown to take everything back at the end of a dry run. */
class TakenBack extends Error {}

/** Does a piece of work as the operator, in one transaction; in a dry run everything is taken back, and the result kept. */
export async function operate<T>(
  { db, setting, now }: Data,
  dryRun: boolean,
  work: (act: Act) => Promise<T>,
): Promise<T> {
  let result: { value: T } | undefined
  try {
    await write(db, async (tx) => {
      result = { value: await work(beginAct(tx, setting, { now, actor: { kind: 'operator' } })) }
      if (dryRun) throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  if (!result) throw new Error('the transaction ended without a result')
  return result.value
}

const select = {
  id: true,
  name: true,
  kind: true,
  place: true,
  hours: true,
  parentId: true,
  dissolvedOn: true,
} as const

/** Branches, and what stands above them. */
export type Organization = Awaited<ReturnType<typeof organizationsOf>>[number]

const organizationsOf = (tx: Tx, kinds: OrganizationKind[], dissolved = false) =>
  tx.organization.findMany({
    where: { kind: { in: kinds }, ...(dissolved ? {} : { dissolvedOn: null }) },
    select,
    orderBy: { path: 'asc' },
  })

const above: OrganizationKind[] = ['committee', 'general_branch']

const named = async (tx: Tx, name: string, kinds: OrganizationKind[], dissolved = false): Promise<Organization> =>
  oneNamed(await organizationsOf(tx, [...above, ...kinds], dissolved), name, kinds)

/**
 * The one of that kind which is called so, by its name or by a path to it (县委/乡党委).
 * @throws ZhibuError BRANCH_UNKNOWN with the names that come near, BRANCH_NEEDED where several are called so
 */
export function oneNamed<
  N extends { id: number; parentId: number | null; name: string; kind: OrganizationKind; dissolvedOn: string | null },
>(nodes: readonly N[], text: string, kinds: readonly OrganizationKind[]): N {
  const names = new Names(nodes)
  const found = names.find(text).filter((one) => kinds.includes(one.kind))
  const living = found.filter((one) => one.dissolvedOn === null)
  const [only] = living.length === 1 ? living : found
  const what = kinds.includes('group') ? '组织' : kinds.includes('branch') ? '支部' : '上级组织'
  if (only && (found.length === 1 || living.length === 1)) return only
  if (found.length > 1) {
    const paths = found.slice(0, 5).map((one) => names.pathOf(one).join('/'))
    throw new ZhibuError(
      'BRANCH_NEEDED',
      `有 ${found.length} 个${what}都叫「${text.trim()}」。`,
      `请把上级组织也写上，例如${quoted(paths)}。`,
    )
  }
  const all = nodes.filter((one) => kinds.includes(one.kind) && one.dissolvedOn === null)
  const near = nearest(
    text,
    all.map((one) => one.name),
  )
  const some = all.slice(0, 10).map((one) => one.name)
  const next =
    near.length > 0
      ? `是不是${quoted(near)}？请照着写全名。`
      : some.length > 0
        ? `现在有${quoted(some)}${all.length > some.length ? `等 ${all.length} 个` : ''}。`
        : '请先导入花名册。'
  throw new ZhibuError('BRANCH_UNKNOWN', `没有叫「${text.trim()}」的${what}。`, next)
}

export interface Where {
  branch?: string
  committee?: string
}

/** What --branch or --committee names; null where neither is given. */
export function organizationNamed(tx: Tx, { branch, committee }: Where): Promise<Organization> | null {
  if (branch !== undefined) return named(tx, branch, ['branch'])
  return committee === undefined ? null : named(tx, committee, above)
}

/** All organizations that hold programs, from the top. */
export const allOrganizations = (tx: Tx) => organizationsOf(tx, ['branch', ...above])

/** The branch that is named, or all; those that were dissolved only where their records are wanted. */
export async function branchesOf(tx: Tx, name: string | undefined, dissolved = false): Promise<Organization[]> {
  return name === undefined
    ? organizationsOf(tx, ['branch'], dissolved)
    : [await named(tx, name, ['branch'], dissolved)]
}

/** What is named, or the only branch. @throws ZhibuError BRANCH_NEEDED */
export async function oneOrganization(tx: Tx, where: Where): Promise<Organization> {
  const given = await organizationNamed(tx, where)
  if (given) return given
  const all = await organizationsOf(tx, ['branch'])
  const [only] = all
  if (only && all.length === 1) return only
  throw new ZhibuError(
    'BRANCH_NEEDED',
    `有 ${all.length} 个支部，不知道说的是哪一个。`,
    `请加上 --branch，例如 --branch ${only?.name ?? '支部名称'}。`,
  )
}
