import type { Act } from '../actions/act.ts'
import { showQuorum } from '../actions/activity/quorum.ts'
import { askWhichPerson } from '../actions/people/which-person.ts'
import { tellVotes, withdrawVote } from '../actions/record/votes.ts'
import { proposeVoter } from '../actions/record/voting-base.ts'
import { readExclusion } from '../life/meeting/voting.ts'
import { type ActivityRow, audienceOf, keeperOf, ruleOf } from '../records/activities.ts'
import type { Command } from '../talk/commands/read.ts'
import { findPeople } from '../talk/people/names.ts'
import { consentIn, pastDay } from '../talk/record/voter.ts'
import { certain, unclearOf } from '../talk/scan.ts'
import type { Scene, Speaker } from './context.ts'

/** Commands about who must be there, what was voted, and who counts. */
export type VotingCommand = Extract<Command, { name: 'quorum' | 'vote' | 'withdraw_vote' | 'voter' }>

export async function obeyVoting(act: Act, speaker: Speaker, scene: Scene, command: VotingCommand): Promise<void> {
  const hint = (text: string) => act.whisper('what_do_you_mean', { hint: text })
  switch (command.name) {
    case 'quorum': {
      const activity = meetingMeant(act, scene, command.subject)
      if (activity) await showQuorum(act, activity, keeperOf(activity, speaker.branchId))
      else await hint('最近没有安排好的会，回「日程」看看有哪些。')
      return
    }
    case 'vote': {
      const general = command.said.votes.every(({ kind }) => kind === 'general')
      const activity = meetingHeld(act, scene, speaker.branchId, general)
      if (activity) await tellVotes(act, activity, speaker.branchId, command.said)
      else await hint('没有正在开、或者开过还没存档的会。已经存档的，先说「重开」和原因，再说表决。')
      return
    }
    case 'withdraw_vote': {
      const activity = meetingHeld(act, scene, speaker.branchId, true)
      if (activity) await withdrawVote(act, activity, speaker.branchId, command.about)
      else await hint('没有正在开、或者开过还没存档的会。已经存档的，先说「重开」和原因。')
      return
    }
    case 'voter':
      return changeVoter(act, scene, command)
  }
}

const half = 12 * 3_600_000
const needsQuorum = (activity: ActivityRow) => ruleOf(activity).quorum !== null

/** The meeting that is on, else the next one: one that needs a quorum before one that needs none. */
function meetingMeant(act: Act, scene: Scene, subject: string | null): ActivityRow | null {
  const named = scene.activities.filter(
    (one) => subject === null || one.title.includes(subject) || subject.includes(one.title),
  )
  const on = named.filter((one) => one.startsAt <= act.now && act.now.getTime() - one.startsAt.getTime() < half)
  const next = named.filter((one) => one.startsAt > act.now)
  return on.findLast(needsQuorum) ?? next.find(needsQuorum) ?? on.at(-1) ?? next[0] ?? null
}

/** The branch's last meeting held whose record is open; admission and elections are for the members' meeting alone. */
function meetingHeld(act: Act, scene: Scene, branchId: number, committeeToo: boolean): ActivityRow | null {
  const held = scene.activities.filter(
    (one) => one.startsAt <= act.now && one.organizationId === branchId && ruleOf(one).roll === 'full',
  )
  const fits = held.filter((one) => committeeToo || audienceOf(one) !== 'committee')
  return fits.findLast(needsQuorum) ?? fits.at(-1) ?? held.at(-1) ?? null
}

async function changeVoter(act: Act, scene: Scene, command: Extract<Command, { name: 'voter' }>): Promise<void> {
  const hint = (text: string) => act.whisper('what_do_you_mean', { hint: text })
  const [named] = findPeople(command.target, scene.context.people)
  if (!named) return hint(`名册里没有「${command.target}」，请写全名再说一次。`)
  const person = certain(named)
  if (!person) {
    const said = `${command.target}${command.counts ? '恢复计入应到会' : `不计入应到会 ${command.text}`}`
    return askWhichPerson(act, said, unclearOf(named))
  }
  if (command.counts) return proposeVoter(act, { memberId: person.id, reason: null, on: null, consent: null })
  const reason = readExclusion(command.text)
  if (reason === null)
    return hint(
      '请写明是哪一种情形：不能表达意志、自费出国半年以上、正在服刑或留党察看、长期卧床生活不能自理、外出半年以上应转未转关系、离退休回原籍长住未转关系。如「王五不计入应到会 长期卧床 12月4日大会通过」。',
    )
  const on = pastDay(command.text, act.today())
  if (on === null)
    return hint(
      '请写明哪天的党员大会通过的，如「王五不计入应到会 长期卧床 12月4日大会通过」。没有开过会通过的，不能记。',
    )
  await proposeVoter(act, { memberId: person.id, reason, on, consent: consentIn(command.text) })
}
