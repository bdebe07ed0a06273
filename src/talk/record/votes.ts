import { numeralSigns, readInteger } from '../../base/numerals.ts'
import { normalize } from '../../base/text.ts'
import type { VoteKind } from '../../life/meeting/voting.ts'
import type { Person } from '../meaning.ts'
import { findPeople } from '../people/names.ts'

/** The result of one vote as it was told; in an election, of one who stood. */
export interface VoteSaid {
  kind: VoteKind
  /** What was voted on, or who stood; empty where it was not said. */
  subject: string
  /** "支委"; only in an election. */
  office: string | null
  /** all: unanimous, however many that are. */
  inFavour: number | 'all'
  /** null where it was not said. */
  against: number | null
  abstained: number | null
}

/** The numbers that all votes of a message share; null where they were not said. */
export interface VotesSaid {
  votes: VoteSaid[]
  base: number | null
  present: number | null
  written: number
  issued: number | null
  returned: number | null
  valid: number | null
}

const admission = /接收|吸收|预备党员|转正|转为(?:中共)?正式党员/
const electing = /(?:换届)?(?:等额|差额)?(?:选举|补选|增选|推选|改选)/

/** Which kinds of votes a topic announces: 讨论郑浩转正, 换届选举. */
export function votesNamed(topic: string | null): VoteKind[] {
  if (topic === null) return []
  const elects = electing.test(topic) || /换届/.test(topic)
  return [...(admission.test(topic) ? (['admission'] as const) : []), ...(elects ? (['election'] as const) : [])]
}

const unit = '\\s?[人票名位张份]?'
const n = '[:是为有共]?\\s?(\\d{1,5})(?!\\d|[.:]\\d|\\s?[号月日点年])'
const those = '(?:有(?:表决|选举)权的?)?的?(?:正式)?(?:党员|委员|人员)?(?:人数|数)?'
/** The numbers that are not votes themselves: taken out first. */
const shared = {
  base: new RegExp(`应(?:到会?|参加|出席)${those}${n}${unit}`),
  present: new RegExp(`(?:(?:实际?|已)?到会?|实际?出席|出席|参加(?:表决|选举|投票))${those}${n}${unit}`),
  written: new RegExp(`(?:其中)?(?:包?含)?书面(?:意见|投票|表决|同意)?(?:计入)?${n}${unit}`),
  issued: new RegExp(`(?:共)?(?:发出|发放)(?:选票|表决票|票)?(?:数)?${n}${unit}`),
  returned: new RegExp(`(?:共)?(?:收回|回收)(?:选票|表决票|票)?(?:数)?${n}${unit}`),
  valid: new RegExp(`(?:其中)?有效(?:选票|表决票|票)?(?:数)?${n}${unit}`),
} as const

const nobody = '(?:无|没有?|没人|无人)'
const against = new RegExp(`(?:反对|不同意|不赞成)(?:票|的)?(?:${n}${unit}|:?\\s?(${nobody}))`)
const againstAfter = new RegExp(
  `(\\d{1,5})\\s?[人票名位](?:投)?(?:反对|不同意|不赞成)票?|(${nobody})(?:人)?(?:反对|不同意)(?:票)?`,
)
const abstained = new RegExp(`弃权(?:票|的)?(?:${n}${unit}|:?\\s?(${nobody}))`)
const abstainedAfter = new RegExp(`(\\d{1,5})\\s?[人票名位](?:投)?弃权票?|(${nobody})(?:人)?弃权(?:票)?`)
const favour = new RegExp(`(?:赞成|同意|赞同)(?:票|的)?${n}${unit}`)
const favourAfter = /(\d{1,5})\s?[人票名位](?:投)?(?:赞成|同意|赞同)(?:票)?/
const unanimous = /(?:全票|一致|全部|全体)(?:赞成|同意|赞同|通过)/

/** Told for the record of the meeting: host and content with it are read as minutes. */
const isMinutes = /主持|记录[人员:]|内容:|议题:|#接龙/

/**
 * Reads the result of votes: "表决 关于…的决议 赞成13 反对1 弃权1", "接收张三为预备党员 应到15 实到12 赞成12",
 * "选举支委 李建国13票 王秀英12票". Null where the text tells none. Only numbers are read: whether something is carried
 * is not for the program to say.
 */
export function readVotes(text: string, people: readonly Person[]): VotesSaid | null {
  const plain = normalize(text).replace(/\n/g, ';')
  if (isMinutes.test(plain) || /[?吗么呢吧]$/.test(plain) || !/\d|[零一二三四五六七八九十百两]|全|一致/.test(plain))
    return null
  const head = headOf(plain)
  const names = new Names(head.rest, people)
  const numbers = takeShared(digits(names.masked))
  const votes = head.election
    ? candidates(numbers.rest, head.office, names)
    : numbers.rest.split(/;|。/).flatMap((one) => decided(one, names))
  // What is told of one thing is told at once: several numbers in favour of nothing else are not to be guessed at.
  return votes.length > 0 ? { votes, ...numbers.found } : null
}

function headOf(plain: string): { election: boolean; office: string | null; rest: string } {
  const opening =
    /^(?:(?:党员)?大会|支部|会议|本次|这次)*(?:换届)?(?:等额|差额)?(?:选举|补选|增选|推选|改选)(?:产生|出)?(?:了)?(?:新一届|第[^,:\s]{1,4}届)?/.exec(
      plain,
    )
  if (!opening) return { election: false, office: null, rest: plain }
  const after = plain.slice(opening[0].length)
  const post =
    /^(?:结果|情况)?[:,\s]*((?:支部|党支部)?(?:委员会)?(?:支委会?|纪检委员|组织委员|宣传委员|委员|副书记|书记|党代表|代表))?(?:候选人)?(?:的)?(?:选举)?(?:结果|情况|得票)?[:,\s]*/.exec(
      after,
    )
  return { election: true, office: post?.[1] ?? null, rest: after.slice(post?.[0].length ?? 0) }
}

/** Names stand as one placeholder each, so that no 三 of 张三 is read as a number. */
class Names {
  readonly masked: string
  readonly #raw: string[]

  constructor(text: string, people: readonly Person[]) {
    const found = findPeople(text, people)
    this.#raw = found.map(({ raw }) => raw)
    let masked = ''
    let from = 0
    for (const [i, { index, raw }] of found.entries()) {
      masked += text.slice(from, index) + String.fromCharCode(firstPlaceholder + i)
      from = index + raw.length
    }
    this.masked = masked + text.slice(from)
  }

  restore = (text: string): string =>
    text.replace(/[\ue000-\ue7ff]/g, (mark) => this.#raw[mark.charCodeAt(0) - firstPlaceholder] ?? '')
}
const firstPlaceholder = 0xe000

/** 赞成十三票 → 赞成13票: only where the numeral is counted in votes or people, or follows what is counted. */
const digits = (text: string): string =>
  text
    .replace(new RegExp(`([${numeralSigns}]{1,6})(?=\\s?[票人名位张份])`, 'g'), number)
    .replace(
      new RegExp(
        `((?:赞成|同意|赞同|反对|弃权|到会?|得票?|收回|发出|有效|表决权)(?:票|数)?[:是为有]?\\s?)([${numeralSigns}]{1,6})`,
        'g',
      ),
      (_, before: string, numeral: string) => before + number(numeral),
    )
const number = (numeral: string): string => String(readInteger(numeral) ?? numeral)

function takeShared(text: string): { found: Omit<VotesSaid, 'votes'>; rest: string } {
  const found = { base: null, present: null, written: null, issued: null, returned: null, valid: null } as Record<
    keyof typeof shared,
    number | null
  >
  let rest = text
  for (const key of sharedKeys) {
    const said = shared[key].exec(rest)
    if (!said) continue
    found[key] = Number(said[1])
    rest = rest.slice(0, said.index) + gap + rest.slice(said.index + said[0].length)
  }
  return { found: { ...found, written: found.written ?? 0 }, rest }
}
const sharedKeys = Object.keys(shared).filter((key): key is keyof typeof shared => Object.hasOwn(shared, key))
const gap = ' '

interface Taken {
  value: number | null
  rest: string
}

/** Takes out the number that one of the patterns finds; 无 is none. */
function take(text: string, patterns: readonly RegExp[]): Taken {
  for (const pattern of patterns) {
    const said = pattern.exec(text)
    if (!said) continue
    const rest = text.slice(0, said.index) + gap + text.slice(said.index + said[0].length)
    return { value: said[1] === undefined ? 0 : Number(said[1]), rest }
  }
  return { value: null, rest: text }
}

/** One vote on one thing. 不同意 is taken out before 同意. */
function decided(text: string, names: Names): VoteSaid[] {
  const no = take(text, [against, againstAfter])
  const none = take(no.rest, [abstained, abstainedAfter])
  const yes = take(none.rest, [favourAfter, favour])
  const all = yes.value === null && unanimous.test(yes.rest)
  if (yes.value === null && !all) return []
  // "同意13号请假" is no vote: something must say that there was one.
  const isAdmission = admission.test(text)
  const spoken = isAdmission || no.value !== null || none.value !== null || /表决|决议|决定|议案|方案|票/.test(text)
  if (!spoken || take(yes.rest, [favourAfter, favour]).value !== null) return []
  const subject = names
    .restore(all ? yes.rest.replace(unanimous, gap) : yes.rest)
    .replace(
      /^[\s,:]*(?:(?:党员)?大会|会议|支部)?(?:无记名|举手|投票)*(?:投票)?表决(?:的)?(?:结果|情况|事项)?(?:如下)?(?:是|为)?[\s,:]*/,
      '',
    )
    .replace(/(?:的)?(?:无记名投票|举手)?表决(?:结果|情况)?[\s,:]*$/, '')
    .replace(/[\s,:、]*(?:其中|共|经表决|投票结果|结果)[\s,:、]*$/, '')
    .replace(/^(?:同意|赞成)(?=.)/, '')
    .replace(/^[\s,:、]+|[\s,:、的]+$/g, '')
    .replace(/[\s,]{2,}/g, ',')
  const kind = isAdmission ? 'admission' : 'general'
  return [{ kind, subject, office: null, inFavour: yes.value ?? 'all', against: no.value, abstained: none.value }]
}

const piece =
  /([^\d,;:、。\s]{1,14}?)\s?(?:同志)?\s?(?:得票数?|获得|获|得)?:?\s?(?:(赞成|同意|反对|不同意|弃权)票?:?\s?)?(\d{1,5})\s?[票人]?/g
const label = /^(?:赞成|同意|反对|不同意|弃权)票?$/

/** "李建国13票 王秀英 赞成12 反对1": of each how many, in favour unless it says otherwise. */
function candidates(text: string, office: string | null, names: Names): VoteSaid[] {
  const found: VoteSaid[] = []
  for (const [, who = '', said, value] of text.matchAll(piece)) {
    const isLabel = label.test(who)
    const what = (isLabel ? who.replace('票', '') : said) ?? '赞成'
    const last = found.at(-1)
    if (isLabel && last) {
      if (/反对|不同意/.test(what)) last.against = Number(value)
      else if (what === '弃权') last.abstained = Number(value)
      else last.inFavour = Number(value)
      continue
    }
    const subject = names.restore(who).replace(/^(?:和|及|与)|(?:同志)$/g, '')
    if (!/^[\p{Script=Han}·()\w]{1,20}$/u.test(subject) || /反对|不同意|弃权/.test(what)) return []
    found.push({ kind: 'election', subject, office, inFavour: Number(value), against: null, abstained: null })
  }
  // Everything that is not a number or a mark belongs to somebody: what is left over was not understood.
  const left = text.replace(piece, '').replace(/[\s,;:、。]|同志|(?:以上)?(?:当选|通过)/g, '')
  return left === '' ? found : []
}
