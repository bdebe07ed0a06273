import { typeset } from '../../base/text.ts'
import { findActivity } from '../../records/activities.ts'
import { movedTo } from '../../time/phrase-move.ts'
import { when } from '../../time/phrases.ts'
import type { AnswerTo } from '../heard.ts'
import { heldBack } from './approval.ts'
import { approve, cancel, describe, showDraft } from './arrange.ts'
import { toldWhom } from './audience.ts'
import { move } from './move.ts'

const yes = /^(同意|可以|好的?|行|没问题|就这样|对|嗯|发吧|ok)[。!！]?$/i
const no = /^(不|不用|不要|不改|算了|先不)/

/** "1", "2 下周一下午3点", "3 三楼会议室"; after a bare 2 or 3 the time or the place alone. */
export const answerDraft: AnswerTo<'draft'> = async (act, { activityId, wants }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (!activity || activity.state === 'cancelled' || activity.startsAt <= act.now) return false
  if (wants === 'time' && heard.choice === null) {
    const { start, matched } = when(heard.text, heard.context)
    // Nothing but a time: "已交12月党费" is no answer to it.
    if (start && heard.text.length - matched.length <= 4)
      return answerDraft(act, { activityId }, { ...heard, choice: 2, rest: heard.text })
  }
  if ((heard.choice === 1 && heard.rest === '') || yes.test(heard.text)) {
    if (activity.state !== 'planned' || !(await heldBack(act, activity))) await approve(act, activity)
    return true
  }
  if (heard.choice === 2) {
    await act.ask('draft', { activityId, wants: 'time' })
    if (heard.rest === '') {
      await act.reply('which_time', { question: '改到什么时候？如「12月8日下午3点」。' })
      return true
    }
    const said = when(heard.rest, heard.context)
    const startsAt = movedTo(said, activity.startsAt, act.zone)
    if (!startsAt) {
      await act.reply('which_time', { question: said.question ?? '改到几点？如「下周一下午3点」。' })
      return true
    }
    if (startsAt <= act.now) {
      await act.reply('which_time', { question: '这个时间已经过了，请说一个以后的时间。' })
      return true
    }
    await move(act, activity, { startsAt, endsAt: said.dayAssumed ? null : said.end, keepAnswers: true })
    await showDraft(act, activityId)
    return true
  }
  if (heard.choice === 3) {
    await act.ask('draft', { activityId, wants: 'place' })
    if (heard.rest === '') await act.reply('which_time', { question: '改到哪里？如「三楼会议室」。' })
    else await describe(act, activity, { place: typeset(heard.rest) })
    return true
  }
  return false
}

/** "改到三楼会议室吧" → "三楼会议室" */
const placeOf = (text: string): string =>
  text.replace(/^(?:地点|就)?(?:改|换|挪|放|定)?(?:到|在|成)?/, '').replace(/(?:吧|了)?[。!！]?$/, '') || text

/** Words that are no command and no answer, while a draft waits: the place that was asked for, else the topic. */
export const topicOfDraft: AnswerTo<'draft'> = async (act, { activityId, wants }, heard) => {
  const activity = await findActivity(act.tx, activityId)
  if (wants === 'place' && activity?.state === 'planned' && heard.text.length <= 30 && !/[，,。？?]/.test(heard.text))
    return answerDraft(act, { activityId }, { ...heard, choice: 3, rest: placeOf(heard.text) })
  const [said, place] = withPlace(heard.text)
  const topic = said.replace(/^(?:\S{0,8}的?)?(主题|题目|内容)(是|为|:|：)\s*|^(主题|题目|内容)\s*/, '').trim()
  if (activity?.state !== 'planned' || topic.length < 4) return false
  await describe(act, activity, {
    topic: typeset(topicWith(activity.topic, topic)),
    ...(place === null ? {} : { place: typeset(place) }),
  })
  return true
}

/** "主题是学习全会精神，地点大礼堂": the place is no part of the topic. */
export function withPlace(said: string): [rest: string, place: string | null] {
  const found =
    /[，,。；;\s](?:会议|活动)?(?:地点|地方|会场)(?:就?[改换定放]?[到在为成]|是|:|：)?\s?([^，,。；;]{2,20})[。]?$/.exec(
      said,
    )
  return found?.[1] ? [said.slice(0, found.index), found[1]] : [said, null]
}

/** "再加一条，观看警示教育片" adds to the topic; anything else replaces it. */
export function topicWith(before: string | null, said: string): string {
  const more =
    /^(?:请?(?:再|还要?|另外?|同时)?(?:加上?|增加|补充|添上?|添加)(?:一[条项个])?(?:内容|主题)?)[\s，,:：、]*(.{2,})$/.exec(
      said,
    )?.[1]
  if (more === undefined) return said
  return before ? `${before.replace(/[。；;]$/, '')}，${more}` : more
}

export const answerMove: AnswerTo<'move'> = async (act, { activityId, startsAt, endsAt, place }, heard) => {
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
    ...(place === undefined ? {} : { place }),
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
