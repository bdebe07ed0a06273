import type { Context } from '../meaning.ts'
import { takeTopic } from './topic.ts'
import type { Topic } from './types.ts'

/** Pieces that many patterns are made of. */
export const who = '(?:都|还|还有|现在)?(?:有)?(?:谁|哪些人|哪几个人?|哪些同志|哪几位)(?:都|还)*'
export const not = '(?:没有?|未)'
export const answered = '(?:答复|回复|回话|回应|回|报名|表态|反馈|接龙)'
export const number = '[\\d一二两三四五六七八九十]{1,3}'

/** The whole text is one of these. */
export const pattern = (source: string): RegExp => new RegExp(`^(?:${source})$`)

/** The topic, wherever it is named, if what is left of the text is one of these. */
export const about = (source: string) => {
  const whole = pattern(source)
  return (text: string, context: Context): Topic | null => {
    const { topic, rest } = takeTopic(text, context)
    return whole.test(rest) ? topic : null
  }
}

/** The same for party dues alone. */
export const ofDues = (source: string) => {
  const read = about(source)
  return (text: string, context: Context): Topic | null => {
    const topic = read(text, context)
    return topic?.subject === '党费' ? topic : null
  }
}
