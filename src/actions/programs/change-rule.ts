import { ZhibuError } from '../../base/errors.ts'
import { institutionNamed } from '../../life/programs/catalogue.ts'
import { checkedFor, fieldsOf, merge, type Patch } from '../../life/programs/inheritance.ts'
import type { Act } from '../act.ts'
import type { AnswerTo } from '../heard.ts'
import type { QuestionFacts } from '../questions.ts'
import { refuse } from '../refuse.ts'
import { carryOut, foresee, type Outlook } from './inherit.ts'
import { refuseFixed } from './programs.ts'
import { ruleChangeFacts } from './rule-facts.ts'
import { foreseeRuling, layDown } from './rulings.ts'

type Change = QuestionFacts['rule_change']

/** What somebody wants of a standing arrangement; one of `patch` and `enabled`. */
export interface RuleWish {
  program: string
  /** Of all branches below. */
  below: boolean
  patch: Patch
  enabled: boolean | null
}

/**
 * Says back what would change from now on, with what moves; nothing changes before the answer. Who may not, or where a
 * committee above fixed it, is told whose it is to decide.
 */
export async function proposeRule(act: Act, branchPath: string, wish: RuleWish): Promise<void> {
  const at = wish.below ? await overBranches(act) : await holderOf(act, branchPath, wish.program)
  if (at === null)
    return act.reply('rule_refused', {
      why: wish.below ? '所属支部的安排由上级党组织来定' : `没有「${wish.program}」这项安排`,
      next: wish.below
        ? '只改本支部的，不用说「所属支部」。'
        : '目录里有的才能开通，请管理员看制度目录；自己的活动，请管理员先加上。',
    })
  if ('by' in at)
    return act.reply('rule_refused', { why: `「${wish.program}」由${at.by}举办`, next: `要改，请和${at.by}联系。` })
  if (!act.may('arrange', at.path)) return refuse(act, 'arrange')
  const change: Change = { organizationId: at.id, ...wish }
  await orRefused(act, async () => {
    const outlook = await foreseeChange(act, change, at)
    if (nothingNew(outlook)) return act.reply('done', { text: '现在就是这样安排的，不用改。' })
    await act.ask('rule_change', change)
    await act.reply('rule_confirm', ruleChangeFacts(outlook, { organization: at.name, ...wish }))
  })
}

export const answerRule: AnswerTo<'rule_change'> = async (act, change, heard) => {
  if (heard.choice === 2 || /^(不|算了|先不)/.test(heard.text)) {
    await act.reply('done', { text: '好的，不改。' })
    return true
  }
  if (heard.choice !== 1 && !/^(改|对|是|可以|好的?|同意|就这样改?)[。!！]?$/.test(heard.text)) return false
  const at = await act.tx.organization.findUnique({ where: { id: change.organizationId } })
  if (!at) return false
  await orRefused(act, async () => {
    const outlook = await foreseeChange(act, change, at)
    if (change.below) await layDown(act, outlook)
    else {
      const [after] = outlook.programs
      await act.audit({
        action:
          change.enabled === null ? 'change_program' : change.enabled ? 'switch_on_program' : 'switch_off_program',
        subject: { kind: 'program', id: after?.program?.id ?? 0 },
        organizationId: at.id,
        before: after?.program ? { rule: after.program.rule, enabled: after.program.enabled } : null,
        after: { rule: after?.now.rule, enabled: after?.now.enabled, own: after?.own },
      })
      await carryOut(act, outlook)
    }
    await act.reply('rule_changed', ruleChangeFacts(outlook, { ...change, organization: at.name }))
  })
  return true
}

/** @throws ZhibuError RULE_FIXED, RULE_INVALID */
async function foreseeChange(
  act: Act,
  change: Change,
  at: { id: number; name: string; path: string },
): Promise<Outlook> {
  const { program: name, patch, enabled } = change
  const switched = enabled === null ? {} : { enabled }
  if (change.below) return foreseeRuling(act, at, name, { patch, ...switched })
  const within = { ids: [at.id] }
  const [found] = (await foresee(act, { within, name })).programs
  if (found) refuseFixed(name, found, [...fieldsOf(patch), ...(enabled === null ? [] : ['enabled'])])
  const kind = found?.kind ?? institutionNamed(name)?.kind ?? 'custom'
  if (found) checkedFor(kind, merge(found.now.rule, patch))
  const own = {
    organizationId: at.id,
    kind,
    name,
    own: merge(found?.own ?? {}, patch),
    ownEnabled: found?.ownEnabled ?? null,
  }
  return foresee(act, { within, name, own: { ...own, ...(enabled === null ? {} : { ownEnabled: enabled }) } })
}

const nothingNew = ({ programs, ask }: Outlook): boolean => !ask.ruling && programs.every(({ changed }) => !changed)

async function orRefused(act: Act, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ZhibuError)) throw error
    const next = error.code === 'RULE_FIXED' ? error.next : '请换个说法再来一次，原来的安排没有变。'
    await act.reply('rule_refused', { why: error.message, next })
  }
}

interface Place {
  id: number
  name: string
  path: string
}

/** The committee that the speaker speaks for: the highest organization above branches in which a post is held. */
async function overBranches(act: Act): Promise<Place | null> {
  if (act.actor.kind !== 'member') return null
  const paths = act.actor.held.map(({ path }) => path)
  const all = await act.tx.organization.findMany({
    where: { path: { in: paths }, kind: { in: ['committee', 'general_branch'] } },
    select: { id: true, name: true, path: true },
  })
  return all.filter(({ path }) => act.may('arrange', path)).sort((a, b) => a.path.length - b.path.length)[0] ?? null
}

/** Who holds it, or would: the branch, or the committee above, where the speaker may; else who it is. */
async function holderOf(act: Act, branchPath: string, name: string): Promise<Place | { by: string } | null> {
  const ids = branchPath.split('/').filter(Boolean).map(Number)
  const above = await act.tx.organization.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, path: true, programs: { where: { name }, select: { id: true } } },
  })
  const nearest = above.sort((a, b) => b.path.length - a.path.length)
  const branch = nearest.find(({ path }) => path === branchPath) ?? null
  const holder = nearest.find(({ programs }) => programs.length > 0)
  if (holder) return holder === branch || act.may('arrange', holder.path) ? holder : { by: holder.name }
  const institution = institutionNamed(name)
  if (!institution) return null
  if (institution.holder !== 'committee') return branch
  return (await overBranches(act)) ?? { by: nearest[1]?.name ?? '上级党组织' }
}
