import { normalize, typeset } from '../../base/text.ts'

const topic = /(^|[,。;\n\s])(?:会议|活动|党课|学习|本次)?(?:主题|议题|题目)\s?[:是为]\s?([^。;\n]{2,100})/
const place = /(^|[,。;\n\s])(?:会议|活动)?(?:地点|会场)\s?[:是为在]\s?([^,。;\n]{2,30})/

/** Topic and place of a meeting where they are still wanted, and the message without them. */
export function readHeading(
  text: string,
  wanted: { topic: boolean; place: boolean },
): { topic?: string; place?: string; rest: string } {
  let rest = normalize(text)
  const found: { topic?: string; place?: string } = {}
  for (const [part, pattern] of [
    ['place', place],
    ['topic', topic],
  ] as const) {
    const said = wanted[part] ? pattern.exec(rest) : null
    if (!said?.[2]) continue
    found[part] = typeset(said[2].trim())
    rest = rest.slice(0, said.index) + (said[1] ?? '') + rest.slice(said.index + said[0].length)
  }
  return { ...found, rest: Object.keys(found).length === 0 ? text : rest.replace(/^[\s,。;]+|[\s,;]+$/g, '') }
}
