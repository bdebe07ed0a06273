import type { Act } from '../actions/act.ts'
import { cancelLater, describe } from '../actions/activity/arrange.ts'
import { topicWith, withPlace } from '../actions/activity/draft.ts'
import { openSignIn } from '../actions/activity/hold.ts'
import { remindUnanswered, showLeaves, showSchedule, showUnanswered } from '../actions/activity/look.ts'
import { moveLater } from '../actions/activity/move.ts'
import { showOverdue } from '../actions/activity/overdue.ts'
import { remindDues, showDues } from '../actions/dues/look-dues.ts'
import { startDuesCheck } from '../actions/dues/verify-dues.ts'
import { showGuide } from '../actions/guide.ts'
import { showCallList } from '../actions/notify/call-list.ts'
import { showMine } from '../actions/people/mine.ts'
import { proposeRule } from '../actions/programs/change-rule.ts'
import { closeRecord, reopenRecord, showRecord } from '../actions/record/record.ts'
import { showRoll } from '../actions/record/roll.ts'
import { refuse } from '../actions/refuse.ts'
import { showBranchCheck } from '../actions/tree/branch-check.ts'
import { undo } from '../actions/undo.ts'
import { typeset } from '../base/text.ts'
import { type ActivityRow, keeperOf } from '../records/activities.ts'
import type { Command, Topic } from '../talk/commands/read.ts'
import { movedTo } from '../time/phrase-move.ts'
import type { When } from '../time/phrases.ts'
import { arrange, explainNamed } from './arrange.ts'
import { memberCode, roomCode } from './binding.ts'
import { obeyOfPeople } from './by-person.ts'
import { mayGive, rightFor } from './command-rights.ts'
import type { Scene, Speaker } from './context.ts'
import { duesMonth } from './dues.ts'
import { showHelp } from './help.ts'
import { obeyPlan } from './plan.ts'
import { obeyRoster } from './roster.ts'
import { ofTerm } from './term.ts'
import { obeyTurns } from './turns.ts'
import { obeyVoting } from './voting.ts'
import { choose, latestClosed, recent } from './which.ts'

/** Commands that change something or that the whole branch may hear of; in a group they work without a mention. */
const heardUnaddressed: readonly Command['name'][] = [
  'reschedule',
  'cancel',
  'set_place',
  'open_check_in',
  'remind',
  'dues_remind',
]

/** Does what was ordered, if the speaker may; returns what it was taken for, or null where it was not for the bot. */
export async function obey(
  act: Act,
  speaker: Speaker,
  scene: Scene,
  command: Command,
  addressed: boolean,
): Promise<string | null> {
  const done = `command:${command.name}`
  if (!addressed && !(heardUnaddressed.includes(command.name) && act.mayAnywhere('arrange'))) return null
  const need = rightFor[command.name]
  if (need && !mayGive(act, command.name, speaker.branchPath)) {
    await refuse(act, need)
    return `${done}:refused`
  }
  const of = (topic: Topic) => choose(act, speaker, scene, topic, need)
  const last = (topic: Topic) => recent(act, speaker, scene, topic, need)
  /** A lecture that the committee holds is the committee's to change. */
  const own = (activity: ActivityRow | null) =>
    activity && act.may('arrange', activity.organization.path) ? activity : null
  const none = () => act.reply('what_do_you_mean', { hint: '没有找到您说的活动，回「日程」看看有哪些。' })
  const { branchId } = speaker
  switch (command.name) {
    case 'help':
      await showHelp(act, speaker, command.about)
      return done
    case 'mine':
      await showMine(act)
      return done
    case 'schedule':
      await showSchedule(act, scene.activities)
      return done
    case 'overdue':
      return (await showOverdue(act, command.target)) ? done : null
    case 'undo':
      await undo(act)
      return done
    case 'call_list':
      await showCallList(act, branchId)
      return done
    case 'unanswered':
    case 'leaves':
    case 'remind': {
      const activity = of(command)
      if (!activity) await none()
      else
        await { unanswered: showUnanswered, leaves: showLeaves, remind: remindUnanswered }[command.name](
          act,
          activity,
          keeperOf(activity, branchId),
        )
      return done
    }
    case 'reschedule': {
      const activity = own(of(command))
      if (!activity) await none()
      else await reschedule(act, activity, command.when, command.place)
      return done
    }
    case 'cancel': {
      const activity = own(of(command))
      if (activity) await cancelLater(act, activity, command.reason)
      else await none()
      return done
    }
    case 'set_place':
    case 'set_topic': {
      const activity = own(of(command))
      if (activity) await describe(act, activity, described(activity, command))
      else await none()
      return done
    }
    case 'arrange':
      await arrange(act, speaker, command)
      return done
    case 'explain':
      await explainNamed(act, speaker, command)
      return done
    case 'change_rule':
    case 'switch_program':
      await proposeRule(act, speaker.branchPath, {
        program: command.program,
        below: command.below,
        patch: command.name === 'change_rule' ? command.patch : {},
        enabled: command.name === 'switch_program' ? command.on : null,
      })
      return done
    case 'roll': {
      const activity = last(command)
      if (activity) await showRoll(act, activity, keeperOf(activity, branchId))
      else await act.reply('what_do_you_mean', { hint: '还没有开始的活动，会后再点名。' })
      return done
    }
    case 'open_check_in': {
      const activity = last(command) ?? of(command)
      if (activity) await openSignIn(act, activity, keeperOf(activity, branchId), command.minutes)
      else await none()
      return done
    }
    case 'close':
    case 'record': {
      const activity =
        command.name === 'record' ? (last(command) ?? (await latestClosed(act, speaker, command, need))) : last(command)
      if (!activity) await act.reply('what_do_you_mean', { hint: '没有等着存档的记录。' })
      else await (command.name === 'close' ? closeRecord : showRecord)(act, activity, keeperOf(activity, branchId))
      return done
    }
    case 'reopen': {
      const activity = await latestClosed(act, speaker, command, need)
      if (command.reason === null)
        await act.reply('what_do_you_mean', { hint: '重开记录请写原因，如「重开 主题党日 漏记了请假」。' })
      else if (activity && (await reopenRecord(act, activity, keeperOf(activity, branchId), command.reason)))
        return done
      else if (last(command))
        await act.reply('what_do_you_mean', { hint: '这次的记录还没有存档，不用重开，要改的直接说就行。' })
      else await none()
      return done
    }
    case 'dues_status':
      await showDues(act, branchId, monthNamed(command) ?? duesMonth(act, scene))
      return done
    case 'dues_check':
      await startDuesCheck(act, branchId, monthNamed(command) ?? duesMonth(act, scene))
      return done
    case 'dues_remind':
      await remindDues(act, branchId, monthNamed(command) ?? duesMonth(act, scene))
      return done
    case 'quorum':
    case 'vote':
    case 'withdraw_vote':
    case 'voter':
      await obeyVoting(act, speaker, scene, command)
      return done
    case 'development_status':
    case 'development_step':
    case 'development_end':
    case 'talk_status':
    case 'talk_done':
    case 'appraisal_status':
    case 'appraise':
      await obeyOfPeople(act, speaker, scene, command)
      return done
    case 'transfer_status':
    case 'floating_status':
    case 'to_check':
    case 'leader_status':
    case 'contact_status':
    case 'transfer_out':
    case 'transfer_end':
    case 'transfer_in':
    case 'transfer_receive':
    case 'floating':
    case 'exempt':
    case 'home_study':
    case 'observer':
    case 'leader':
    case 'contact':
    case 'dues_waive':
    case 'dues_carry':
      return (await obeyRoster(act, speaker, scene, command)) ? done : null
    case 'term':
    case 'term_done':
    case 'term_approve':
    case 'term_move':
      await ofTerm(act, speaker, command)
      return done
    case 'branch_check':
      await showBranchCheck(act, speaker.branchPath)
      return done
    case 'month_overview':
    case 'branch_standing':
    case 'behind':
    case 'remind_unarranged':
    case 'year_plan':
    case 'file_plan':
    case 'filing_status':
      return (await obeyPlan(act, command)) ? done : null
    case 'member_code':
      await memberCode(act, scene, command.target)
      return done
    case 'room_code':
      await roomCode(act, command.target)
      return done
    case 'add_session':
    case 'rota':
    case 'rota_log':
    case 'rota_swap':
    case 'rota_told':
      return (await obeyTurns(act, speaker, scene, command)) ? done : null
    case 'guide':
      return (await showGuide(act, command.ask, branchId)) ? done : null
  }
}

const monthNamed = ({ period }: Topic): string | null =>
  period !== null && /^\d{4}-\d\d$/.test(period) ? period : null

/** What is said of the topic may name the place at its end. */
function described(activity: ActivityRow, command: Extract<Command, { name: 'set_place' | 'set_topic' }>) {
  if (command.name === 'set_place') return { place: typeset(command.place) }
  const [said, place] = withPlace(command.text)
  return {
    topic: typeset(topicWith(activity.topic, said)),
    ...(place === null ? {} : { place: typeset(place) }),
  }
}

async function reschedule(act: Act, activity: ActivityRow, when: When | null, place: string | null): Promise<void> {
  const kept = when && movedTo(when, activity.startsAt, act.zone)
  if (!kept) {
    return act.reply('which_time', {
      question: when?.question ?? '改到什么时候？请说日期和几点，如「12月8日下午3点」。',
    })
  }
  if (kept <= act.now) return act.reply('which_time', { question: '这个时间已经过了，请说一个以后的时间。' })
  await moveLater(act, activity, {
    startsAt: kept,
    endsAt: when.dayAssumed ? null : when.end,
    ...(place === null ? {} : { place: typeset(place) }),
  })
}
