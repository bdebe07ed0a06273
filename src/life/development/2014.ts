import { steps2026 } from './2026.ts'
import type { EditionInput } from './steps.ts'

type StepInput = EditionInput['steps'][number]

/**
 * Where the rules of 2014 differ, as far as is known: no publicity in any of the customary steps, no month within which
 * the general meeting must be held, written opinions of who cannot come are counted, the approval may take six months.
 */
const different: Record<number, Partial<StepInput>> = {
  8: {
    name: '报上级党委备案',
    limit: '',
    who: '上级党委',
    words: ['上级党委备案', '党委备案', '备案'],
    workdays: undefined,
  },
  13: { remark: '未来三个月内将离开单位的，一般不办理' },
  15: {
    limit: '',
    remark: '到会和赞成都要超过应到会有表决权的半数；因故不能到会、会前正式提出的书面意见计入票数',
    latest: undefined,
  },
  17: { remark: '特殊情况可以延长，不超过六个月' },
}

/** The same 25 steps by the rules of 2014, which governed until May 2026. */
export const steps2014: EditionInput = {
  version: '2014',
  title: '《中国共产党发展党员工作细则》（2014 年）25 步',
  steps: steps2026.steps.map((step) => ({ ...step, ...different[step.step] })),
}
