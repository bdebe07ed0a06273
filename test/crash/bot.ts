// The program under test, in a process of its own: the bot on a data folder, its chat a socket to the recorder.
// Usage: bot.ts <data folder> <port of the recorder> <the time it is>
import { connect } from 'node:net'
import { passTime, startApp } from '../../src/app.ts'
import { makeLog } from '../../src/base/log.ts'
import type { ChatPort, Receive, SendOutcome } from '../../src/chat/port.ts'
import { capabilitiesOf } from '../../src/chat/sandbox.ts'
import { seedDemo } from '../../src/demo/branch.ts'
import { type Db, databaseFile, openDatabase, write } from '../../src/records/database.ts'
import { lockDataDir } from '../../src/records/lock.ts'
import { furnish } from '../../src/sandbox.ts'
import { MovableClock } from '../../src/time/clock.ts'
import { setting } from '../support/town.ts'
import { type Person, type ToBot, type ToRecorder, talkOver } from './wire.ts'

const [dir = '', port = '', at = ''] = process.argv.slice(2)
const clock = new MovableClock(new Date(at))
const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })

let receive: Receive | null = null
let mute = false
let stallAfter: number | null = null
const inFlight = new Map<string, (outcome: SendOutcome) => void>()
const heard: ToBot[] = []
let act = (said: ToBot) => void heard.push(said)

const socket = connect(Number(port), '127.0.0.1')
const tell = talkOver<ToBot, ToRecorder>(socket, (said) => act(said))
// Without the recorder there is nobody to live for.
socket.on('close', () => process.exit(0))
socket.on('error', () => process.exit(0))

/** Everything that will be said falls into one evening: announcement, reminder, dues, all by their branch's own rules. */
const rules = {
  theme_day: {
    cadence: { on: 'nth_weekday', nth: 1, weekday: 3 },
    stages: { announce: { workdays: 1, hour: '18:00' }, dayBefore: '20:00' },
  },
  dues: { firstDay: 1, lastDay: 4, remindDays: 3, hour: '19:00' },
}

async function seed(db: Db): Promise<Person[]> {
  if ((await db.organization.count()) === 0) await seedDemo(db, setting, clock.now())
  await write(db, async (tx) => {
    // Three messages to the group this evening are wanted here, and both branches' dues.
    await tx.organization.updateMany({ where: { kind: 'branch' }, data: { hours: { perDay: 6 } } })
    for (const kind of ['theme_day', 'dues'] as const)
      await tx.program.updateMany({ where: { kind }, data: { rule: rules[kind] } })
  })
  await furnish(db)
  const members = await db.member.findMany({ include: { positions: true }, orderBy: { id: 'asc' } })
  return members.map((member) => ({
    memberId: member.id,
    userId: `m${member.id}`,
    name: member.name,
    roomId: `branch-${member.branchId}`,
    officer: member.positions.some(({ role }) => role === 'secretary'),
  }))
}

const chat: ChatPort = {
  platform: 'sandbox',
  account: 'zhibu',
  capabilities: capabilitiesOf.wechat,
  start: async (into) => {
    receive = into
  },
  stop: async () => {},
  send: (to, message, id) =>
    new Promise((settled) => {
      if (stallAfter !== null && stallAfter-- <= 0) return tell({ t: 'stalled', id })
      inFlight.set(id, settled)
      tell({ t: 'send', id, to, text: message.text, at: clock.now().toISOString() })
    }),
}

tell({ t: 'begun' })
lockDataDir(dir)
const seeding = await openDatabase(databaseFile(dir))
const people = await seed(seeding.prisma)
await seeding.close()
const app = await startApp({ dir, setting, clock, ports: [chat], log })
tell({ t: 'up', people })
void app.beat()

act = (said) => {
  switch (said.t) {
    case 'in':
      receive?.({ ...said.message, files: [], at: clock.now() }).then(
        () => mute || tell({ t: 'taken', id: said.message.id }),
        (error) => tell({ t: 'refused', id: said.message.id, error: String(error) }),
      )
      return
    case 'outcome':
      inFlight.get(said.id)?.(said.outcome)
      inFlight.delete(said.id)
      return
    case 'pass':
      void passTime(app, clock, setting, new Date(said.until)).then(() => tell({ t: 'passed' }))
      return
    case 'mood':
      mute = said.mute
      stallAfter = said.stallAfter
      return
    case 'stop':
      void app.stop().then(() => {
        tell({ t: 'stopped' })
        socket.end()
      })
  }
}
for (const said of heard) act(said)
