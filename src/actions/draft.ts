import { typeset } from '../base/text.ts'
import { type ActivityRow, audienceOf, findActivity } from '../records/activities.ts'
import { when } from '../time/phrases.ts'
import { approve, cancel, describe, move, showDraft } from './arrange.ts'
import type { AnswerTo } from './heard.ts'

const yes = /^(同意|可以|好的?|行|没问题|就这样|对|嗯|发吧|ok)[。!！]?$/i
const no = /^(不|不用|不要|不改|算了|先不)/

/** "1", "2 下周一下午3点", "3 三楼会议室" */
export const answerDraft: AnswerTo<'draft'> = async (act, { activityId }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity || activity.state === 'cancelled') return false
  if ((heard.choice === 1 && heard.rest === '') || yes.test(heard.text)) {
    await approve(act, activity)
    return true
  }
  if (heard.choice === 2) {
    await act.ask('draft', { activityId })
    if (heard.rest === '') {
      await act.reply('which_time', { question: '改到什么时候？如「12月8日下午3点」。' })
      return true
    }
    const { start, end, question, allDay } = when(heard.rest, heard.context)
    if (!start || allDay) {
      await act.reply('which_time', { question: question ?? '改到几点？如「下周一下午3点」。' })
      return true
    }
    await move(act, activity, { startsAt: start, endsAt: end, keepAnswers: true })
    await showDraft(act, activityId)
    return true
  }
  if (heard.choice === 3) {
    await act.ask('draft', { activityId })
    if (heard.rest === '') await act.reply('which_time', { question: '改到哪里？如「三楼会议室」。' })
    else await describe(act, activity, { place: typeset(heard.rest) })
    return true
  }
  return false
}

/** Words that are no command and no answer, while a draft waits: the topic. It is said back before it goes out. */
export const topicOfDraft: AnswerTo<'draft'> = async (act, { activityId }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  const topic = heard.text.replace(/^(主题|题目|内容)(是|为|:|:)?\s*/, '').trim()
  if (activity?.state !== 'planned' || topic.length < 4) return false
  await describe(act, activity, { topic: typeset(topic) })
  return true
}

const toldWhom = (activity: ActivityRow) => (audienceOf(activity) === 'committee' ? '已告诉各位支委' : '已通知到群里')

export const answerMove: AnswerTo<'move'> = async (act, { activityId, startsAt, endsAt }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity) return false
  const answered = await act.tx.participation.count({ where: { activityId, answer: { not: null } } })
  const keep = heard.choice === 1 || /^(改|对|是|可以|好|同意)[。!！]?$/.test(heard.text)
  const anew = answered > 0 && (heard.choice === 2 || /重新答复/.test(heard.text))
  if (!keep && !anew) {
    if (heard.choice === null && !no.test(heard.text)) return false
    await act.reply('done', { text: '好的，不改。' })
    return true
  }
  await move(act, activity, {
    startsAt: new Date(startsAt),
    endsAt: endsAt === null ? null : new Date(endsAt),
    keepAnswers: keep,
  })
  if (activity.announcedRevision === 0) await act.reply('done', { text: '好的，改好了。' })
  else if (act.place?.roomId == null) await act.reply('done', { text: `好的，${toldWhom(activity)}。` })
  return true
}

export const answerCancel: AnswerTo<'cancel'> = async (act, { activityId, reason }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity) return false
  if (heard.choice === 1 || /^(取消|确定|对|是)[。!！]?$/.test(heard.text)) {
    await cancel(act, activity, reason)
    if (act.place?.roomId == null)
      await act.reply('done', { text: activity.announcedRevision > 0 ? `已取消，${toldWhom(activity)}。` : '已取消。' })
    return true
  }
  if (heard.choice === 2 || no.test(heard.text)) {
    await act.reply('done', { text: '好的，不取消。' })
    return true
  }
  return false
}
