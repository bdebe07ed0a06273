import type { Meeting, VideoPolicy } from '../../life/meeting/quorum.ts'
import { measured, numbers, shared, type VoteInNumbers } from '../../life/meeting/vote-words.ts'
import type { Excess, Standing } from '../../life/meeting/voting.ts'
import type { Day } from '../../time/zone.ts'
import type { ActivityFacts } from './activity.ts'
import { choices, dayWords, names, nearTime, type Said, type Style } from './style.ts'

/** How a meeting stands: by the answers before it, by the roll from its start on. */
export interface QuorumFacts {
  committee: boolean
  /** 应到会有表决权, or the members of the committee. */
  base: number
  inPerson: number
  byVideo: number
  video: VideoPolicy
  /** Lawfully left out of the base. */
  excluded: number
  by: 'answers' | 'roll'
  standings: Standing[]
}

/** Which meeting, and how the regulations put what it needs. */
const needs: Record<Meeting, [what: string, how: string]> = {
  general: ['一般表决', '半数以上'],
  admission: ['接收预备党员、转正', '超过半数'],
  election: ['选举', '五分之四'],
  committee: ['支委会', '半数以上'],
}

const baseWords = ({ committee, base, excluded }: QuorumFacts): string =>
  committee
    ? `应到委员 ${base} 人`
    : `应到会有表决权 ${base} 人${excluded > 0 ? `（依法不计入的 ${excluded} 人不算在内）` : ''}`

const came = ({ by, inPerson }: QuorumFacts): string =>
  by === 'answers' ? `答复参加的 ${inPerson} 人` : `已到 ${inPerson} 人`

/** "至少 10 人，够了" */
function enough({ need, counted, short, exactlyHalf }: Standing, inPerson: number): string {
  const with_ = counted === inPerson ? '' : `，连线上计 ${counted} 人`
  if (short > 0) return `至少 ${need} 人${with_}，还差 ${short} 人`
  return `至少 ${need} 人${with_}，${exactlyHalf ? `正好一半。请留意：「半数以上」含不含一半没有统一解释，请您定` : '够了'}`
}

/** Nobody laid down whether those on video count: who decides it is said wherever it matters. */
function videoWords({ byVideo, video, committee }: QuorumFacts): string {
  if (byVideo === 0) return ''
  if (video === 'no') return `线上 ${byVideo} 人没有计入：视频参会算不算到会人数，没有统一规定，请先请示上级党组织。`
  const part = video === 'vote_only' && !committee ? '，选举不计' : ''
  return `线上 ${byVideo} 人，按上级定的计入到会人数${part}。`
}

/** In one sentence, beside the sign-in code and the roll. */
export function quorumSentence(facts: QuorumFacts): string {
  const lines = facts.standings.map((one) => `${needs[one.meeting][0]}${enough(one, facts.inPerson)}`)
  return `${baseWords(facts)}，${came(facts)}；${lines.join('；')}。${videoWords(facts)}`
}

const told = (votes: readonly VoteInNumbers[]): string => {
  const [first] = votes
  if (!first) return ''
  if (first.kind !== 'election')
    return votes.map((one) => `${one.subject}：${numbers(one)}。${measured(one)}。`).join('\n')
  const each = votes.map((one) => `${one.subject} ${numbers(one)}：${measured(one)}`)
  return `选举${first.office ?? ''}：\n${each.join('；\n')}。`
}

const excessWords: Record<Excess['what'], string> = {
  present: '实到会',
  sum: '票数合计',
  issued: '发出的选票',
  returned: '收回的选票',
  valid: '有效票',
}
const limitWords: Record<Excess['of'], string> = {
  base: '应到会有表决权的',
  present: '实到会的',
  written: '实到会加书面意见的',
  issued: '发出的',
  returned: '收回的',
  valid: '有效的',
}

/** Groups of people without whom the meeting has not enough. */
export interface MissingPeople {
  silent: string[]
  tentative: string[]
  away: string[]
  floating: string[]
  exempt: string[]
  online: string[]
}

const some = (label: string, people: readonly string[], what: string): string[] =>
  people.length === 0 ? [] : [`${label} ${people.length} 位：${names(people)}。${what}`]

/** Meetings that vote: who must be there, and what was voted. To the secretary, privately. */
export const votingMessages = {
  /** Before the meeting: not enough have said they will come, or exactly half. */
  quorum_check(facts: ActivityFacts & QuorumFacts & MissingPeople, style: Style): Said {
    const short = facts.standings.some((one) => one.short > 0)
    const lines = [
      `${facts.title}（${nearTime(facts.startsAt, style)}）${short ? '到会人数还不够' : '到会人数正好一半'}：${quorumSentence(facts)}`,
      ...some('没有答复', facts.silent, '请打个电话，或回「提醒没答复的」。'),
      ...some('还没定', facts.tentative, '请再问一声。'),
      ...some('流动在外', facts.floating, '请单独联系，看能不能回来。'),
      ...some('请假、来不了', facts.away, '能调开的，请商量一下。'),
      ...some('可以不来、仍算应到会', facts.exempt, '身体许可的，看能不能接来。'),
      ...some('线上参加', facts.online, ''),
      ...(short && !facts.committee
        ? ['依法可以不计入应到会的，上级同意、党员大会通过后告诉我，如「王五不计入应到会 长期卧床 12月4日大会通过」。']
        : []),
      ...(short ? ['凑不齐要改期，直接说「改到」加时间。'] : []),
    ]
    return { text: lines.join('\n') }
  },

  /** 人够不够 */
  quorum(facts: ActivityFacts & QuorumFacts, style: Style): Said {
    const lines = facts.standings.map(
      (one) => `· ${needs[one.meeting][0]}：${needs[one.meeting][1]}，${enough(one, facts.inPerson)}`,
    )
    const when = facts.by === 'answers' ? `（${nearTime(facts.startsAt, style)}）` : ''
    return {
      text: [`${facts.title}${when}：${baseWords(facts)}，${came(facts)}。`, ...lines, videoWords(facts)]
        .filter((line) => line !== '')
        .join('\n'),
    }
  },

  /** What was told of a vote, shown back before it is kept. */
  vote_confirm(
    facts: ActivityFacts & {
      votes: VoteInNumbers[]
      meeting: Meeting
      needed: Standing
      /** What the roll says, where that is something else than what was told. */
      rollBase: number | null
      rollPresent: number | null
      /** Against and abstained were not told: they are kept as none. */
      silent: boolean
      /** Votes on the same that were kept before and would be replaced. */
      replaces: string[]
    },
    style: Style,
  ): Said {
    const { line, buttons } = choices(['照这样记', '不记'], style)
    const [first] = facts.votes
    const need = facts.needed
    const half = need.exactlyHalf ? '，正好一半，「半数以上」含不含一半请您定' : ''
    const present =
      need.short > 0
        ? `${needs[need.meeting][0]}至少要 ${need.need} 人到会，实到少 ${need.short} 人，请留意`
        : `${needs[need.meeting][0]}至少要 ${need.need} 人到会，够了${half}`
    const least = Math.min(
      ...facts.votes.map((one) => one.present + one.written - one.inFavour - one.against - one.abstained),
    )
    const differences = [
      ...(facts.rollBase === null ? [] : [`名册上应到会有表决权的是 ${facts.rollBase} 人，跟您说的不一样`]),
      ...(facts.rollPresent === null ? [] : [`点名实到会有表决权的是 ${facts.rollPresent} 人，跟您说的不一样`]),
    ]
    const notes = [
      ...(differences.length > 0 ? [`${differences.join('；')}，请核对；照您说的记，会留下记录。`] : []),
      ...(facts.silent && least > 0 && first?.kind !== 'election'
        ? [`没说的反对、弃权按 0 记，合计比实到少 ${least} 人。`]
        : []),
      ...(facts.replaces.length > 0 ? [`前面记过的「${facts.replaces.join('、')}」会换成这一条。`] : []),
    ]
    return {
      text: [
        `${facts.title}，请核对：${first ? shared(first) : ''}；${present}。`,
        told(facts.votes),
        ...notes,
        `回 ${line}`,
      ].join('\n'),
      ...(buttons ? { buttons } : {}),
    }
  },

  vote_recorded(facts: ActivityFacts & { votes: VoteInNumbers[] }, _style: Style): Said {
    return {
      text: `记下了，写进${facts.title}的记录。${told(facts.votes)}结果由支部认定，要改就再说一遍，或说「撤销表决」。`,
    }
  },

  /** The numbers cannot be: nothing was kept. */
  vote_refused(facts: Excess, _style: Style): Said {
    const who = facts.subject === '' || facts.what !== 'sum' ? '' : `${facts.subject}：`
    return {
      text: `没有记。${who}${excessWords[facts.what]} ${facts.number}，比${limitWords[facts.of]} ${facts.limit} 还多，请核对后再说一遍。${
        facts.what === 'returned' ? '收回的票多于发出的票，按规定选举无效，要重新选。' : ''
      }${facts.what === 'sum' && facts.of === 'present' ? '书面意见一般不计入；要计入的写「书面意见1」，会留下记录。' : ''}`,
    }
  },

  vote_withdraw_confirm(facts: ActivityFacts & { votes: VoteInNumbers[] }, style: Style): Said {
    const { line, buttons } = choices(['撤销', '不撤'], style)
    return { text: `撤销${facts.title}记的这一条：${told(facts.votes)}\n回 ${line}`, ...(buttons ? { buttons } : {}) }
  },

  vote_withdrawn(facts: ActivityFacts & { votes: VoteInNumbers[] }, _style: Style): Said {
    return { text: `撤销了，${facts.title}的记录里不再有这一条：${facts.votes.map((one) => one.subject).join('、')}。` }
  },

  /** Before somebody is left out of 应到会有表决权, or counted again. */
  voter_confirm(
    facts: { name: string; reason: string | null; on: Day | null; consent: string | null; base: number; next: number },
    style: Style,
  ): Said {
    const counts = `应到会有表决权从 ${facts.base} 人变成 ${facts.next} 人`
    if (facts.reason === null) {
      const { line, buttons } = choices(['恢复计入', '不动'], style)
      return { text: `${facts.name}恢复计入应到会，${counts}，对吗？回 ${line}`, ...(buttons ? { buttons } : {}) }
    }
    const { line, buttons } = choices(['都有了，照这样记', '先不记'], style)
    const on = facts.on === null ? '' : `${dayWords(facts.on, style)}党员大会通过`
    const consent = facts.consent === null ? '上级党组织也同意了吗？' : `上级意见：${facts.consent}。`
    return {
      text: `${facts.name}不计入应到会：${facts.reason}；${on}。${consent}要上级同意、党员大会通过，两样都有才能记；记了以后${counts}。回 ${line}`,
      ...(buttons ? { buttons } : {}),
    }
  },
}
