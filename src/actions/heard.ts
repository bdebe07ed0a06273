import type { Context } from '../talk/meaning.ts'
import type { Act } from './act.ts'
import type { QuestionFacts, QuestionKind } from './questions.ts'

/** An answer as it was heard. */
export interface Heard {
  /** Normalized. */
  text: string
  /** The number it begins with, and what follows it: "2 出差" is 2 and "出差". */
  choice: number | null
  rest: string
  context: Context
}

/** Acts on an answer; `false` where the text is no answer to this question. */
export type AnswerTo<K extends QuestionKind> = (act: Act, facts: QuestionFacts[K], heard: Heard) => Promise<boolean>
