import { type When, when } from '../../time/phrases.ts'
import type { Context } from '../meaning.ts'

const placeWord =
  /(?:[楼室厅堂馆院校园村站场所队部]|会议室|活动室|中心|基地|广场|礼堂|教室|食堂|阵地|书屋|办公室|公司|车间|纪念馆|线上|腾讯会议|\d{3,4})$/
const meeting = /(?:召开|举行|进行|开会|集合|开展|开)$/

/** 三楼会议室, "在三楼会议室开": a place, and nothing else. */
export function placeIn(text: string): string | null {
  const place = text
    .replace(/^[\s,，:]+/, '')
    .replace(/^(?:地点|地方|会场)?(?:改)?(?:到|在|为|成|是|:)?\s?/, '')
    .replace(meeting, '')
    .trim()
  return place.length > 0 && place.length <= 25 && !/[,，。!！?？]/.test(place) && placeWord.test(place) ? place : null
}

/**
 * A time and perhaps a place, and nothing else ("下周一下午3点，三楼会议室"). Null where the text goes on about other
 * things, so that "改到周四我就能来了" is not taken for a command.
 */
export function timeAndPlace(text: string, context: Context): { when: When | null; place: string | null } | null {
  // "3点三楼会议室" would read as three minutes past three.
  const floor = /([点半分刻时])([一二三四五六七八九十]{1,2}(?:号楼|楼|层))/
  const bare = text.replace(/^[\s,，:]+/, '').replace(floor, '$1,$2')
  if (bare === '') return { when: null, place: null }
  const found = when(bare, context)
  if (found.matched === '' || found.recurring) return null
  let rest = bare
  for (const piece of found.matched.split(' ')) rest = rest.replace(piece, ' ')
  rest = rest
    .replace(/[,，。\s]+/g, ' ')
    .replace(/^\s?(?:在|于|到|那天|开始)?\s?|\s?(?:了|召开|举行|进行|开会|开始|开|集合|地点不变|地点不动)?\s?$/g, '')
    .trim()
  if (rest === '') return { when: found, place: null }
  const place = placeIn(rest)
  return place === null ? null : { when: found, place }
}
