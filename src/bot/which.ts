import type { Act } from '../actions/act.ts'
import { mayFor } from '../actions/activity/audience.ts'
import { readInteger } from '../base/numerals.ts'
import type { Right } from '../life/people/rights.ts'
import { type ActivityRow, recentlyClosed } from '../records/activities.ts'
import type { Topic } from '../talk/commands/read.ts'
import { covers } from '../time/days.ts'
import type { Scene, Speaker } from './context.ts'

/** 党小组会 also means the 第一党小组会, 支部党员大会 the 党员大会. */
const isNamed = ({ title }: ActivityRow, subject: string): boolean =>
  title === subject || title.endsWith(subject) || subject.endsWith(title)

/** Those the words name; the exact name goes before one that only ends so. */
export function namedIn(activities: readonly ActivityRow[], { subject, session }: Topic): ActivityRow[] {
  const found = subject === null ? [...activities] : activities.filter((one) => isNamed(one, subject))
  const exact = found.filter((one) => one.title === subject)
  const named = exact.length > 0 ? exact : found
  return session == null ? named : named.filter((one) => one.occasionId !== null && one.sequence === session)
}

/** What is for the speaker or held where they have a post, as far as they have the right, in the order of time. */
export function inHand(act: Act, speaker: Speaker, scene: Scene, need: Right | undefined): ActivityRow[] {
  const posts = new Set(speaker.held.map(({ path }) => path))
  return [...scene.activities, ...scene.overseen.filter(({ organization }) => posts.has(organization.path))]
    .filter((one) => need === undefined || mayFor(act, need, one))
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/**
 * What an order may be about: what is for the speaker or held where they have a post; what they only oversee (a secretary
 * the meetings of the groups) where it is named.
 */
function pool(act: Act, speaker: Speaker, scene: Scene, topic: Topic, need: Right | undefined): ActivityRow[] {
  const named = namedIn(inHand(act, speaker, scene, need), topic)
  if (named.length > 0 || topic.subject === null) return named
  return namedIn(
    scene.overseen.filter((one) => need === undefined || mayFor(act, need, one)),
    topic,
  )
}

/** The next activity of that name (and month), or the one last spoken of, or the next. */
export function choose(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  topic: Topic,
  need: Right | undefined,
): ActivityRow | null {
  const coming = pool(act, speaker, scene, topic, need).filter(
    (one) => one.startsAt > act.now && (topic.period === null || covers(topic.period, one.period)),
  )
  return coming.find((one) => one.id === scene.askedActivity) ?? coming[0] ?? null
}

/** The activity that is on, or was held last and is not archived. */
export const recent = (
  act: Act,
  speaker: Speaker,
  scene: Scene,
  topic: Topic,
  need: Right | undefined,
): ActivityRow | null =>
  pool(act, speaker, scene, topic, need)
    .filter((one) => one.state === 'held' || one.startsAt <= act.now)
    .at(-1) ?? null

/** The activity of that name whose record was closed last, of those the speaker may ask about. */
export async function latestClosed(
  act: Act,
  speaker: Speaker,
  topic: Topic,
  need: Right | undefined,
): Promise<ActivityRow | null> {
  const closed = (await recentlyClosed(act.tx, speaker)).filter((one) => need === undefined || mayFor(act, need, one))
  return namedIn(closed, topic)[0] ?? null
}

const session = /(?:的|上|那)?第([一二三四五\d])场(?:的)?/
/** 我改去第2场 without the session: nothing but that they come. */
const comes = /^(我)?(?:们)?(?:就|改|换|要|想|能|准备)*(?:去|到|来|选|报|上|参加)(?:参加)?(?:吧|了|的)?[。!！]?$/

/** "参加第2场": of several sessions the one that is named, and what is left of the words. */
export function inSession(scene: Scene, text: string): { scene: Scene; text: string } {
  const found = session.exec(text)
  const sequence = found ? readInteger(found[1] ?? '') : null
  const sessions = scene.activities.filter((one) => one.occasionId !== null)
  const meant = sessions.find((one) => one.sequence === sequence)
  if (!found || !meant) return { scene, text }
  const others = new Set(sessions.filter((one) => one !== meant).map((one) => one.id))
  const matters = scene.context.matters.filter((one) => one.kind !== 'activity' || !others.has(one.id))
  return {
    scene: {
      ...scene,
      askedActivity: meant.id,
      activities: scene.activities.filter((one) => !others.has(one.id)),
      context: { ...scene.context, matters, asked: 'attendance' },
    },
    text: text.replace(session, '').trim().replace(comes, '$1参加'),
  }
}
