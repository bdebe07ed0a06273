import { periodInWords } from '../../time/days.ts'
import type { Some } from './overview.ts'
import { names, type Said, type Style } from './style.ts'

/** How an item of the overdue list ends that was not held. */
export const notHeld = '没有开'

/** More lines than this nobody reads on a phone. */
const childrenShown = 15

export interface OverdueFigures {
  organization: string
  /** What the committee itself owes, item by item. */
  own: string[]
  /** What those below owe: so many things, in so many branches. */
  items: number
  branches: number
  lines: {
    what: 'arrange' | 'records' | 'dues' | 'filing' | 'development' | 'transfer' | 'missing'
    /** The institution, the year's plan, or the month of the dues. */
    name: string
    items: number
    branches: Some
  }[]
  worst: { name: string; items: number }[]
  children: { name: string; items: number; branches: number }[]
}

const headings = {
  arrange: '还没有安排',
  records: '记录没有存档',
  dues: '党费没有收齐',
  filing: '没有报备',
  development: '发展党员过了期限',
  transfer: '组织关系没有接收',
  missing: '上一期没有开',
} as const

/** What is overdue, to whoever asked for it. */
export const overdueMessages = {
  overdue(facts: { items: string[]; more?: number }, _style: Style): Said {
    const { items, more = 0 } = facts
    if (items.length === 0) return { text: '没有逾期的事。' }
    const rest = more > 0 ? `\n还有 ${more} 项，办完这些再回「逾期」看。` : ''
    const explain = items.some((item) => item.endsWith(notHeld)) ? '；没有开成的写明原因，如「2 说明 全员防汛」' : ''
    return {
      text: `有 ${items.length + more} 项：\n${items.map((item, index) => `${index + 1}. ${item}`).join('\n')}${rest}\n直接说怎么办就行，如「1 安排 18号下午3点」${explain}。`,
    }
  },

  /** To a committee whose branches have more than anybody reads item by item. */
  overdue_below(facts: OverdueFigures, _style: Style): Said {
    const { organization, own, items, branches, lines, worst, children } = facts
    const whats = (Object.keys(headings) as (keyof typeof headings)[]).filter((what) =>
      lines.some((line) => line.what === what),
    )
    const line = ({ what, name, items: count, branches: some }: OverdueFigures['lines'][number]): string => {
      const called = what === 'dues' ? periodInWords(name) : name
      const more = count > some.count ? ` ${count} 项，` : ''
      return `${called}${more} ${some.count} 个支部（${names(some.first)}${some.count > some.first.length ? '等' : ''}）`
    }
    const of = (what: keyof typeof headings) =>
      `${headings[what]}：${lines
        .filter((one) => one.what === what)
        .sort((a, b) => (what === 'dues' ? (a.name < b.name ? -1 : 1) : b.items - a.items))
        .map(line)
        .join('；')}`
    const shown = children.slice(0, childrenShown)
    const [first] = shown.length > 0 ? shown : worst
    return {
      text: [
        ...own.map((item, index) => `${index + 1}. ${item}`),
        `${organization}所属 ${branches} 个支部有 ${items} 项逾期：`,
        ...whats.map(of),
        ...(worst.length > 0
          ? [`最多的：${worst.map(({ name, items: count }) => `${name} ${count} 项`).join('、')}`]
          : []),
        ...shown.map(({ name, items: count, branches: some }) => `· ${name}：${some} 个支部 ${count} 项`),
        ...(children.length > shown.length ? [`· 还有 ${children.length - shown.length} 个`] : []),
        ...(first ? [`看其中一个，发「${first.name}的逾期」。`] : []),
      ].join('\n'),
    }
  },
}
