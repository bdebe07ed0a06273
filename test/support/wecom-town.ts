import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, passTime, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort } from '../../src/chat/port.ts'
import { WecomChat } from '../../src/chat/wecom/bot.ts'
import { demoBranch, seedDemo } from '../../src/demo/branch.ts'
import { databaseFile, openDatabase } from '../../src/records/database.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { instant, setting } from './town.ts'
import { type Done, WecomEmulator } from './wecom-emulator.ts'

export const groupId = 'GROUP-of-the-branch'

const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })

/** The demonstration branch in WeCom: the program with its real adapter, over the wire to the emulator. */
export class WecomTown {
  readonly emulator: WecomEmulator
  readonly clock: MovableClock
  #app: App | null = null
  readonly #dir: string
  readonly #people: Map<string, string>
  readonly #read = new Map<string, number>()
  #start: () => Promise<App>
  #chat: WecomChat | null = null
  #handled = 0
  #waiting = () => {}

  private constructor(emulator: WecomEmulator, clock: MovableClock, dir: string, people: Map<string, string>) {
    this.emulator = emulator
    this.clock = clock
    this.#dir = dir
    this.#people = people
    this.#start = () => startApp({ dir, setting, clock, ports: [this.#port()], log })
  }

  static async open(at: string): Promise<WecomTown> {
    const dir = mkdtempSync(join(tmpdir(), 'zhibu-'))
    const clock = new MovableClock(instant(at))
    const { prisma, close } = await openDatabase(databaseFile(dir))
    await seedDemo(prisma, setting, clock.now())
    const branch = await prisma.organization.findFirstOrThrow({ where: { name: demoBranch } })
    await prisma.room.create({
      data: { platform: 'wecom', roomId: groupId, title: branch.name, organizationId: branch.id },
    })
    const members = await prisma.member.findMany({ where: { leftOn: null } })
    await prisma.account.createMany({
      data: members.map(({ id, name }) => ({ platform: 'wecom', userId: `U${id}`, memberId: id, name })),
    })
    await close()
    const emulator = await WecomEmulator.start({ now: () => clock.now().getTime(), botName: setting.botName })
    const people = new Map(members.map(({ id, name, label }) => [label ? `${name}（${label}）` : name, `U${id}`]))
    const town = new WecomTown(emulator, clock, dir, people)
    town.#app = await town.#start()
    // Whoever is to be written to must have written first; the group too.
    for (const name of people.keys()) await town.says(name, '你好')
    await town.inGroup('李建国', '你好')
    for (const chat of [groupId, ...people.values()]) town.heard(chat)
    return town
  }

  #port(): ChatPort {
    const { botId, secret, url } = this.emulator
    const now = () => this.clock.now()
    this.#chat = new WecomChat({ botId, secret, url, botName: setting.botName, now, log, reconnectMs: 5 })
    const chat = this.#chat
    return {
      platform: chat.platform,
      account: chat.account,
      capabilities: chat.capabilities,
      start: (receive) =>
        chat.start((message) =>
          receive(message).finally(() => {
            this.#handled++
            this.#waiting()
          }),
        ),
      stop: () => chat.stop(),
      send: (to, message, id) => chat.send(to, message, id),
    }
  }

  get app(): App {
    if (!this.#app) throw new Error('the town is not open')
    return this.#app
  }

  id(name: string): string {
    const id = this.#people.get(name)
    if (id === undefined) throw new Error(`nobody is called ${name}`)
    return id
  }

  /** Says something in private, and waits until it is taken in and answered. */
  says(name: string, text: string): Promise<void> {
    return this.#after(() => this.emulator.say(this.id(name), null, text))
  }

  speaks(name: string, text: string): Promise<void> {
    return this.#after(() => this.emulator.voice(this.id(name), text))
  }

  inGroup(name: string, text: string): Promise<void> {
    return this.#after(() => this.emulator.say(this.id(name), groupId, text))
  }

  /** Clicks that button on the newest card of the group, or of the private chat, that has it; the card then says so. */
  async clicks(name: string, label: string, chat = groupId): Promise<Done> {
    const id = this.id(name)
    const cards = this.emulator.shown(chat === groupId ? groupId : id).flatMap((one) => (one.card ? [one.card] : []))
    const taskId = cards.findLast((one) => one.button_list.some(({ text }) => text === label))?.task_id
    if (taskId === undefined) throw new Error(`there is no button ${label}`)
    const updates = this.emulator.updates.length
    const done = this.emulator.click(id, taskId, label)
    await this.emulator.until(() => this.emulator.updates.length > updates)
    await this.app.beat()
    return done
  }

  /** What WeCom delivers once more is taken in once more. */
  again(done: Done): Promise<void> {
    return this.#after(() => this.emulator.again(done))
  }

  /** What was said in a conversation since it was last asked, as it is seen there. */
  heard(chat: string): string[] {
    const key = this.#people.get(chat) ?? chat
    const all = this.emulator.shown(key)
    const from = this.#read.get(key) ?? 0
    this.#read.set(key, all.length)
    return all.slice(from).map(({ text }) => text.replace(/ {2}\n/g, '\n').replaceAll('\u200b', ''))
  }

  async until(when: string): Promise<void> {
    await passTime(this.app, this.clock, setting, instant(when))
  }

  /** The bot is let in again after its connection broke. */
  async connected(): Promise<void> {
    while (this.#chat?.status().state !== 'online') await new Promise((resolve) => setImmediate(resolve))
  }

  async restart(): Promise<void> {
    await this.app.stop()
    this.#app = await this.#start()
  }

  async close(): Promise<void> {
    await this.app.stop()
    await this.emulator.stop()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  async #after(act: () => unknown): Promise<void> {
    const before = this.#handled
    act()
    while (this.#handled === before) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
    await this.app.beat()
  }
}
