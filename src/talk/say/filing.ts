import type { PlanChange } from '../../life/planning/plan-changes.ts'
import type { Period } from '../../time/days.ts'
import { changeLines } from './plan.ts'
import { choices, dayWords, names, type Said, type Style } from './style.ts'

/** The filing of a year's plan with the committee above. */
export const filingMessages = {
  /** To who files: what will be filed, and with whom. */
  filing_confirm(
    facts: {
      organization: string
      year: Period
      above: string
      revision: number
      institutions: { name: string; count: number }[]
      open: string[]
      changes: PlanChange[]
      before: { state: 'filed' | 'returned' | 'accepted'; remark: string | null } | null
    },
    style: Style,
  ): Said {
    const { organization, year, above, revision, institutions, open, changes, before } = facts
    const { line, buttons } = choices(['报', '不报'], style)
    const last = before
      ? {
          filed: '上次报的还没有答复，这次报上去就代替上次的。',
          returned: `上次退回的原因：${before.remark ?? '没有写'}。`,
          accepted: '上次报的已经同意，这次是报有变动的。',
        }[before.state]
      : ''
    return {
      text: [
        `${organization}${year}年度计划，报${above}${revision > 1 ? `（第 ${revision} 次）` : ''}：`,
        institutions.map(({ name, count }) => `${name} ${count} 次`).join('，'),
        ...(open.length > 0 ? [`日子另定：${open.join('、')}`] : []),
        ...(last === '' ? [] : [last]),
        ...(before && changes.length > 0 ? [`和上次比，不同 ${changes.length} 项：`, ...changeLines(changes)] : []),
        ...(before && changes.length === 0 ? ['和上次比，没有不同。'] : []),
        `先看全部，发「${year}年度计划」。对吗？${line}`,
      ].join('\n'),
      ...(buttons ? { buttons } : {}),
    }
  },

  filing_sent(facts: { organization: string; year: Period; above: string; officers: string[] }, _style: Style): Said {
    const { organization, year, above, officers } = facts
    return {
      text:
        officers.length > 0
          ? `${organization}${year}年度计划报给${above}了，${names(officers)}会看到。有答复我告诉您。`
          : `${organization}${year}年度计划报给${above}了，可是${above}还没有登记的干部，没有人能答复，请您打个招呼。`,
    }
  },

  /** To the officers of the committee above. */
  filing_check(
    facts: {
      organization: string
      year: Period
      revision: number
      by: string
      institutions: { name: string; count: number }[]
      open: string[]
      changes: PlanChange[]
    },
    style: Style,
  ): Said {
    const { organization, year, revision, by, institutions, open, changes } = facts
    const { line, buttons } = choices(['同意', '退回，请写原因'], style)
    return {
      text: [
        `${organization}报来${year}年度计划${revision > 1 ? `（第 ${revision} 次）` : ''}，${by}报：`,
        institutions.map(({ name, count }) => `${name} ${count} 次`).join('，'),
        ...(open.length > 0 ? [`日子另定：${open.join('、')}`] : []),
        ...(changes.length > 0 ? [`和上次报的比，不同 ${changes.length} 项：`, ...changeLines(changes)] : []),
        `看全部，发「${organization} ${year}年度计划」。`,
        line,
      ].join('\n'),
      ...(buttons
        ? {
            buttons: [
              { label: '同意', key: '1' },
              { label: '退回', key: '2' },
            ],
          }
        : {}),
    }
  },

  filing_reason(_facts: object, _style: Style): Said {
    return { text: '退回的话，请写一句原因，我转告报的人，如「2 组织生活会还没有定日子」。' }
  },

  /** To who filed. */
  filing_decided(
    facts: { organization: string; year: Period; accepted: boolean; by: string; remark: string | null },
    _style: Style,
  ): Said {
    const { organization, year, accepted, by, remark } = facts
    return {
      text: accepted
        ? `${by}同意了${organization}${year}年度计划。`
        : `${by}退回了${organization}${year}年度计划：${remark ?? '没有写原因'}。改好以后，再发「报备${year}年度计划」。`,
    }
  },

  /** To the other officers: nothing is left to be done. */
  filing_settled(
    facts: { organization: string; year: Period; accepted: boolean; by: string; remark: string | null },
    _style: Style,
  ): Said {
    const { organization, year, accepted, by, remark } = facts
    return {
      text: `${organization}${year}年度计划，${by}已经${accepted ? '同意' : `退回（${remark ?? '没有写原因'}）`}，您不用再答复。`,
    }
  },

  /** To who ought to file. */
  filing_due(facts: { organization: string; year: Period; due: string; returned: string | null }, style: Style): Said {
    const { organization, year, due, returned } = facts
    const late = due < style.zone.day(style.now)
    const when = late ? `应当在${dayWords(due, style)}前报，已经过了` : `请在${dayWords(due, style)}前报`
    const why = returned === null ? '' : `上次退回的原因：${returned}。`
    return {
      text: `${organization}${year}年度计划还没有${returned === null ? '报备' : '重新报备'}，${when}。${why}先看一看，发「${year}年度计划」；要报，发「报备${year}年度计划」。`,
    }
  },

  /** To a committee: who filed. */
  filing_status(
    facts: {
      year: Period
      branches: number
      accepted: number
      filed: string[]
      returned: string[]
      missing: string[]
      required: boolean
      changed: { branch: string; count: number }[]
    },
    _style: Style,
  ): Said {
    const { year, branches, accepted, filed, returned, missing, required, changed } = facts
    const list = (some: readonly string[]) => `${names(some.slice(0, 10))}${some.length > 10 ? '等' : ''}`
    const part = (what: string, some: string[]) => (some.length > 0 ? [`${what} ${some.length}：${list(some)}`] : [])
    return {
      text: [
        `${year}年度计划报备，所属 ${branches} 个支部：`,
        `已同意 ${accepted}`,
        ...part('等答复', filed),
        ...part('退回没有再报', returned),
        ...part(required ? '没有报' : '没有报（没有要求报）', missing),
        ...(changed.length > 0
          ? [
              `与报备不同的 ${changed.length} 个支部：${changed
                .slice(0, 10)
                .map(({ branch, count }) => `${branch} ${count} 项`)
                .join('、')}${changed.length > 10 ? '等' : ''}`,
              `看哪里不同，发「${changed[0]?.branch ?? ''} 报备情况」。`,
            ]
          : []),
      ].join('\n'),
    }
  },

  /** One organization's filing, and what is otherwise by now. */
  filing_one(
    facts: {
      organization: string
      year: Period
      filing: {
        revision: number
        state: 'filed' | 'returned' | 'accepted'
        filedOn: string
        by: string | null
        remark: string | null
      } | null
      changes: PlanChange[]
    },
    style: Style,
  ): Said {
    const { organization, year, filing, changes } = facts
    if (!filing) return { text: `${organization}${year}年度计划还没有报备。` }
    const { revision, state, filedOn, by, remark } = filing
    const how = {
      filed: '等上级答复',
      accepted: `${by ?? '上级'}已同意`,
      returned: `${by ?? '上级'}退回：${remark ?? '没有写原因'}`,
    }[state]
    return {
      text: [
        `${organization}${year}年度计划：${dayWords(filedOn, style)}报${revision > 1 ? `（第 ${revision} 次）` : ''}，${how}。`,
        ...(changes.length > 0
          ? [`与报备不同 ${changes.length} 项：`, ...changeLines(changes)]
          : ['现在的安排与报备的一样。']),
      ].join('\n'),
    }
  },
}
