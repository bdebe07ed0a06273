import type { Conversation } from '../../src/chat/port.ts'
import { Chance } from './chance.ts'
import type { Meant } from './judge.ts'
import type { Sent } from './street.ts'
import type { Branch, Person, World } from './world.ts'

/** Why people cannot come: told to the secretary, and to no group. */
export const reasons = [
  '去省城看病',
  '孩子开家长会',
  '出差去西安',
  '陪老人住院',
  '家里水管坏了',
  '回老家办丧事',
] as const

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Something that somebody is going to say, so long from now. */
export interface Saying {
  inMs: number
  person: Person
  conversation: Conversation
  text: string
  meant: Meant
  /** In a group: said to the bot. */
  mention?: boolean
  button?: string
}

const yuan = (fen: number): string => (fen / 100).toFixed(2)

/** People who read what they are sent and answer as the seed has it: in their own words, by number, by button, or not. */
export class People {
  readonly #world: World
  readonly #chance: Chance
  readonly #say: (saying: Saying) => void
  /** How many of the branches talk in a month; the others are only told. */
  readonly #share: number
  readonly #seed: number

  constructor(world: World, seed: number, share: number, say: (saying: Saying) => void) {
    this.#world = world
    this.#seed = seed
    this.#chance = new Chance(seed + 1)
    this.#share = share
    this.#say = say
  }

  /** Whether the people of a branch talk at all that month. */
  talks(branch: Branch, month: string): boolean {
    const mixed = (this.#seed * 31 + branch.id) * 131 + Number(month.replace('-', ''))
    return new Chance(mixed).next() < this.#share
  }

  reads(sent: Sent, month: string): void {
    const { to } = sent
    if (to.kind === 'room') {
      const branch = this.#world.byRoom.get(to.id)
      if (branch && this.talks(branch, month)) this.#inGroup(branch, sent)
      return
    }
    const person = this.#world.byUser.get(to.id)
    const branch = person && this.#world.branchOf.get(person.branchId)
    // Whoever works for a committee always answers: what is held for many waits for it.
    const busy = person?.roles.includes('committee_officer')
    if (person && branch && (busy || this.talks(branch, month))) this.#alone(person, branch, sent)
  }

  /** What people say of themselves on a day, without being asked. */
  idles(branch: Branch) {
    const chance = this.#chance
    const [secretary] = branch.people
    const known = branch.people.filter((one) => one.userId !== null)
    if (known.length < 3 || !secretary) return
    const person = chance.pick(known)
    const at = () => chance.from(0, 10 * hour)
    const plain = known.filter(({ roles }) => roles.length === 0)
    switch (chance.from(0, 9)) {
      case 0:
        return this.#group(at(), branch, person, chance.pick(['大家辛苦了', '今天的风真大', '[强][强]', '收到请回复']))
      case 1:
        return this.#alone1(at(), person, chance.pick(['我的', '党费交到几月了？', '什么时候开会？', '日程']), {
          kind: 'question',
        })
      case 2:
        return this.#group(
          at(),
          branch,
          person,
          chance.pick(['谁还没答复？', '几点开会？', '在哪里开？']),
          { kind: 'question' },
          true,
        )
      case 3:
        return this.#alone1(at(), secretary, chance.pick(['逾期', '谁没答复', '打电话名单', '本月情况']), {
          kind: 'question',
        })
      case 4:
        return this.#alone1(at(), person, chance.pick(['嗯呢那个啥', '芝麻开门', '？？', '帮助', '你好']))
      case 5: {
        if (plain.length === 0) return
        const order = chance.pick([
          '取消主题党日 我有事',
          '主题党日改到下周一下午3点',
          '谁没交党费',
          '催一下没交党费的',
        ])
        return this.#alone1(at(), chance.pick(plain), order, { kind: 'forbidden' })
      }
      case 6:
        return this.#outsider(at(), branch, chance.pick(['你好', '取消主题党日', '党费已交', '参加']))
      case 7: {
        const other = chance.pick(this.#world.branches)
        if (other.platform !== branch.platform || other.id === branch.id) return
        if (person.roles.includes('committee_officer')) return
        const words = chance.pick(['参加', '取消主题党日', '谁没答复'])
        return this.#group(at(), other, person, words, { kind: 'outsider' }, true)
      }
      case 8:
        return this.#alone1(at(), person, `交了${chance.pick(['', `${yuan(person.duesFen)}元`, '五十'])}党费`)
      default:
        return this.#alone1(at(), secretary, chance.pick(['党费情况', '年度计划', '待核查名单']), { kind: 'question' })
    }
  }

  #inGroup(branch: Branch, sent: Sent) {
    const { text } = sent.message
    const asks = text.includes('能到回 1')
    const again = text.includes('答复一下')
    if (asks || text.includes('请大家重新答复')) {
      for (const person of branch.people) if (this.#chance.hits(0.6)) this.#answers(branch, person, sent, 6 * hour)
      this.#changes(branch, text)
    } else if (again)
      for (const { userId } of sent.message.mentions) {
        const person = this.#world.byUser.get(userId)
        if (person && this.#chance.hits(0.6)) this.#answers(branch, person, sent, 4 * hour)
      }
    else if (text.includes('开始交纳')) {
      for (const person of branch.people)
        if (this.#chance.hits(0.45)) this.#pays(person, this.#chance.from(1, 5 * 24) * hour)
    }
  }

  /** An announced activity is moved or called off at times. */
  #changes(branch: Branch, text: string) {
    const chance = this.#chance
    const title = /^(?:补发：.*?。)?各位同志，(?:\d+月)?([^：，。]{2,12})：/.exec(text)?.[1]
    const [secretary] = branch.people
    if (!title || !secretary) return
    const drawn = chance.next()
    const say = (words: string) => this.#alone1(chance.from(1, 20) * hour, secretary, words)
    if (drawn < 0.06) say(`${title}改到${chance.pick(['下周一下午3点', '下周三上午9点', '后天下午4点'])}`)
    else if (drawn < 0.09) say(`取消${title} 书记外出开会`)
    else if (drawn < 0.12) say(`${title}地点改到${chance.pick(['三楼会议室', '村委会大院'])}`)
  }

  #answers(branch: Branch, person: Person, sent: Sent, withinMs: number) {
    const chance = this.#chance
    const inMs = chance.from(1, withinMs / minute) * minute
    const { buttons } = sent.message
    if (buttons.length > 1 && chance.hits(0.6)) {
      const button = chance.pick(buttons)
      return this.#say({
        inMs,
        person,
        conversation: sent.to,
        text: button.label,
        button: button.key,
        meant: tapped(button.key, person.memberId),
      })
    }
    const meant: Meant = { kind: 'free' }
    const words: [string, Meant][] = [
      ['1', meant],
      ['参加', meant],
      ['我参加', meant],
      ['收到', { kind: 'seen', memberId: person.memberId }],
      [`2 ${chance.pick(reasons)}`, meant],
      [`请个假，${chance.pick(reasons)}`, meant],
      ['3', meant],
      ['争取到', meant],
      ['能来吗？', { kind: 'question' }],
    ]
    const [text, why] = chance.pick(words)
    if (chance.hits(0.3) && text !== '收到') this.#alone1(inMs, person, text, why)
    else this.#group(inMs, branch, person, text, why, branch.platform === 'strict')
  }

  #pays(person: Person, inMs: number): void {
    const drawn = this.#chance.next()
    const paid = yuan(drawn < 0.9 ? person.duesFen : person.duesFen + 500)
    this.#alone1(inMs, person, this.#chance.pick(['已交', `交了${paid}`, `党费已交${paid}元`]))
  }

  /** Somebody reads a private message. */
  #alone(person: Person, branch: Branch, sent: Sent) {
    const chance = this.#chance
    const { text } = sent.message
    const later = () => chance.from(2, 240) * minute
    const says = (words: string, inMs = later()) => this.#alone1(inMs, person, words)
    const choose = (words: string) => {
      const button = sent.message.buttons.find(({ key }) => key === words)
      if (button && chance.hits(0.5))
        this.#say({
          inMs: later(),
          person,
          conversation: sent.to,
          text: button.label,
          button: button.key,
          meant: { kind: 'free' },
        })
      else says(words)
    }
    if (chance.hits(0.12)) return
    if (text.includes('不知道发出去没有')) return choose(chance.hits(0.5) ? '1' : '2')
    if (text.includes('按惯例是')) {
      if (chance.hits(0.4)) return says(`主题是${chance.pick(['学习全会精神', '重温入党誓词', '志愿服务进社区'])}`)
      return choose('1')
    }
    if (text.includes('通知草稿：')) return choose('1')
    if (/有 \d+ 位请假/.test(text)) return chance.hits(0.8) ? choose('1') : says('2 这次要表决，请尽量到')
    const code = /签到码 (\d{4})/.exec(text)?.[1]
    if (code !== undefined) return this.#signsIn(branch, code)
    if (text.includes('应到') && text.includes('请核对：')) return this.#rolls(text, says)
    if (text.includes('都对的话回')) return says('都对')
    if (text.includes('还差：') && /记录|主持人|议定/.test(text)) return this.#keeps(branch, person, says)
    if (text.startsWith('齐了')) return choose('1')
    if (text.includes('现在就存档') || text.includes('完成存档')) return choose('1')
    if (/党费 [\d.]+ 元，请在/.test(text) || /党费还差/.test(text))
      return chance.hits(0.6) ? says(chance.pick(['1', '已交', `交了${yuan(person.duesFen)}`])) : undefined
    if (/待核 [1-9]/.test(text)) return this.#verifies(text, says, choose)
    if (text.includes('已过期限')) return this.#receives(text, says)
    if (text.includes('先按')) return choose('1')
    if (text.includes('这笔怎么算')) return choose(chance.pick(['1', '2']))
    if (text.includes('新的时间能参加吗')) return choose(chance.pick(['1', '2']))
    // Not in answer to 帮助, which explains leave too: to a secretary's open draft the words would be its topic.
    if (/请补一句原因/.test(text)) return says(chance.pick(reasons))
    if (text.includes('补课') && text.includes('前补课')) return says('补课完成', chance.from(1, 72) * hour)
    if (/^.*日子由您来定|还没有安排，/.test(text)) return this.#arranges(text, says)
    if (text.includes('请您定一下')) return choose(chance.pick(['1', '2']))
    if (/对吗？|能不能(来|到)|来不来|参加吗/.test(text)) return choose('1')
    return
  }

  #signsIn(branch: Branch, code: string) {
    const chance = this.#chance
    for (const person of branch.people) {
      if (!chance.hits(0.3)) continue
      const wrong = chance.hits(0.1)
      this.#alone1(chance.from(1, 40) * minute, person, wrong ? String((Number(code) % 9000) + 1001).slice(0, 4) : code)
    }
  }

  #rolls(text: string, says: (words: string) => void) {
    const open = /([\u4e00-\u9fa5]{2,4}(?:、[\u4e00-\u9fa5]{2,4})*)没有消息/.exec(text)?.[1]?.split('、') ?? []
    const [first, second] = open
    const drawn = this.#chance.next()
    if (first && second && drawn < 0.3)
      return says(`到齐，缺${first}、${second}，${second}请假 ${this.#chance.pick(reasons)}，${first}没请假`)
    if (first && drawn < 0.5) return says(`${first}缺席没请假`)
    return says('都到了')
  }

  #keeps(branch: Branch, person: Person, says: (words: string) => void) {
    const recorder = branch.people[1] ?? person
    const decided = this.#chance.hits(0.4) ? `议定：${recorder.name}牵头走访困难党员，月底前完成` : '没有议定事项'
    says(`主题：学习全会精神。主持${person.name}，记录${recorder.name}。学习全会公报，六人发言。${decided}。没有表决`)
  }

  #verifies(text: string, says: (words: string) => void, choose: (words: string) => void) {
    const claims = [...text.matchAll(/([\u4e00-\u9fa5]{2,4}) (\d+\.\d\d)/g)]
    const [, name, amount] = claims[0] ?? []
    if (name && amount && this.#chance.hits(0.25))
      return says(`都收到了，${name}交的是${(Number(amount) + 1).toFixed(2)}`)
    choose('1')
  }

  #receives(text: string, says: (words: string, inMs?: number) => void) {
    const unpaid = [...text.matchAll(/([\u4e00-\u9fa5]{2,4}) (\d+\.\d\d)/g)].slice(0, 6)
    for (const [, name, amount] of unpaid)
      if (this.#chance.hits(0.5)) says(`收到${name} ${amount}`, this.#chance.from(1, 10 * 24) * hour)
  }

  #arranges(text: string, says: (words: string) => void) {
    const example = /如「(安排 [^」]+)」/.exec(text)?.[1]
    if (example) says(example)
  }

  #alone1(inMs: number, person: Person, text: string, meant: Meant = { kind: 'free' }): void {
    if (person.userId === null) return
    this.#say({ inMs, person, conversation: { kind: 'private', id: person.userId }, text, meant, mention: true })
  }

  #group(
    inMs: number,
    branch: Branch,
    person: Person,
    text: string,
    meant: Meant = { kind: 'free' },
    mention = false,
  ): void {
    if (person.userId === null) return
    this.#say({ inMs, person, conversation: { kind: 'room', id: branch.roomId }, text, meant, mention })
  }

  /** Somebody who is on no roster. */
  #outsider(inMs: number, branch: Branch, text: string) {
    const userId = `x${branch.id}`
    const stranger = {
      memberId: 0,
      name: '路人',
      branchId: branch.id,
      roles: [],
      userId,
      acquainted: false,
      duesFen: 0,
    }
    this.#group(inMs, branch, stranger, text, { kind: 'outsider' }, true)
  }
}

/** What a button of an announcement says. */
function tapped(key: string, memberId: number): Meant {
  const [, activityId, , choice] = /^attendance:(\d+):(\d+):(\d)$/.exec(key) ?? []
  const answer = ([null, 'attend', 'leave', 'online'] as const)[Number(choice)]
  if (activityId === undefined) return { kind: 'free' }
  return answer ? { kind: 'answer', memberId, activityId: Number(activityId), answer } : { kind: 'seen', memberId }
}

export const eachDay = day
