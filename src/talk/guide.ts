import { type Guide, wholeGuide } from '../life/guide.ts'

/**
 * "How is it done?": 党员大会怎么开, 换届要几个人到会, 谈心谈话有什么要求. Read as a whole: what is asked must be one of the
 * forms below with nothing left over, so that talk about one dated activity, about a person or about anything else stays
 * what it is.
 */
export type GuideAsk =
  /** `section`: a heading, 全部, or null for the card. */
  | { kind: 'topic'; title: string; section: string | null }
  /** Two things in one question: which is meant first. */
  | { kind: 'which'; titles: string[] }
  | { kind: 'list' }
  /** More of what was shown last. */
  | { kind: 'more'; section: string | null }

/** What choosing needs to know of a guide. */
export type GuideWords = Pick<Guide, 'title' | 'names' | 'questions' | 'sections'>

/** Words that make no difference to what is asked. */
const fillers =
  /请问|麻烦|想问一?下|想问|问一?下|想知道|想了解|告诉我|教教我|教一?下我?|教我|讲讲|说说|讲一下|说一下|介绍一下|介绍|一下|到底|究竟|一般来说|一般|通常|正常|具体|我们|咱们?|本支部|党支部|支部|应该|应当|的话|来着|[啊呀呢哦嘛哈呗啦]|[\s,，。.!！:：?？~…「」“”"]/g
const without = (text: string): string => text.replace(fillers, '')

/** One activity on one day: how it is held in general is not what is asked. */
const moment =
  /今天|明天|后天|昨天|今晚|明早|明晚|[这本下上]一?[次场回]|[这那]个|[这下上本]个?(?:周|星期|礼拜)[一二三四五六日天]?|周[一二三四五六日天]|星期[一二三四五六日天]|[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}[日号]|[\d一二三四五六七八九十]{1,3}[日号]|[上中下]午|晚上|[\d一二三四五六七八九十]{1,2}点半?|刚才|刚刚/g
/** Neither makes it one dated activity. */
const season = /[今明]年|[这本下]个?(?:月|季度)|年底|年初/g

const how = '(?:怎么样?|怎样|如何|咋样?)'
const verb =
  '(?:开展|开|召开|举行|办理|办|搞|做|弄|组织|进行|准备|操作|写|记录|记|填写|填|上|讲|计算|算|核定|定|评|选举|选|接转|转接|转|管理|管|请|补|谈|报|处理|规定|要求|发展|使用|用|过|走程序|走流程)'
const step =
  '(?:步骤|步|环节|程序|流程图|流程|要求|规定|注意事项|手续|材料|标准|条件|规矩|讲究|要点|规范|做法|办法|方法|制度|须知|说明)'
const what = '(?:什么|啥|哪些|哪几|几|多少|怎样的|怎么样的)'
const need = '(?:需要|需|要|最少|至少|起码|必须|得|应|到|来|有)'
const enough =
  '(?:到会|到场|到|来|参加|出席|在场|赞成|同意|投票|以上|党员|人|票|才能|才|就|可以|能|算|有效|开会|开|行|够|数|当选|通过|表决|召开|成)'
const often = '(?:开展|开|搞|办|上|过|组织|召开|交|评|换|谈|选|进行|改选|收|做)'
const span = '(?:[每一](?:个?季度|个?月|年|周|个?星期))'

/** N stands for what is named. `dated`: also asked of one dated activity. */
const forms: readonly { pattern: RegExp; dated?: true }[] = [
  // 党员大会怎么开，要开支委会怎么弄
  {
    pattern: whole(
      `(?:我?(?:要|想|准备|打算))?(?:开|办|搞|上)?N(?:会|工作|活动)?(?:要|得|都)?${how}(?:去|来)?${verb}(?:好|的)?`,
    ),
  },
  // 怎么开好组织生活会，如何发展党员，预备党员怎么转正
  { pattern: whole(`(?:我|N)?(?:要|该)?${how}(?:去|来|才能)?${verb}?(?:好|成)?(?:一?[次个场节篇])?N(?:会)?`) },
  // 主题党日有哪些环节，发展党员分几步
  {
    dated: true,
    pattern: whole(
      `(?:开|办|搞|上|写)?N(?:的|要|都|需要|有|分为|分|包括|走|按|得|该){0,3}${what}[个道条项种样]?${step}`,
    ),
  },
  // 谈心谈话要注意什么
  {
    dated: true,
    pattern: whole('(?:开|办|搞|上|写)?N(?:的时候)?(?:要|得|都|需要){0,2}注意(?:些|哪些)?(?:什么|啥|事项|哪些)?'),
  },
  // 党员大会流程，看看换届的步骤
  {
    dated: true,
    pattern: whole(`(?:看看?|查看?|发)?N(?:的)?${step}(?:是|有)?(?:什么|啥|哪些|怎样的|怎么样的|怎么走)?`),
  },
  // 三会一课是什么
  {
    pattern: whole(
      '(?:什么是|什么叫|啥是|啥叫)N|N(?:是|指的?是|指)个?(?:什么意思|啥意思|怎么回事|什么|啥|哪些|哪几个)',
    ),
  },
  { pattern: whole('N(?:都)?(?:包括|包含)(?:了)?(?:哪些|什么|哪几[个项])(?:内容|会)?') },
  // 党员大会多久一次，一年开几次党员大会
  {
    pattern: whole(
      `N(?:要|得|该|是|需要|至少|最少){0,2}(?:(?:隔?多久|多长时间|几个月|几年)${often}?(?:一次|一回|一届)|${span}(?:要|得|该|至少|最少){0,2}${often}?(?:几|多少)[次回节])`,
    ),
  },
  {
    pattern: whole(
      `(?:隔?多久|多长时间|几个月|几年)(?:要|得)?(?:${often}?一[次回节]N|N一[次回])|${span}(?:要|得|至少|最少){0,2}${often}?(?:几|多少)[次回节]N`,
    ),
  },
  // 换届要几个人到会，党员大会多少票通过
  {
    dated: true,
    pattern: new RegExp(
      `^(?=.*(?:需|要|最少|至少|起码|必须|得|应|才|能开|可以开|算|够|有效|当选|通过))(?:开|召开)?N(?:的时候)?${need}{0,3}(?:几|多少)[个名位张]?(?:正式|有表决权的?)?(?:党员|委员|同志|人|票)${enough}{0,5}$`,
    ),
  },
  // 党员大会由谁主持
  { dated: true, pattern: whole('N(?:要|该)?(?:由|让)谁(?:来)?(?:主持|召集|组织|负责|讲|审批|批准|批)') },
]
/** What is counted in numbers by its very name: 优秀名额多少，任期几年. */
const measured = /(?:名额|比例|标准|任期|人数|票数|上限|期限)$/
/** Who says only this wants to know it: 党费标准，请假制度. */
const askedByItself = /(?:名额|比例|标准|制度|一览表|办法)$/
const measure = whole('N(?:是|有|要|占|不超过|最多|一般){0,3}(?:多少|几|多大|多久|多长|怎么定|怎么算)[个名人年票]?')

const list = [
  /^(?:都?有(?:哪些|什么))?(?:工作|办事|业务|党务|各项|各种)?(?:流程图?|工作说明|办事指南)(?:都?有(?:哪些|什么)|大全|一览|目录|清单)?$/,
  new RegExp(`^(?:会议?|开会)(?:要|该)?${how}(?:去|来)?(?:开|组织|召开|准备|办|搞)(?:好|的)?$`),
  new RegExp(`^${how}(?:才能)?(?:开|组织|召开)(?:好|成)?一?[次个场]?(?:会议?|好会)$`),
]
const more = /^(?:看|看看|查看|发)?(?:全部|详细|具体)?(步骤)$|^(?:接着|往下|继续)(?:看|说|讲)$/
const wholeWords = /^(?:全部|详细|详细内容|详情|全部内容|全部步骤|详细步骤)$/
const called = /^(?:流程|说明|帮助|help)[\s:,]*(.+)$/i

function whole(source: string): RegExp {
  return new RegExp(`^(?:${source})$`)
}

/**
 * Which guide is asked for; null for everything else.
 * @param plain as `plainCommand` gives it
 */
export function readGuideAsk(plain: string, guides: readonly GuideWords[]): GuideAsk | null {
  if (guides.length === 0 || plain.length > 60) return null
  const asked = without(plain)
  const exact = guides.find(({ questions }) => questions.some((one) => without(one) === asked))
  if (exact) return { kind: 'topic', title: exact.title, section: null }
  if (list.some((one) => one.test(asked))) return { kind: 'list' }
  const further = more.exec(plain)
  if (further) return { kind: 'more', section: further[1] ?? null }
  const name = called.exec(plain)?.[1]
  const byName = name === undefined ? null : guideNamed(name, guides)
  if (byName) return byName

  const found = mark(plain, guides)
  if (!found) return null
  const section = sectionNamed(without(found.text), found.guide)
  if (section !== null) return { kind: 'topic', title: found.guide.title, section }
  const undated = found.text.replace(moment, '')
  const dated = undated !== found.text
  const text = without(undated.replace(season, '')).replace(/^的/, '')
  const fits =
    forms.some((form) => (form.dated || !dated) && form.pattern.test(text)) ||
    (measured.test(found.word) && measure.test(text)) ||
    (askedByItself.test(found.word) && text === 'N')
  if (!fits) return null
  return found.joined.length > 1
    ? { kind: 'which', titles: found.joined }
    : { kind: 'topic', title: found.guide.title, section: null }
}

/** 「党员大会」「党员大会 步骤」 and nothing else. */
export function guideNamed(text: string, guides: readonly GuideWords[]): GuideAsk | null {
  const found = mark(text, guides)
  if (!found) return null
  const rest = without(found.text)
  if (rest === 'N') return { kind: 'topic', title: found.guide.title, section: null }
  const section = sectionNamed(rest, found.guide)
  return section === null ? null : { kind: 'topic', title: found.guide.title, section }
}

function sectionNamed(rest: string, guide: GuideWords): string | null {
  const heading = /^N的?(.+)$/.exec(rest)?.[1]
  if (heading === undefined) return null
  if (wholeWords.test(heading)) return wholeGuide
  return guide.sections.some((one) => one.heading === heading) ? heading : null
}

interface Marked {
  /** With N for what is named. */
  text: string
  guide: GuideWords
  /** The last word that names it. */
  word: string
  /** Where two things stand side by side (组织生活会和民主评议), the titles of both. */
  joined: string[]
}

/** Stands for each sign of a name until all names are found. */
const taken = '\u0000'
const beside = /N(?:和|与|跟|以及|及|还有|、)N/
const together = /N(?:(?:和|与|跟|以及|及|还有|、|的|里的?|时|上的?|中的?)?N)+/g

/** Finds what is named; of several, the last is the one that is asked about (主题党日的会议记录). */
function mark(text: string, guides: readonly GuideWords[]): Marked | null {
  const longestFirst = guides
    .flatMap((guide) => guide.names.map((word) => ({ guide, word })))
    .sort((a, b) => b.word.length - a.word.length)
  const found: { guide: GuideWords; word: string; at: number }[] = []
  let rest = text.replaceAll('N', 'n')
  for (const { guide, word } of longestFirst) {
    for (let at = rest.indexOf(word); at >= 0; at = rest.indexOf(word)) {
      found.push({ guide, word, at })
      rest = `${rest.slice(0, at)}${taken.repeat(word.length)}${rest.slice(at + word.length)}`
    }
  }
  const last = found.sort((a, b) => a.at - b.at).at(-1)
  if (!last) return null
  // From the end, so that what is still to be replaced stays where it is.
  for (const { at, word } of [...found].reverse()) rest = `${rest.slice(0, at)}N${rest.slice(at + word.length)}`
  const titles = [...new Set(found.map(({ guide }) => guide.title))]
  return {
    text: rest.replace(together, 'N'),
    guide: last.guide,
    word: last.word,
    joined: beside.test(rest) ? titles : [],
  }
}
