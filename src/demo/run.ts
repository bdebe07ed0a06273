import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Setting } from '../actions/act.ts'
import { type App, passTime, startApp } from '../app.ts'
import { makeLog } from '../base/log.ts'
import { SandboxChat } from '../chat/sandbox.ts'
import { calledName } from '../life/people/roster.ts'
import { databaseFile, openDatabase, write } from '../records/database.ts'
import { furnish } from '../sandbox.ts'
import { MovableClock } from '../time/clock.ts'
import { publishedCalendar } from '../time/holidays.ts'
import { zoneOf } from '../time/zone.ts'
import { demoBranch, seedDemo } from './branch.ts'
import { ledgers } from './ledger.ts'
import { end, type Outage, type Step, script, signInCode } from './script.ts'
import { type Told, transcript } from './transcript.ts'

const start = '2026-11-27 09:55'

/** Always the same, whatever is configured: the demonstration reads the same on every machine. */
const setting: Setting = {
  zone: zoneOf('Asia/Shanghai'),
  calendar: publishedCalendar(),
  botName: '小助手',
  signInCode: () => signInCode,
}

const instant = (text: string): Date => setting.zone.at(text.slice(0, 10), text.slice(11, 16))

/**
 * `zhibu demo`: a month of a branch, played through the real door on a clock that is moved, in a folder that is removed
 * at the end. Writes the transcript as it happened, then the ledgers.
 * @param bold whether names and headings may stand out; on a terminal they do
 */
export async function runDemo(
  write: (line: string) => void,
  bold = process.stdout.isTTY === true && !process.env.NO_COLOR,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-demo-'))
  const stage = await Stage.open(dir)
  try {
    for (const step of script) await stage.play(step)
    await stage.until(end)
    write(`${demoBranch}的一个月。人物均为虚构，时间由程序拨动。`)
    write('「群」是支部群，「私」是与小助手的私聊，〔〕里是旁白；最后是这个月留下的台账。')
    for (const line of transcript(stage.told, { zone: setting.zone, bold, botName: setting.botName })) write(line)
    for (const line of await ledgers(stage.db, { branch: demoBranch, month: '2026-12', zone: setting.zone, bold }))
      write(line)
  } finally {
    await stage.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

interface Person {
  userId: string
  name: string
  label: string
  branch: string
}

class Stage {
  readonly told: Told[] = []
  readonly #dir: string
  readonly #clock = new MovableClock(instant(start))
  readonly #people: Person[]
  readonly #room: string
  /** People's own words are left out of the transcript while something else is printed for them. */
  #aside = false
  #app: App | null = null
  #chat: SandboxChat | null = null

  private constructor(dir: string, people: Person[], room: string) {
    this.#dir = dir
    this.#people = people
    this.#room = room
  }

  static async open(dir: string): Promise<Stage> {
    const { prisma, close } = await openDatabase(databaseFile(dir))
    try {
      await seedDemo(prisma, setting, instant(start))
      await addMeetings(prisma)
      await furnish(prisma)
      const members = await prisma.member.findMany({ include: { branch: true }, orderBy: { id: 'asc' } })
      const home = await prisma.organization.findFirstOrThrow({ where: { name: demoBranch } })
      const stage = new Stage(
        dir,
        members.map(({ id, name, label, branch }) => ({
          userId: `m${id}`,
          name,
          label: calledName({ name, label }),
          branch: branch.name,
        })),
        `branch-${home.id}`,
      )
      await stage.#begin()
      return stage
    } finally {
      await close()
    }
  }

  get db() {
    return this.#running().app.db
  }

  async until(when: string): Promise<void> {
    await passTime(this.#running().app, this.#clock, setting, instant(when))
  }

  async play(step: Step | Outage): Promise<void> {
    await this.until(step.at)
    if ('until' in step) return this.#breakDown(step)
    const names = typeof step.who === 'string' ? [step.who] : step.who
    if (step.shown !== undefined) {
      this.told.push({ kind: 'aside', at: this.#clock.now(), text: step.shown })
      this.#aside = true
    }
    const { app, chat } = this.#running()
    for (const name of names) {
      const person = this.#person(name)
      await chat.say({
        userId: person.userId,
        name: person.name,
        conversation: step.where === '群' ? { kind: 'room', id: this.#room } : { kind: 'private', id: person.userId },
        text: step.says,
        ...(step.file ? { files: [{ ...step.file, bytes: new Uint8Array([0xff, 0xd8, 0xff]) }] } : {}),
      })
      await app.beat()
    }
    this.#aside = false
  }

  async close(): Promise<void> {
    await this.#app?.stop()
  }

  async #begin(): Promise<void> {
    const chat = new SandboxChat({
      profile: 'wechat',
      botName: setting.botName,
      log: join(this.#dir, 'sandbox.jsonl'),
      now: () => this.#clock.now(),
    })
    chat.subscribe((line) => {
      const byBot = line.from.kind === 'bot'
      const group = line.conversation.kind === 'room'
      if ((group && line.conversation.id !== this.#room) || (!byBot && this.#aside)) return
      const partner = this.#people.find((one) => one.userId === line.conversation.id)?.label ?? null
      const speaker = this.#people.find((one) => one.userId === line.from.id)?.label ?? line.from.name
      if (partner !== null && this.#isGuest(partner) && !this.#speaks(partner)) return
      const text = line.file ? `［照片 ${line.file.name}］` : line.text
      this.told.push({ kind: 'said', at: line.at, partner: group ? null : partner, speaker, byBot, text })
    })
    this.#chat = chat
    this.#app = await startApp({
      dir: this.#dir,
      setting,
      clock: this.#clock,
      ports: [chat],
      log: makeLog({ level: 'silent' }),
    })
  }

  /** People of other branches are only heard on the days on which they speak: the story is one branch's. */
  #isGuest(label: string): boolean {
    return this.#people.find((one) => one.label === label)?.branch !== demoBranch
  }

  #speaks(label: string): boolean {
    const today = setting.zone.day(this.#clock.now())
    return script.some((step) => 'who' in step && step.who === label && step.at.startsWith(today))
  }

  async #breakDown({ at, until, shown }: Outage): Promise<void> {
    await this.close()
    this.told.push({ kind: 'aside', at: instant(at), text: shown })
    this.#clock.moveTo(instant(until))
    await this.#begin()
    await this.#running().app.beat()
  }

  #running(): { app: App; chat: SandboxChat } {
    if (!this.#app || !this.#chat) throw new Error('the demonstration has not begun')
    return { app: this.#app, chat: this.#chat }
  }

  #person(label: string): Person {
    const found = this.#people.find((one) => one.label === label)
    if (!found) throw new Error(`nobody in the demonstration is called ${label}`)
    return found
  }
}

/**
 * Besides what every branch has: the committee's monthly meeting, and a quarterly general meeting whose day was let slip
 * in November, something for the list of what is overdue.
 */
function addMeetings(db: Parameters<typeof write>[0]): Promise<void> {
  return write(db, async (tx) => {
    const { id: organizationId } = await tx.organization.findFirstOrThrow({ where: { name: demoBranch } })
    await tx.program.createMany({
      data: [
        {
          organizationId,
          kind: 'committee_meeting',
          name: '支委会',
          rule: { audience: 'committee', cadence: { on: 'nth_weekday', nth: 2, weekday: 5 } },
          startsOn: '2026-12',
          createdAt: instant(start),
        },
        {
          organizationId,
          kind: 'general_meeting',
          name: '党员大会',
          rule: { every: 'quarter', inMonth: 2, cadence: { on: 'nth_weekday', nth: 3, weekday: 5 } },
          startsOn: '2026-10',
          createdAt: instant('2026-09-30 09:00'),
        },
      ],
    })
  })
}
