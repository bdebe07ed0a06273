import { createHash } from 'node:crypto'
import { write } from '../../src/records/database.ts'
import { insertNotices, type NoticeRow } from '../../src/records/notices.ts'
import type { Installation } from '../support/installation.ts'
import type { Done } from '../support/wecom-emulator.ts'

/** A message as it was said, seen from outside. */
export interface Said {
  /** What it says, and what the answer to it repeats: found nowhere else. */
  tag: string
  memberId: number
  userId: string
  messageId: string
  reqIds: string[]
  /** The connections of the bot that got it; none where nobody was there to hear it. */
  heardBy: Set<number>
}

/** Something that is to be said to people, with words that are found nowhere else. */
export interface Planted {
  tag: string
  /** Where it appears. */
  chat: string
}

const day = 24 * 3_600_000

/**
 * What happens in an installation while it is struck: people ask for leave with a reason of its own each, in private or
 * in the group; notices for one person and for a whole group fall due. Every one of them can be told by its words.
 */
export class Talk {
  readonly said: Said[] = []
  readonly planted: Planted[] = []
  readonly #here: Installation
  readonly #chance: () => number
  readonly #done: Done[] = []
  #speakers: Installation['people'] = []
  #branch = { talking: 0, told: 0 }
  #count = 0

  constructor(here: Installation, chance: () => number) {
    this.#here = here
    this.#chance = chance
  }

  /** One meeting that everybody of the first branch may answer to; nothing else is planned. */
  async prepare(): Promise<void> {
    const { db, people } = this.#here
    const branches = await db.organization.findMany({ where: { kind: 'branch' }, include: { members: true } })
    const [talking, told] = branches.toSorted((a, b) => b.members.length - a.members.length)
    if (!talking || !told) throw new Error('two branches are needed')
    this.#branch = { talking: talking.id, told: told.id }
    await db.program.updateMany({ data: { enabled: false, ownEnabled: false } })
    await db.activity.create({ data: this.#activity(talking.id, '主题党日') })
    const posts = await db.position.findMany()
    const officers = new Set(posts.map(({ memberId }) => memberId))
    this.#speakers = people.filter((one) => one.branchId === talking.id && !officers.has(one.memberId))
  }

  /** Everybody says a word first: WeCom lets nobody be written to before. */
  greet(): void {
    const { emulator, people } = this.#here
    for (const { userId } of people) emulator.say(userId, null, '帮助')
    for (const roomId of new Set(people.map((one) => one.roomId))) {
      const { userId } = people.find((one) => one.roomId === roomId) ?? { userId: '' }
      emulator.say(userId, roomId, '帮助')
    }
  }

  /** Some people ask for leave; now and then the platform delivers something a second time. */
  speak(count: number): void {
    const { emulator } = this.#here
    for (let i = 0; i < count; i++) {
      const person = this.#any(this.#speakers)
      if (!person) return
      const tag = this.#mark()
      const inGroup = this.#chance() < 0.3
      const heardBy = emulator.online ? [emulator.subscriptions] : []
      const done = emulator.say(person.userId, inGroup ? person.roomId : null, `请假 有事${tag}`)
      const { memberId, userId } = person
      const messageId = String(done.body.msgid)
      this.said.push({ tag, memberId, userId, messageId, reqIds: [done.reqId], heardBy: new Set(heardBy) })
      this.#done.push(done)
    }
    if (this.#chance() < 0.5) this.#again()
  }

  /** Some notices fall due, at once or in so many ms. */
  async plant(count: number, inMs = 0): Promise<void> {
    const { db, people } = this.#here
    const now = new Date()
    const rows: NoticeRow[] = []
    const fresh: Planted[] = []
    for (let i = 0; i < count; i++) {
      const tag = this.#mark()
      const person = this.#any(people)
      if (!person) continue
      fresh.push({ tag, chat: person.userId })
      const to = { recipientKind: 'member', recipientId: person.memberId, organizationId: null } as const
      rows.push({
        ...this.#row(now, inMs),
        ...to,
        kind: 'done',
        facts: { text: `通知${tag}。` },
        causeKind: 'test',
        causeId: tag,
      })
    }
    const tag = this.#mark()
    await write(db, async (tx) => {
      const { id } = await tx.activity.create({ data: this.#activity(this.#branch.told, tag) })
      const to = { recipientKind: 'organization', recipientId: this.#branch.told, organizationId: null } as const
      const cause = { causeKind: 'activity', causeId: String(id) }
      rows.push({
        ...this.#row(now, inMs),
        ...to,
        ...cause,
        kind: 'announcement',
        stage: 'announcement',
        facts: { to: 'room' },
      })
      await insertNotices(tx, rows, now)
    })
    this.planted.push(...fresh, { tag, chat: this.#here.roomOf(this.#branch.told) })
  }

  #again(): void {
    const { emulator } = this.#here
    const done = this.#any(this.#done.slice(-20))
    const said = done && this.said.find((one) => one.messageId === String(done.body.msgid))
    if (!said || !emulator.online) return
    said.heardBy.add(emulator.subscriptions)
    said.reqIds.push(emulator.again(done).reqId)
  }

  #any<T>(some: readonly T[]): T | undefined {
    return some[Math.floor(this.#chance() * some.length)]
  }

  /** Letters only, none of which means anything in a sentence. */
  #mark(): string {
    const hash = createHash('sha256')
      .update(`${this.#count++}`)
      .digest('hex')
      .slice(0, 10)
    return [...hash].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('')
  }

  #activity(organizationId: number, title: string) {
    const now = new Date()
    return {
      organizationId,
      kind: 'theme_day',
      period: `test-${title}`,
      title,
      startsAt: new Date(now.getTime() + 3 * day),
      state: 'approved' as const,
      announcedRevision: 1,
      createdAt: now,
    }
  }

  #row(now: Date, inMs: number) {
    return {
      revision: 1,
      stage: 'test',
      ordinal: 0,
      unprompted: false,
      urgent: false,
      dueAt: new Date(now.getTime() + inMs),
      helpsUntil: null,
    }
  }
}
