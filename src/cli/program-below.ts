import type { Laying } from '../actions/programs/rulings.ts'
import { ZhibuError } from '../base/errors.ts'
import { ruleChangeHead, ruleChangeLines } from '../talk/say/programs.ts'
import { type Where, whose } from './data.ts'
import type { Io, Work } from './io.ts'

export interface BelowOptions extends Where {
  below?: boolean
  binding?: boolean
  dryRun?: boolean
}

/** Lays something down for all below a committee, or takes it back, and tells what follows (or would). */
export async function layBelow(io: Io, name: string, options: BelowOptions, laying: Laying | 'take_back'): Work {
  const { committee, dryRun = false } = options
  if (committee === undefined)
    throw new ZhibuError(
      'BAD_COMMAND',
      '--below 是给上级组织用的，还要写是哪一个。',
      '请加上 --committee 名称，例如 --committee 机关党委 --below。',
    )
  const { operate, organizationNamed, withDataInUse } = await import('./data.ts')
  const { foreseeRuling, foreseeTakingBack, layDown } = await import('../actions/programs/rulings.ts')
  const { ruleChangeFacts } = await import('../actions/programs/rule-facts.ts')
  return withDataInUse(io, async (data) => {
    const given = await organizationNamed(data.db, { committee })
    const facts = await operate(data, dryRun, async (act) => {
      const above = await act.tx.organization.findUniqueOrThrow({ where: { id: given?.id ?? 0 } })
      const program = name.trim()
      const takenBack = laying === 'take_back'
      const outlook = takenBack
        ? await foreseeTakingBack(act, above, program)
        : await foreseeRuling(act, above, program, laying)
      await layDown(act, outlook)
      const { patch = {}, enabled = null } = takenBack ? {} : laying
      return ruleChangeFacts(outlook, { organization: above.name, patch, enabled, takenBack })
    })
    const lines = ruleChangeLines(facts, { now: data.now, zone: data.setting.zone })
    await io.out(
      [
        `${dryRun ? '试运行，还没有改动' : '✓ 已改好'}：${ruleChangeHead(facts)}（${whose(data.demo)}）`,
        ...(lines.length === 0 ? ['下面的安排都没有变'] : lines).map((line) => `  ${line}`),
      ].join('\n'),
    )
    return undefined
  })
}
