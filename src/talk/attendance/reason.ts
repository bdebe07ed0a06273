import { without } from '../match.ts'
import { fillers, meetingWords, subjects } from '../phrasebook.ts'

const dayWords =
  '(?:今天|明天|后天|大后天|昨天|[这那]两天|[这那]几天|这阵子|这段时间|最近|今|明(?=早|晚)|(?:下|这|本|上)?个?(?:周|星期|礼拜)[一二三四五六日天末]|(?:下|这|本)(?:个)?(?:周|星期)|那天|当天|\\d+月\\d+[号日]?|\\d+[号日]|[一二三]?十[一二三四五六七八九]?[号日]|[一二三四五六七八九][号日])'
const hourWords =
  '(?:凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|(?:\\d+|[一二三四五六七八九十]+|两)(?:点|时)(?:半|钟|整|\\d+分?)?|\\d+:\\d+|(?:半|\\d+|[一二三四五六七八九十两几]+)个?(?:小时|分钟|刻钟|钟头))'
const times = new RegExp(`${dayWords}|${hourWords}`, 'g')

// 腾讯会议 and 视频会议 are ways of coming, not the name of the meeting.
const subjectWords = without(
  [
    ...Object.values(subjects)
      .flat()
      .filter((word) => word !== '党费'),
    ...meetingWords.slice(0, -1),
  ],
  '讯频',
)
const fillerWords = without(fillers, '不没无未别参开大例支委小组培家讯频')

/** A clause without names, days, hours and the name of the activity. */
export function withoutSetting(clause: string): string {
  const people = clause.replace(
    /(?:第?[一二三四五六七八九十\d]+(?:党?小组|组|班|车间|支部)的?(?=[\ue000-\ue7ff]))?(?:我|帮|替|代|和|跟|与|及|、|还有|以及)*[\ue000-\ue7ff]+(?:和|跟|与|及|、|还有|以及)*(?:我|俺)?(?:们?(?:两|俩|三|仨|几)个?人?)?(?:(?:说|讲|告诉我|跟我说|让我说|托我说)(?:一声|一下)?(?:他|她)?(?:们)?)?/g,
    '',
  )
  return subjectWords(people.replace(times, '')).replace(/^的/, '')
}

/** What remains of a clause once everything that may stand around an answer is gone: 我准时参加 → 参加. */
export const core = (clause: string): string =>
  fillerWords(withoutSetting(clause))
    .replace(/["'“”()、√✓]/g, '')
    .replace(/(?<=.)\+?1$/, '')
    .replace(/^(\p{Script=Han}{1,4})\1+$/u, '$1')

const relativeDays =
  '(?:今天|明天|后天|大后天|昨天|(?:下|这|本|上)?个?(?:周|星期|礼拜)[一二三四五六日天末]|(?:下|这|本)(?:个)?(?:周|星期)|那天|当天)(?=..)'
const opening = new RegExp(
  `^(?:因为|因故|因(?![公病事私])|由于|原因是?|理由是?|主要是|但是?|可是|不过|只是|就是|然后|那天|所以|我们?(?![妈爸家老孩儿女父母媳妹弟姐哥奶爷外岳公婆娃丈妻单爱])|俺|本人|他们?|她们?|正好|刚好|需要|需|还得|还要|得(?=[^病])|要(?!看)|一起|都|也|了|的|、|是|路上(?=.*堵)|${relativeDays})`,
)
const closing = /(?:所以|因此|故|特此|特|想|需要?|就|,|、|的话|啊|呀|哦|呢|吧|哈|-|,|因为|要|得|都|也|我|只能|只好)$/

/** The words a person gave as a reason, without what merely introduces them; null where nothing is left. */
export function tidyReason(text: string): string | null {
  let reason = text.trim().replace(/^\((.*)\)$/, '$1')
  for (let before = ''; before !== reason; ) {
    before = reason
    reason = reason.replace(opening, '').replace(closing, '').trim()
  }
  return /[\p{L}]/u.test(reason) && reason.length > 1 ? reason : null
}

export function joinReasons(reasons: (string | null)[]): string | null {
  const said = reasons.filter((reason) => reason !== null)
  return said.length > 0 ? [...new Set(said)].join('，') : null
}
