import type { Act } from '../actions/act.ts'
import type { ProgramEffect, ProgramRow } from '../actions/programs/programs.ts'
import { ZhibuError } from '../base/errors.ts'
import { institutionNamed } from '../life/programs/catalogue.ts'
import { ruleInvalid } from '../life/programs/check-rule.ts'
import { patchOf as asPatch } from '../life/programs/inheritance.ts'
import { type Data, type Organization, whose } from './data.ts'
import type { Io, Work } from './io.ts'
import { type BelowOptions, layBelow } from './program-below.ts'
import { patchOf, type RuleOptions } from './program-options.ts'
import { momentInWords, programInWords } from './program-words.ts'

export type Options = RuleOptions & BelowOptions & { place?: string }

const ruleOptions = ({
  on,
  every,
  hour,
  holidays,
  minutes,
  draft,
  announce,
  dayBefore,
  hourBefore,
  duesWindow,
  arrangeBy,
}: Options): RuleOptions =>
  Object.fromEntries(
    Object.entries({
      on,
      every,
      hour,
      holidays,
      minutes,
      draft,
      announce,
      dayBefore,
      hourBefore,
      duesWindow,
      arrangeBy,
    }).filter(([, value]) => value !== undefined),
  )

/** Finds the program and does something with it as the operator. */
async function withProgram(
  io: Io,
  name: string,
  options: Options,
  work: (act: Act, program: ProgramRow) => Promise<ProgramEffect>,
  found: (act: Act, name: string, organization: Organization) => Promise<unknown> = async () => {},
): Work {
  const { operate, organizationNamed, withDataInUse } = await import('./data.ts')
  const { findProgram } = await import('../actions/programs/programs.ts')
  return withDataInUse(io, async (data) => {
    const organization = await organizationNamed(data.db, options)
    const effect = await operate(data, options.dryRun ?? false, async (act) => {
      if (organization) await found(act, name.trim(), organization)
      return work(act, await findProgram(act, name.trim(), organization?.id ?? null))
    })
    await io.out(effectInWords(effect, data, options.dryRun ?? false))
    return undefined
  })
}

export async function setProgram(io: Io, name: string, options: Options): Work {
  const rules = ruleOptions(options)
  const said = options.place !== undefined || (options.below && options.binding !== undefined)
  if (Object.keys(rules).length === 0 && !said) {
    throw new ZhibuError(
      'BAD_COMMAND',
      '没有写要改什么。',
      '例如 --on "每月第一个周五" --hour 15:00；全部选项：zhibu programs set --help',
    )
  }
  if (options.below) return layBelow(io, name, options, { patch: patchBelow(name, rules), ...bindingOf(options) })
  const { changeProgram } = await import('../actions/programs/programs.ts')
  return withProgram(io, name, options, async (act, program) => {
    const patch = asPatch(patchOf(rules, program.kind === 'dues' ? 'dues' : 'activity'))
    const effect = await changeProgram(act, program, patch)
    await keepPlace(act, program.organization, options.place)
    return effect
  })
}

async function keepPlace(
  act: Act,
  organization: { id: number; place: string | null },
  place: string | undefined,
): Promise<void> {
  if (place === undefined) return
  if (place.trim() === '' || [...place].length > 60) throw ruleInvalid('地点应当有 1 到 60 个字')
  const { changePlace } = await import('../actions/programs/organization.ts')
  await changePlace(act, organization, place.trim())
}

export async function newProgram(io: Io, name: string, options: Options): Work {
  const { every, ...rules } = ruleOptions(options)
  // 每季度 in --on is enough: the usual "month" of --every does not speak against it.
  const quarterly = every === undefined || every === '月' ? {} : { every }
  const patch = asPatch(patchOf({ ...rules, ...quarterly }, 'activity'))
  const { oneOrganization, operate, withDataInUse } = await import('./data.ts')
  const { addProgram } = await import('../actions/programs/programs.ts')
  return withDataInUse(io, async (data) => {
    const organization: Organization = await oneOrganization(data.db, options)
    const program = await operate(data, options.dryRun ?? false, async (act) => {
      const made = await addProgram(act, organization, name.trim(), patch)
      await keepPlace(act, organization, options.place)
      return made
    })
    await io.out(
      effectInWords({ program, moved: [], kept: [], stopped: [], resumed: [] }, data, options.dryRun ?? false),
    )
    return undefined
  })
}

export async function turn(io: Io, name: string, enabled: boolean, options: Options): Work {
  if (options.below) return layBelow(io, name, options, { enabled, ...bindingOf(options) })
  const { switchProgram, switchOnNew } = await import('../actions/programs/programs.ts')
  if (!enabled) return withProgram(io, name, options, (act, program) => switchProgram(act, program, enabled))
  // What the catalogue knows may be switched on where it never was.
  return withProgram(io, name, options, (act, program) => switchProgram(act, program, enabled), switchOnNew)
}

export async function giveUp(io: Io, name: string, options: Options): Work {
  if (options.below) return layBelow(io, name, options, 'take_back')
  const { resetProgram } = await import('../actions/programs/programs.ts')
  return withProgram(io, name, options, resetProgram)
}

const bindingOf = ({ binding }: Options) => (binding === undefined ? {} : { binding })

const patchBelow = (name: string, rules: RuleOptions) =>
  asPatch(patchOf(rules, institutionNamed(name.trim())?.kind === 'dues' ? 'dues' : 'activity'))

/** What came of it (or would), and the program as it now stands. */
function effectInWords({ program, moved, kept, stopped, resumed }: ProgramEffect, data: Data, dryRun: boolean): string {
  const at = { ...data.setting, now: data.now }
  const when = (instant: Date) => momentInWords(instant, at)
  // The dates of those that move stand in the list below as they will be.
  const placed = [...kept].map(({ title, startsAt, why }) => `  不动  ${title}：${when(startsAt)}（${why}）`)
  return [
    `${dryRun ? '试运行，还没有改动' : '✓ 已改好'}：${program.organization.name}（${whose(data.demo)}）`,
    ...moved.map(
      ({ title, from, to, reason }) =>
        `  改期  ${title}：${when(from)} → ${when(to)}${reason === null ? '' : `（${reason}）`}`,
    ),
    ...stopped.map(({ title, startsAt }) => `  不办  ${title}：${when(startsAt)}`),
    ...resumed.map(({ title, startsAt }) => `  恢复  ${title}：${when(startsAt)}`),
    ...placed,
    ...programInWords(program, [], at)
      .filter((line) => placed.length === 0 || !line.includes('接下来'))
      .map((line) => `  ${line}`),
  ].join('\n')
}
