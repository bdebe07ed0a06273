import { type Act, beginAct, type Setting } from '../actions/act.ts'
import { holdStarted } from '../actions/activity/hold.ts'
import { askAbout } from '../actions/notify/deliver.ts'
import { followCalendar } from '../actions/planning/follow-calendar.ts'
import { planAhead } from '../actions/planning/plan.ts'
import type { Tell } from '../base/events.ts'
import { recoverSending, recoverStuck, releaseExpired, unclaimAll } from '../records/claims.ts'
import { type Db, type Tx, write } from '../records/database.ts'
import { forgetWords } from '../records/retention.ts'
import { readSetting, writeSetting } from '../records/settings.ts'
import { countGrown } from '../records/sql.ts'
import type { Clock } from '../time/clock.ts'
import { addDays } from '../time/days.ts'
import { noticeEvent } from './notice-event.ts'

export interface Ticking {
  db: Db
  clock: Clock
  setting: Setting
  tell?: Tell
}

/**
 * After a start: claims of the last run are free again, and what it was sending is asked about. Of one platform, where
 * others go on: only what was being sent there, and claims that were held for a while; the others are in the queue still.
 * Returns how many are asked about.
 */
export async function recover({ db, clock, setting, tell }: Ticking, platform?: string): Promise<number> {
  const now = clock.now()
  const doubtful = await write(db, async (tx) => {
    const act = beginAct(tx, setting, { now, actor: { kind: 'clock' } })
    if (platform === undefined) await unclaimAll(tx)
    else await releaseExpired(tx, new Date(now.getTime() + heldMs))
    const cutOff = await recoverSending(tx, platform)
    for (const notice of cutOff) await askAbout(act, notice)
    return cutOff
  })
  for (const notice of doubtful) tell?.(noticeEvent({ notice, outcome: 'unconfirmed' }, now))
  return doubtful.length
}

/** A claim that is only held, because the platform was off line or something broke, runs out within so long. */
const heldMs = 61_000

/** A send is given up after a minute: who is still at it after so long will not come back. */
const stuckMs = 10 * 60_000

/** A city's first plan is a million rows and more: so long it may take on a slow machine. */
const planningMs = 15 * 60_000

/** What was written is kept as long as a year's records may be asked about, and no longer. */
const wordsKeptDays = 400

/**
 * What the clock does, every minute: starts activities whose time has come; once a day plans ahead and forgets old words. Running it twice
 * is harmless: every step is idempotent. Sending is the dispatcher's.
 */
export async function tick({ db, clock, setting, tell }: Ticking): Promise<void> {
  const now = clock.now()
  const work = async (tx: Tx) => {
    const act = beginAct(tx, setting, { now, actor: { kind: 'clock' } })
    await releaseExpired(tx, now)
    const stuck = await recoverStuck(tx, new Date(now.getTime() - stuckMs))
    for (const notice of stuck) await askAbout(act, notice)
    await holdStarted(act)
    const stamp = `${act.today()}:${publishedNow(act)}:${await planStamp(tx)}`
    if ((await readSetting(tx, 'planned')) !== stamp) {
      await followCalendar(act)
      await planAhead(act)
      await forgetWords(tx, setting.zone.at(addDays(act.today(), -wordsKeptDays), '00:00'))
      await countGrown(tx)
      await writeSetting(tx, 'planned', stamp)
    }
    return stuck
  }
  const doubtful = await write(db, work, 'all', planningMs)
  for (const notice of doubtful) tell?.(noticeEvent({ notice, outcome: 'unconfirmed' }, now))
}

/** Changes when the holidays of this year or the next are published: what stands there is planned anew at the next tick. */
function publishedNow(act: Act): string {
  const year = Number(act.today().slice(0, 4))
  return [year, year + 1].filter((one) => act.calendar.isPublished(one)).join()
}

/** Changes when programs or rosters do, so that they are planned for at the next tick. */
async function planStamp(tx: Tx): Promise<string> {
  const programs = await tx.program.aggregate({ _count: true, _max: { id: true } })
  const rosters = await tx.organization.aggregate({ _sum: { rosterRevision: true } })
  return `${programs._count}:${programs._max.id ?? 0}:${rosters._sum.rosterRevision ?? 0}`
}
