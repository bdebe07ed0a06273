import type { Judge } from './judge.ts'
import type { Sent } from './street.ts'
import type { Person } from './world.ts'

export interface NoticeRow {
  id: number
  kind: string
  stage: string
  causeKind: string
  causeId: string
  revision: number
  recipientKind: string
  recipientId: number
  state: string
  unprompted: number
  late: number
  dueAt: string
  createdAt: string
  attempts: number
  activityState: string | null
  activityRevision: number | null
  activityStart: string | null
  activityId: number | null
  provisional: number | null
  holderKind: string | null
}

/** A notice, and the activity it is about. */
export const withActivity = `SELECT n.*, a."state" AS "activityState", a."revision" AS "activityRevision",
    a."startsAt" AS "activityStart", a."id" AS "activityId", a."provisional", o."kind" AS "holderKind"
  FROM "Notice" n
  LEFT JOIN "Activity" a ON n."causeKind" = 'activity' AND a."id" = CAST(n."causeId" AS INTEGER)
  LEFT JOIN "Organization" o ON o."id" = a."organizationId"
  WHERE n."id" = ?`

/** What was planned for one date of an activity, and is void on another. */
const ofOneDate =
  /^(draft|second_ask|announcement|quorum_check|day_before|hour_before|sign_in|roll_check|record_due_\d+)$/
/** What somebody in charge has just ordered, or many have just said: an answer to them, not the bot's own idea. */
const prompted: readonly string[] = ['moved', 'cancelled', 'place_changed', 'announcement', 'summary', 'reminded']
/** What the program may never find about anybody: that is the organization's to say. */
const verdicts = /不合格|不称职|自行脱党|除名|劝退|开除|处分|应当处置|不够格/
const amounts = /\d(?:\.\d+)?\s*(?:元|块钱)|¥|￥/
const mistakes = /码不对|记错|报错|算错|多交|少交|欠交|欠党费|没有入账/

const minute = 60_000
/** Shanghai is eight hours ahead, all the year: counted here by hand, whatever the program and the machine take it for. */
export const local = (instant: Date): { day: string; hour: string } => {
  const text = new Date(instant.getTime() + 480 * minute).toISOString()
  return { day: text.slice(0, 10), hour: text.slice(11, 16) }
}

/** Holds one message that leaves the program. */
export function judgeMessage(judge: Judge, sent: Sent, notice: NoticeRow, before: readonly Sent[]): void {
  const { text } = sent.message
  const name = `n-${notice.id} ${notice.kind}/${notice.stage} at ${sent.at.toISOString()} 「${text.slice(0, 80)}」`
  const complain = (wrong: boolean, what: string) => judge.complain(wrong, () => `${what}: ${name}`)

  complain(notice.state !== 'sending', `1: sent while its row is ${notice.state}`)
  // What was due at once stays so where the clock is put back in that moment.
  const dueLater = notice.dueAt > notice.createdAt
  complain(dueLater && new Date(notice.dueAt) > sent.at, `1: sent before it was due (${notice.dueAt})`)
  const again = resends(judge, notice.id)
  const arrived = before.filter((one) => one.arrived).length
  complain(arrived > again, `3: sent again, though it had arrived and nobody asked for it`)
  const doubtful = before.filter(({ told }) => told === 'none' || told === 'unknown').length
  complain(doubtful > again, `3: sent again, though its outcome is unknown and nobody asked for it`)
  if (ofOneDate.test(notice.stage) && notice.causeKind === 'activity') {
    complain(notice.activityState === 'cancelled', `1: its activity is cancelled`)
    complain(
      notice.activityRevision !== notice.revision,
      `1: of revision ${notice.revision}, now ${notice.activityRevision}`,
    )
  }
  judgeLate(judge, sent, notice, again, complain)
  complain(/undefined|NaN|null|\[object/.test(text) || text.trim() === '', `1: not fit to be read`)
  complain(verdicts.test(text), `6: concludes something about people`)
  judgeSums(text, complain)
  if (notice.kind === 'draft')
    complain(
      (notice.provisional === 1) !== text.includes('暂定'),
      `8: provisional ${notice.provisional}, and says otherwise`,
    )
  if (sent.to.kind === 'room') judgeGroup(judge, sent, notice, again, complain)
}

type Complain = (wrong: boolean, what: string) => void

/** How often a person asked to have it sent again. */
const resends = (judge: Judge, noticeId: number): number =>
  judge.all(
    `SELECT 1 FROM "AuditEntry" WHERE "subjectKind" = 'notice' AND "subjectId" = ? AND "action" = 'resend' AND "actorKind" = 'member'`,
    noticeId,
  ).length

/** What was missed is sent late once and says so. */
function judgeLate(judge: Judge, sent: Sent, notice: NoticeRow, again: number, complain: Complain): void {
  if (notice.unprompted === 0 || again > 0) return
  const waited = Math.round((sent.at.getTime() - new Date(notice.dueAt).getTime()) / minute)
  const says = sent.message.text.startsWith('补发')
  if (says) judge.held.late++
  complain(
    says !== waited > 10,
    `1: leaves ${waited} minutes after its time and ${says ? 'says' : 'does not say'} 补发`,
  )
}

/** 应到 = 实到 + 请假 + 缺席, wherever it is said. */
function judgeSums(text: string, complain: Complain): void {
  const found = /应到 (\d+) = 实到 (\d+) \+ 请假 (\d+) \+ 缺席 (\d+)/.exec(text)
  if (!found) return
  const [expected = 0, ...parts] = found.slice(1).map(Number)
  complain(expected !== parts.reduce((sum, part) => sum + part, 0), '4: the sum does not fit')
}

function judgeGroup(judge: Judge, sent: Sent, notice: NoticeRow, again: number, complain: Complain) {
  const { text, mentions } = sent.message
  const branch = judge.world.byRoom.get(sent.to.id)
  if (!branch) return complain(true, '9: no such group')
  const { day, hour } = local(sent.at)
  complain(amounts.test(text), '7: an amount in a group')
  complain(mistakes.test(text), '7: a mistake or arrears in a group')
  for (const reason of judge.reasons) complain(text.includes(reason), '7: a reason for leave in a group')
  if (text.includes('党费')) {
    const named = branch.people.filter((one) => text.includes(one.name) && !one.roles.includes('organization_officer'))
    complain(
      named.some((one) => !isSecretary(one)),
      `7: ${named.map((one) => one.name).join()} and dues in a group`,
    )
  }
  const answered = notice.causeKind === 'inbound' || again > 0
  if (!answered) {
    complain(notice.unprompted === 0 && !prompted.includes(notice.kind), `7: nobody prompted it`)
    if (notice.unprompted === 1) {
      complain(hour >= '21:00' || hour < '08:00', `7: at ${hour}, in the quiet hours`)
      // What was refused was not heard.
      const key = `${sent.to.id} ${day}`
      const today = [...(judge.loud.get(key) ?? []).filter((one) => one.arrived), sent]
      judge.loud.set(key, today)
      const count = today.length
      complain(count > 2, `7: the ${count}. unprompted message on ${day}`)
    }
  }
  for (const { userId } of mentions) {
    judge.held.mentions++
    const person = judge.world.byUser.get(userId)
    if (!person) complain(true, '7: mentions nobody')
    else complain(!owes(judge, notice, person), `7: mentions ${person.name}, who owes no answer`)
  }
}

/** Where the branch has nobody for the dues, they are brought to the secretary. */
const isSecretary = ({ roles }: Person): boolean => roles.includes('secretary')

function owes(judge: Judge, notice: NoticeRow, person: Person): boolean {
  if (notice.kind === 'please_write') return true
  if (notice.causeKind === 'inbound') return true
  // A party group without a group chat of its own is addressed by name in the branch's.
  if (notice.holderKind === 'group' && notice.kind !== 'day_before') return true
  const row = judge.one<{ answer: string | null }>(
    'SELECT "answer" FROM "Participation" WHERE "activityId" = ? AND "memberId" = ?',
    notice.activityId ?? 0,
    person.memberId,
  )
  return row?.answer == null || row.answer === 'tentative'
}
