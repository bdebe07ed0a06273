import { createHash } from 'node:crypto'
import type { Setting } from '../../src/actions/act.ts'
import { databaseFile } from '../../src/records/database.ts'
import { shippedGuides } from '../../src/records/guides.ts'
import { publishedCalendar } from '../../src/time/holidays.ts'
import { zoneOf } from '../../src/time/zone.ts'
import { Agenda } from './agenda.ts'
import { Chance } from './chance.ts'
import { type Ending, Faults } from './faults.ts'
import { found } from './found.ts'
import { Judge, type Meant } from './judge.ts'
import { local } from './judge-message.ts'
import { type Life, live } from './life.ts'
import { People, reasons, type Saying } from './people.ts'
import { Street, type Words } from './street.ts'
import { endsOn, notice2027 } from './turn-of-the-year.ts'
import { watch } from './watch.ts'
import { imagine, type World } from './world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** People speak at the same moments, so that the program looks up less often than it would in a real year. */
const together = 5 * minute

/** What is to happen at a moment. */
type Happening =
  | { kind: 'words'; words: Words; meant: Meant }
  | { kind: 'kill'; ending: Exclude<Ending, 'start'> }
  | { kind: 'skew'; ms: number }
  | { kind: 'up' }
  | { kind: 'publish' }
  | { kind: 'midnight' }

export interface Counts {
  messages: number
  duplicates: number
  delayed: number
  kills: Record<Ending, number>
  skews: number
  starts: number
  downHours: number
}

/** A year of a county with everything that goes wrong in it, on a clock of its own. */
export class Story {
  readonly judge: Judge
  readonly world: World
  readonly street: Street
  readonly counts: Counts = {
    messages: 0,
    duplicates: 0,
    delayed: 0,
    kills: { statement: 0, before_wire: 0, arrived: 0, idle: 0, start: 0 },
    skews: 0,
    starts: 0,
    downHours: 0,
  }
  /** Is told of everything that happens, to find the cause of a complaint. */
  onHappening: (line: string) => void = () => {}
  /** Is told of each new day. */
  onDay: (passed: number) => void = () => {}
  readonly #dir: string
  readonly #agenda = new Agenda<Happening>()
  readonly #people: People
  readonly #faults: Faults
  readonly #chance: Chance
  readonly #start: number
  readonly #end: number
  #now: number
  /** How wrong the machine's clock is. */
  #skew = 0
  #life: Life | null = null
  #number = 0
  #said = 0
  #ending: Ending = 'idle'
  #setting: Setting
  readonly #ended = new Set<number>()
  /** It is time to look at everything that is kept. */
  #look = false
  /** What no platform could hand over yet, in order, and when the last of each conversation is handed over. */
  #waiting: { words: Words; meant: Meant }[] = []
  readonly #lastAt = new Map<string, number>()

  private constructor(dir: string, seed: number, world: World, days: number, share: number) {
    const zone = zoneOf('Asia/Shanghai')
    let codes = 0
    this.#dir = dir
    this.world = world
    this.#end = zone.at(endsOn, '00:00').getTime()
    this.#start = this.#end - days * day
    this.#now = this.#start
    this.#setting = {
      zone,
      calendar: publishedCalendar(),
      botName: '小助手',
      guides: shippedGuides(),
      signInCode: () => String(1000 + ((codes++ * 37) % 9000)),
    }
    this.#chance = new Chance(seed + 3)
    this.#faults = new Faults(seed)
    this.judge = new Judge(databaseFile(dir), world, new Date(this.#start), reasons)
    this.street = new Street(() => this.botNow())
    this.#people = new People(world, seed, share, (saying) => this.#plan(saying))
    this.judge.now = () => this.botNow()
    this.street.fate = () => this.#faults.fate()
    this.street.onSend = (sent) => this.judge.sees(sent)
    this.street.onArrival = (sent) => {
      this.#tell({ kind: 'sent', ...sent })
      this.#people.reads(sent, local(sent.at).day.slice(0, 7))
    }
  }

  static async begin(options: {
    dir: string
    seed: number
    branches: number
    days: number
    share: number
  }): Promise<Story> {
    const { dir, seed, branches, days, share } = options
    const world = imagine(seed, branches)
    const zone = zoneOf('Asia/Shanghai')
    const start = zone.at(endsOn, '00:00').getTime() - days * day
    const setting: Setting = { zone, calendar: publishedCalendar(), botName: '小助手' }
    await found(databaseFile(dir), world, setting, new Date(start - hour))
    watch(databaseFile(dir))
    return new Story(dir, seed, world, days, share)
  }

  /** What the program takes the time for. */
  botNow(): Date {
    return new Date(this.#now + this.#skew)
  }

  async play(): Promise<void> {
    this.judge.published = new Set(['2025', '2026'])
    // Some time around the new year, when what stands in it is planned and partly confirmed.
    const publishOn = this.#end - this.#chance.from(16, 40) * day + 10 * hour
    this.#agenda.add(Math.max(publishOn, this.#start + 3 * day), { kind: 'publish' })
    this.#agenda.add(this.#start, { kind: 'up' })
    this.#agenda.add(this.#start, { kind: 'midnight' })
    while (this.#now < this.#end) {
      const due = this.#life ? this.#nextDue() : null
      const next = Math.min(this.#agenda.nextAt ?? this.#end, due ?? this.#end, this.#end)
      this.#now = Math.max(this.#now, next)
      for (;;) {
        const what = this.#agenda.take(this.#now)
        if (!what) break
        await this.#happen(what)
      }
      await this.#beat()
    }
    await this.#settle()
  }

  /** The minute at which the program looks at what is due next. */
  #nextDue(): number | null {
    const row = this.judge.one<{ dueAt: string | null }>(
      `SELECT min("dueAt") AS "dueAt" FROM "Notice" WHERE "state" = 'due'`,
    )
    if (row?.dueAt == null) return null
    const at = Math.max(new Date(row.dueAt).getTime() - this.#skew, this.#now + 1)
    return Math.ceil(at / minute) * minute
  }

  #plan({ inMs, person, conversation, text, meant, mention = true, button }: Saying): void {
    const branch = this.world.branchOf.get(person.branchId)
    const home = conversation.kind === 'room' ? this.world.byRoom.get(conversation.id) : branch
    if (!home || person.userId === null) return
    // Unless it is mentioned in a group, one of the platforms does not hear it.
    if (conversation.kind === 'room' && home.platform === 'strict' && !mention && button === undefined) return
    const words: Words = {
      id: `m-${++this.#said}`,
      platform: home.platform,
      conversation,
      userId: person.userId,
      name: person.name,
      text,
      addressed: conversation.kind === 'private' || mention || button !== undefined,
      ...(button === undefined ? {} : { button }),
    }
    const delay = this.#faults.delayMs()
    if (delay > 0) this.counts.delayed++
    // Of one conversation nothing overtakes anything.
    const key = `${conversation.kind}:${conversation.id}`
    const said = Math.ceil((this.#now + inMs) / together) * together
    const at = Math.max(said + delay, delay > 0 ? (this.#lastAt.get(key) ?? 0) : 0)
    this.#lastAt.set(key, Math.max(at, this.#lastAt.get(key) ?? 0))
    this.#agenda.add(at, { kind: 'words', words, meant })
  }

  async #happen(what: Happening): Promise<void> {
    this.#tell(what.kind === 'words' ? { ...what.words, kind: 'words' } : what)
    switch (what.kind) {
      case 'words':
        return this.#hand(what.words, what.meant)
      case 'kill':
        return this.#strike(what.ending)
      case 'skew':
        this.#skew = what.ms
        this.counts.skews++
        return
      case 'up':
        if (!this.#life) await this.#rise()
        return
      case 'publish':
        this.#setting = { ...this.#setting, calendar: publishedCalendar([notice2027]) }
        return this.#stop()
      case 'midnight':
        return this.#dawn()
    }
  }

  #tell(what: { kind: string }): void {
    this.onHappening(`${this.botNow().toISOString()} ${JSON.stringify(what)}`)
  }

  /** A new day: what goes wrong in it, and who speaks without being asked. */
  #dawn(): void {
    for (const { inMs, what } of this.#faults.ofDay()) this.#agenda.add(this.#now + inMs, what)
    const month = local(new Date(this.#now)).day.slice(0, 7)
    for (const branch of this.world.branches)
      if (this.#people.talks(branch, month) && this.#chance.hits(0.12)) this.#people.idles(branch)
    this.#agenda.add(this.#now + day, { kind: 'midnight' })
    const passed = Math.round((this.#now - this.#start) / day)
    if (passed % 14 === 13) this.#look = true
    this.onDay(passed)
  }

  async #hand(words: Words, meant: Meant): Promise<void> {
    const waits = this.#waiting.some((one) => one.words.conversation.id === words.conversation.id)
    if (!this.#life || waits) {
      this.#waiting.push({ words, meant })
      return
    }
    const known = this.judge.accepted.has(words.id)
    // Where nothing may come of it, nothing else may be about to happen.
    if (known || meant.kind !== 'free') {
      await this.#beat()
      if (!this.#life) {
        this.#waiting.push({ words, meant })
        return
      }
    }
    const held = this.judge.hears(words, meant)
    if (await this.street.give(words)) {
      held()
      this.counts[known ? 'duplicates' : 'messages']++
      const again = known ? null : this.#faults.againMs()
      if (again !== null) this.#agenda.add(this.#now + again, { kind: 'words', words, meant: { kind: 'free' } })
    } else this.#waiting.push({ words, meant })
    await this.#mourn()
  }

  #strike(ending: Exclude<Ending, 'start'>): void {
    if (!this.#life) return
    this.#ending = ending
    if (ending === 'idle') this.#life.end()
    else if (ending === 'statement') this.#life.cut(this.#faults.cut())
    else this.#faults.armed = ending === 'arrived' ? 'cut_after' : 'cut_before'
  }

  async #rise(): Promise<void> {
    const number = ++this.#number
    const cut = this.#faults.cutStart()
    this.counts.starts++
    const clock = { now: () => this.botNow() }
    const ports = (life: Life) => this.street.ports(life, number)
    const life = await live({ dir: this.#dir, setting: this.#setting, clock, ports, ...(cut ? { cut } : {}) })
    if (!life) {
      this.counts.kills.start++
      this.#ended.add(number)
      this.#agenda.add(this.#now + minute, { kind: 'up' })
      return
    }
    this.#life = life
    this.#ending = 'start'
    if (this.#setting.calendar.isPublished(2027)) this.judge.published = new Set(['2025', '2026', '2027'])
    for (const { words, meant } of this.#waiting.splice(0)) await this.#hand(words, meant)
  }

  async #beat(): Promise<void> {
    const life = this.#life
    if (!life?.app) return
    if (!life.dead) {
      // A life that was ended within says so itself.
      await life.app.beat().catch((error: unknown) => {
        if (!life.dead) throw error
      })
      this.street.answerLate()
    }
    if (life.dead) return this.#mourn()
    this.judge.rests(this.botNow())
    // While the program is down, what it was sending stands there as it was.
    if (this.#look) this.judge.sweeps(this.botNow(), this.#ended)
    this.#look = false
  }

  /** Where the life has ended: nothing of it runs on, and somebody notices sooner or later. */
  async #mourn(): Promise<void> {
    const life = this.#life
    if (!life?.dead) return
    this.#life = null
    this.#faults.armed = null
    this.street.hangUp()
    await life.bury()
    this.counts.kills[this.#ending]++
    this.#tell({ kind: `ended: ${this.#ending}` })
    this.#ended.add(this.#number)
    const down = this.#faults.off ? 0 : this.#faults.downMs()
    this.counts.downHours += down / hour
    this.#agenda.add(this.#now + down, { kind: 'up' })
  }

  /** In order, as an operator does it. */
  async #stop(): Promise<void> {
    const life = this.#life
    this.#life = null
    if (life) {
      await life.app?.stop()
      this.street.hangUp()
      this.#ended.add(this.#number)
    }
    this.#agenda.add(this.#now + minute, { kind: 'up' })
  }

  /** Nothing goes wrong any more; everything comes in that is still on its way, and much of it once more. */
  async #settle(): Promise<void> {
    this.#faults.off = true
    this.#faults.armed = null
    this.#life?.cut({ statements: 0, after: false })
    this.#skew = 0
    while (!this.#life) {
      await this.#rise()
      this.#now += minute
    }
    await this.#beat()
    const all = [...this.judge.accepted.values()]
    for (const [index, words] of all.entries())
      if (index % Math.ceil(all.length / 200) === 0) await this.#hand(words, { kind: 'free' })
    await this.#beat()
    this.judge.sweeps(this.botNow(), this.#ended)
    await this.#life.app?.stop()
  }

  /** Everything that was said and everything that is kept, as one number: the same seed gives the same. */
  digest(): string {
    const hash = createHash('sha256')
    for (const { noticeId, to, message, at, told, arrived } of this.street.sent)
      hash.update(JSON.stringify([noticeId, to, message, at, told, arrived]))
    const tables = this.judge.all<{ name: string }>(
      `SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" NOT LIKE '\\_%' ESCAPE '\\' AND "name" NOT LIKE 'sqlite%' ORDER BY 1`,
    )
    for (const { name } of tables)
      hash.update(name + JSON.stringify(this.judge.all(`SELECT * FROM "${name}" ORDER BY 1`)))
    return hash.digest('hex').slice(0, 16)
  }
}
