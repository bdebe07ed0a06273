import type { Right } from '../life/people/rights.ts'
import type { Act } from './act.ts'

/** A clear no to somebody who lacks a right, privately: who may do it instead. */
export const refuse = (act: Act, lacking: Right): Promise<void> =>
  act.whisper('not_allowed', { who: lacking === 'see_names' ? 'committee' : 'secretary' })
