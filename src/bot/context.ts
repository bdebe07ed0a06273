import type { Act, Actor } from '../actions/act.ts'
import { idsOn } from '../life/meeting/audience.ts'
import { may } from '../life/people/rights.ts'
import { roleWords } from '../life/people/roles.ts'
import { type ActivityRow, isFor, openActivities } from '../records/activities.ts'
import { participationOf } from '../records/answers.ts'
import { claimedFen, isSignInOpen, openDuesMonths, waitingForLeave } from '../records/conversation.ts'
import { lastAsked } from '../records/notices.ts'
import { programNames } from '../records/programs.ts'
import type { Context, Matter, Person, Prior, Status } from '../talk/meaning.ts'

export type Speaker = Extract<Actor, { kind: 'member' }>

/** What a message is read against: the people, what is open, what the bot last asked here, what was answered before. */
export interface Scene {
  context: Context
  /** Those that are for the speaker. */
  activities: ActivityRow[]
  /** Those that are not, but that the speaker may arrange or ask about: the meetings of groups and committees. */
  overseen: ActivityRow[]
  /** The activity the bot last spoke of in this conversation. */
  askedActivity: number | null
  /** In a group: when everybody was last asked. What one person was asked before that is no longer before their eyes. */
  askedAllAt: Date | null
  /** The bot has just asked the speaker by name: a question that follows is for it, mentioned or not. */
  askedByName: boolean
}

/** What was said, as far as the bot may use it. */
export interface Words {
  /** Normalized. */
  text: string
  /** As it was written: a 接龙 needs its line breaks. */
  raw: string
  /** Meant for the bot: a mention, a private talk or a click. */
  addressed: boolean
  button?: string
}

const day = 86_400_000
/** So long a question in the group is taken as the answer to having been asked by name. */
const justNow = 60 * 60_000
/** Messages that ask something, and what. */
const askedAs: Record<string, Context['asked']> = {
  announcement: 'attendance',
  day_before: 'attendance',
  moved: 'attendance',
  acknowledged: 'attendance',
  hour_before: 'attendance',
  dues_owed: 'dues',
}

export async function sceneOf(act: Act, speaker: Speaker, people: Person[]): Promise<Scene> {
  const { tx, now } = act
  const branch = { id: speaker.branchId, path: speaker.branchPath }
  const officer = may(speaker.held, 'see_names', speaker.branchPath)
  const open = await openActivities(
    tx,
    speaker,
    new Date(now.getTime() - 14 * day),
    new Date(now.getTime() + 45 * day),
    officer,
  )
  // What only concerns a committee or a group is not before the eyes of others.
  const standIn = !people.some(({ posts }) => posts.includes(roleWords.secretary))
  const activities = open.filter((one) => isFor(one, speaker, standIn))
  const overseen = open.filter(
    (one) => !activities.includes(one) && may(speaker.held, 'see_names', one.organization.path),
  )
  const dues = await openDuesMonths(tx, branch.id)
  const last = await lastAsked(
    tx,
    act.place?.roomId != null ? { kind: 'room', id: act.place.roomId } : { kind: 'member', id: speaker.id },
    Object.keys(askedAs),
    activities.map(({ id }) => id),
  )
  const askedActivity = last?.causeKind === 'activity' ? Number(last.causeId) : null
  const ids = (some: ActivityRow[]) => some.map(({ id }) => id)
  const checkInOpen = await isSignInOpen(tx, ids(activities), now)
  const pendingLeave = await waitingForLeave(tx, ids(open.filter(({ startsAt }) => startsAt > now)), [
    branch.id,
    ...speaker.held.flatMap(({ path }) => idsOn(path).slice(-1)),
  ])
  const sender = people.find((person) => person.id === speaker.id) ?? null
  const priors = await priorsOf(act, speaker.id, askedActivity ?? activities[0]?.id ?? null)
  const prior = priors.get(speaker.id)
  const status = prior && 'status' in prior ? prior.status : undefined
  return {
    activities,
    overseen,
    askedActivity,
    askedAllAt: act.place?.roomId != null ? (last?.sentAt ?? null) : null,
    askedByName:
      last?.kind === 'day_before' &&
      now.getTime() - (last.sentAt ?? last.dueAt).getTime() < justNow &&
      (status === undefined || status === 'tentative'),
    context: {
      now,
      zone: act.zone,
      calendar: act.calendar,
      sender,
      officer: officer || speaker.held.some(({ role }) => role === 'group_leader'),
      people,
      matters: [
        ...activities.filter((one) => spokenOf(one, now)).map(matterOf),
        ...dues.map((month): Matter => ({ kind: 'dues', id: 0, subject: '党费', month })),
      ],
      asked: last ? (askedAs[last.kind] ?? null) : null,
      checkInOpen,
      priors,
      pendingLeave,
      institutions: officer ? await programNames(tx, speaker.branchPath) : [],
      guides: act.guides ?? [],
    },
  }
}

/** What people mean without naming it: what they were told of, until some hours after it began. */
const spokenOf = (activity: ActivityRow, now: Date): boolean =>
  activity.announcedRevision > 0 && activity.startsAt.getTime() > now.getTime() - day / 4

const matterOf = (activity: ActivityRow): Matter => ({
  kind: 'activity',
  id: activity.id,
  subject: activity.title,
  startsAt: activity.startsAt,
})

const statusOf: Record<string, Status> = {
  attend: 'will_attend',
  online: 'will_attend_online',
  leave: 'leave_requested',
  decline: 'will_not_attend',
  tentative: 'tentative',
}

async function priorsOf(act: Act, memberId: number, activityId: number | null): Promise<Map<number, Prior>> {
  const priors = new Map<number, Prior>()
  const amountFen = await claimedFen(act.tx, memberId)
  if (amountFen !== null) priors.set(memberId, { amountFen })
  const answer = activityId === null ? null : await participationOf(act.tx, activityId, memberId)
  const status = answer?.answer ? statusOf[answer.answer] : undefined
  if (status) priors.set(memberId, { status })
  return priors
}
