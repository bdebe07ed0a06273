import { readAmounts } from '../../base/numerals.ts'
import { meaning, unique } from '../build.ts'
import { monthSubject } from '../dues/topic.ts'
import { within } from '../match.ts'
import type { Context, Meaning, MeaningItem, Status } from '../meaning.ts'
import type { Said } from '../message.ts'
import { monthsIn } from '../months.ts'
import { otherChains, partyWords, perhapsPartyWords } from '../phrasebook.ts'
import { activityIn, duesMatter, matterSubject } from '../subject.ts'
import { answerIn } from './attendance.ts'
import { type Chain, type ChainEntry, readChain } from './chain.ts'
import { tidyReason } from './reason.ts'

const isOther = within(otherChains)
const isOurs = within(partyWords)
const perhapsOurs = within(perhapsPartyWords)

/** A 接龙, line by line. What changed against the last copy is for `diffChain` to say. */
export function readChainMessage(said: Said, context: Context): Meaning | null {
  if (!/#|^\s*接龙/.test(said.body.slice(0, 400))) return null
  const chain = readChain(said.body, context.people)
  if (!chain) return null
  const heading = `${chain.title}\n${chain.example ?? ''}`
  const aboutMoney = /党费/.test(heading)
  const about = activityIn(heading, context)
  const foreign = about.named === null && !aboutMoney && (isOther(heading) || !isOurs(heading))
  const untitled =
    chain.title === '' &&
    about.matter !== null &&
    chain.entries.some((entry) => entry.person) &&
    !isOther(chain.entries.map((e) => e.content).join('\n'))
  if (foreign && !untitled && !isOther(heading) && perhapsOurs(heading) && about.matter) {
    return meaning('jielong', 'needs_clarification', {
      subject: about.matter.subject,
      doubt: { kind: 'which_matter', candidates: [about.matter] },
    })
  }
  if (foreign && !untitled) return meaning('jielong', 'ignored')
  const months = aboutMoney ? monthsIn(heading, context) : []
  const subject = aboutMoney ? monthSubject(months, context) : matterSubject(about)
  const items = lastOfEach(chain.entries.map((entry) => itemOf(entry, chain, subject, context)))
  const vague = !aboutMoney && about.several.length > 1
  const unresolved = chain.entries.find((entry) => entry.person === null)
  const people = unique(items.flatMap((item) => item.person ?? []))
  const basis = {
    subject: vague ? null : subject,
    matter: aboutMoney ? duesMatter(context) : about.matter,
    items,
    people,
    months,
  }
  const doubt = unresolved
    ? ({ kind: 'which_person', raw: unresolved.name, candidates: unresolved.candidates } as const)
    : null
  if (vague)
    return meaning('jielong', 'needs_clarification', {
      ...basis,
      doubt: { kind: 'which_matter', candidates: about.several },
    })
  const nothingClear = items.length > 0 && items.every((item) => item.status === 'needs_clarification')
  return meaning('jielong', nothingClear ? 'needs_clarification' : 'mixed', {
    ...basis,
    doubt: doubt ?? (nothingClear ? { kind: 'unclear' } : null),
  })
}

function itemOf(entry: ChainEntry, chain: Chain, subject: string, context: Context): MeaningItem {
  const basis = { person: entry.person, raw: entry.name, subject, reason: null, amountFen: null }
  if (entry.person === null) return { ...basis, status: 'needs_clarification' }
  if (/党费/.test(`${chain.title}${chain.example ?? ''}`)) return { ...basis, ...payment(entry.content, chain) }
  const content = entry.content.replace(/\[[^\]]{1,8}\]|\p{Extended_Pictographic}/gu, ' ').trim()
  if (/^(?:√|✓|v|1|已接龙?|报名|\+)?$/i.test(content)) return { ...basis, status: usualStatus(chain, context) }
  if (/^(?:否|不|x|×|✗|n|no|不了|不行|不能|缺)$/i.test(content)) return { ...basis, status: 'will_not_attend' }
  if (/^(?:是|能|行|可以|会|可|y|yes|ok|好|收到)$/i.test(content))
    return { ...basis, status: usualStatus(chain, context) }
  if (/^(?:已?到了?|已?签到?了?|在)$/.test(content) && /签到/.test(chain.title))
    return { ...basis, status: usualStatus(chain, context) }
  if (/点半?(?:就|要|得|先|必须)*(?:走|离开|撤)(?!不)/.test(content))
    return { ...basis, status: usualStatus(chain, context), reason: tidyReason(content) }
  const answer = answerIn(content, context)
  if (answer && answer.intent !== 'ack') return { ...basis, status: answer.status, reason: answer.reason }
  if (/[?]|吗|代(?:签|报)|[不没无未否冇莫木]/.test(content)) return { ...basis, status: 'needs_clarification' }
  return { ...basis, status: usualStatus(chain, context), reason: answer ? null : tidyReason(content) }
}

/** What a bare name under this title means. */
function usualStatus({ title }: Chain, context: Context): Status {
  if (
    /(?:请假|不能参加|不参加|不能来|来不了|去不了|有事)的?(?:同志|党员|人)?(?:请)?(?:的)?(?:接龙|在此|报|登记)|请假(?:接龙|登记|名单)/.test(
      title,
    )
  )
    return 'leave_requested'
  if (/线上参加的|视频参加的/.test(title)) return 'will_attend_online'
  if (/签到/.test(title)) return context.checkInOpen ? 'present' : 'needs_clarification'
  if (/收到|已阅|知悉/.test(title) && !/参加|报名/.test(title)) return 'acknowledged'
  return 'will_attend'
}

function payment(content: string, chain: Chain): Pick<MeaningItem, 'status' | 'amountFen'> {
  const [amount] = readAmounts(content)
  const amountFen = amount?.fen ?? null
  if (/没|未|欠/.test(content)) return { status: 'unpaid', amountFen }
  if (/明天|马上|今晚|下午|稍后/.test(content) && !/了|已/.test(content)) return { status: 'promised', amountFen }
  const paid = /[交缴转付]|√|✓/.test(content) || amountFen !== null || /已交|已缴|交了|缴了|交纳情况/.test(chain.title)
  return { status: paid ? 'paid_claimed' : 'needs_clarification', amountFen }
}

/** The same person twice: the last line counts, in the place of the first. */
function lastOfEach(items: MeaningItem[]): MeaningItem[] {
  const result: MeaningItem[] = []
  for (const item of items) {
    const at = item.person ? result.findIndex((other) => other.person?.id === item.person?.id) : -1
    if (at >= 0) result[at] = item
    else result.push(item)
  }
  return result
}
