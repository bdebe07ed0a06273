import { z } from 'zod'
import type { Month, Period } from '../../time/days.ts'
import { custom, institutionNamed } from '../programs/catalogue.ts'
import type { Term } from '../tree/term.ts'

const day = z.string()

/** One line of a year's plan. Kept as it was when a plan is filed, so its shape is read again from the database. */
export const planEntry = z.object({
  /** The institution, 党小组会. */
  name: z.string(),
  kind: z.string(),
  /** As the activity is called, 第一党小组会; held by whom, where that is not the organization itself. */
  title: z.string(),
  by: z.string().nullable(),
  /** The group that holds it, so that its members find theirs. */
  groupId: z.number().nullable(),
  /** Nothing that concerns the branch committee alone. */
  everybody: z.boolean(),
  period: z.string(),
  /** Under which month it stands. */
  month: z.string(),
  /** Several of what comes every day or week; none where people choose the day, up to `until`. */
  days: z.array(day),
  nominal: day.nullable(),
  until: day.nullable(),
  hour: z.string().nullable(),
  provisional: z.boolean(),
  /**
   * by_rule: not planned yet; open: people choose the day; window: days within which something is done (dues); remind:
   * only somebody is reminded; else as the activity stands.
   */
  state: z.enum(['by_rule', 'open', 'window', 'remind', 'planned', 'approved', 'held', 'cancelled']),
  reason: z.string().nullable(),
  /** The rule in words, 每月第一个周五 15:00; null where there is none. */
  rhythm: z.string().nullable().default(null),
  source: z.string(),
})
export type PlanEntry = z.infer<typeof planEntry>

/** A program that concerns the organization. */
export interface ProgramToPlan {
  id: number
  kind: string
  name: string
  rule: unknown
  /** Of what is switched off only what was planned before is told. */
  enabled: boolean
  createdAt: Date
  by: string | null
  everybody: boolean
  holders: readonly { organizationId: number; title: string; groupId: number | null }[]
}

export interface ActivityInPlan {
  programId: number | null
  organizationId: number
  kind: string
  period: Period
  title: string
  startsAt: Date
  state: 'planned' | 'approved' | 'held' | 'cancelled'
  provisional: boolean
  dateReason: string | null
  cancelReason: string | null
}

export interface ToPlan {
  programs: readonly ProgramToPlan[]
  /** Those of the year, in the order in which they are held. */
  activities: readonly ActivityInPlan[]
  term: Term | null
}

/** An entry of which nothing but name and month is known yet. */
export const plain = (name: string, kind: string, period: Period, month: Month): PlanEntry => ({
  name,
  kind,
  title: name,
  by: null,
  groupId: null,
  everybody: true,
  period,
  month,
  days: [],
  nominal: null,
  until: null,
  hour: null,
  provisional: false,
  state: 'by_rule',
  reason: null,
  rhythm: null,
  source: institutionNamed(name)?.source ?? custom.source,
})
