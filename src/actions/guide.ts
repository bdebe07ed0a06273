import { fillGuide, type Guide, wholeGuide } from '../life/guide.ts'
import { type GuideNumbers, guideNumbers } from '../life/guide-numbers.ts'
import { branchCounts } from '../records/branch-counts.ts'
import { lastAsked } from '../records/notices.ts'
import type { GuideAsk } from '../talk/guide.ts'
import type { Act } from './act.ts'

/** So long after a card, 「步骤」 alone means that card's. */
const stillInSight = 60 * 60_000

/**
 * Tells how something is done, with the numbers of the asker's branch, where it was asked. Changes nothing.
 * @returns false where it was not for the bot after all
 */
export async function showGuide(act: Act, ask: GuideAsk, branchId: number): Promise<boolean> {
  const guides = act.guides ?? []
  switch (ask.kind) {
    case 'list':
      await act.reply('guide_list', { titles: guides.map((one) => one.title) })
      return true
    case 'which':
      await act.reply('guide_which', { titles: ask.titles })
      return true
    case 'topic':
      return tell(act, guides, ask.title, ask.section, branchId)
    case 'more': {
      const title = await lastTitle(act)
      return title !== null && tell(act, guides, title, ask.section ?? wholeGuide, branchId)
    }
  }
}

async function tell(
  act: Act,
  guides: readonly Guide[],
  title: string,
  section: string | null,
  branchId: number,
): Promise<boolean> {
  const guide = guides.find((one) => one.title === title)
  if (!guide) return false
  const pages = pagesOf(guide, section, guideNumbers(await branchCounts(act.tx, branchId)))
  if (pages.card) await act.reply('guide', pages.card)
  for (const page of pages.sections) await act.reply('guide_section', page)
  return true
}

/** What is shown of a guide: its card, or the sections that are asked for (all of them where there is none of that name). */
export function pagesOf(guide: Guide, section: string | null, numbers: GuideNumbers) {
  const { title, source, sections } = guide
  const headings = sections.map((one) => one.heading)
  const card = { title, text: fillGuide(guide.card, numbers), source, more: headings }
  if (section === null || sections.length === 0) return { card, sections: [] }
  const wanted = headings.includes(section) ? sections.filter((one) => one.heading === section) : sections
  return {
    card: null,
    sections: wanted.map(({ heading, text }) => ({ title, heading, text: fillGuide(text, numbers) })),
  }
}

/** What was explained last in this conversation, a moment ago. */
async function lastTitle(act: Act): Promise<string | null> {
  const roomId = act.place?.roomId
  const to =
    roomId != null
      ? ({ kind: 'room', id: roomId } as const)
      : act.actor.kind === 'member'
        ? ({ kind: 'member', id: act.actor.id } as const)
        : null
  const last = to && (await lastAsked(act.tx, to, ['guide', 'guide_section']))
  if (!last || act.now.getTime() - (last.sentAt ?? last.dueAt).getTime() > stillInSight) return null
  const { facts } = last
  return typeof facts === 'object' && facts !== null && 'title' in facts ? String(facts.title) : null
}
