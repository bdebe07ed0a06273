import type { Setting } from './actions/act.ts'
import { type App, passTime } from './app.ts'
import type { SandboxChat } from './chat/sandbox.ts'
import { write } from './records/database.ts'
import { nextDue } from './records/notices.ts'
import { writeSetting } from './records/settings.ts'
import { nextWords, peopleOfSandbox } from './sandbox.ts'
import type { MovableClock } from './time/clock.ts'
import { addDays } from './time/days.ts'
import type { SandboxDesk } from './web/sandbox.tsx'

/** What the sandbox page asks for. */
export function deskOf(
  app: App,
  chat: SandboxChat,
  clock: MovableClock,
  setting: Setting,
  branch: { id: number; name: string },
  demo: boolean,
): SandboxDesk {
  const { zone } = setting
  return {
    branchName: branch.name,
    chat,
    notice: demo ? '演示数据，人物均为虚构' : '演练：还没有接上真正的群，时间可以往前拨',
    people: () => peopleOfSandbox(app.db, branch.id),
    rooms: async () =>
      (await app.db.room.findMany({ where: { platform: 'sandbox', organizationId: branch.id } })).map((room) => ({
        id: room.roomId,
        title: room.title,
      })),
    clock: async () => {
      const next = await nextDue(app.db)
      return { now: clock.now(), zone, next: next ? { at: next.dueAt, what: nextWords(next.kind) } : null }
    },
    move: async (to) => {
      const from = clock.now()
      const next = await nextDue(app.db)
      const target =
        to === 'hour'
          ? new Date(from.getTime() + 3_600_000)
          : to === 'tomorrow'
            ? zone.at(addDays(zone.day(from), 1), '09:00')
            : (next?.dueAt ?? from)
      const reached = await passTime(app, clock, setting, target)
      await write(app.db, (tx) => writeSetting(tx, 'sandboxClock', clock.offsetMs))
      return { from, to: reached }
    },
  }
}
