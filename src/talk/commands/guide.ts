import { readGuideAsk } from '../guide.ts'
import type { CommandRow } from './types.ts'

/** How things are done: read after all other commands, so that help on one of them stays help. */
export const guideQueries: readonly CommandRow[] = [
  {
    name: 'guide',
    topic: 'rules',
    title: '流程',
    who: 'member',
    example: '党员大会怎么开',
    help: '问组织生活和党务工作怎么办：步骤、依据，和本支部要几个人到会。发「流程」看能问哪些。',
    read: (text, context) => {
      const ask = readGuideAsk(text, context.guides ?? [])
      return ask && { name: 'guide', ask }
    },
  },
]
