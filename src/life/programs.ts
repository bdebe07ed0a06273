import { z } from 'zod'
import { cadenceSchema, holidayPolicies } from '../time/cadence.ts'

export const programKinds = [
  'theme_day',
  'dues',
  'lecture_series',
  'general_meeting',
  'committee_meeting',
  'group_meeting',
  'custom',
] as const
export type ProgramKind = (typeof programKinds)[number]

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/** So many working days before the activity (0: the day itself), at that hour; null: never. */
const ahead = z.object({ workdays: z.number().int().min(0).max(60), hour }).nullable()

/** When an activity is talked about. Every stage can be moved or switched off (null). */
const stages = z.object({
  /** The draft, to the secretary. */
  draft: ahead.default({ workdays: 5, hour: '10:00' }),
  /** Not approved yet: the deputy is asked (the secretary again where there is none). */
  secondAsk: ahead.default({ workdays: 4, hour: '10:00' }),
  /** The announcement in the group. */
  announce: ahead.default({ workdays: 3, hour: '09:00' }),
  /** The calendar day before, in the group, to those who still owe an answer. */
  dayBefore: hour.nullable().default('16:00'),
  /** So many minutes before the start, in the group. */
  hourBefore: z.number().int().min(5).max(600).nullable().default(60),
  /** So many minutes after the start the secretary is shown the roll. */
  rollCheck: z.number().int().min(5).max(600).default(35),
  /** So many days after it, until the record is closed, the secretary is reminded. */
  recordDue: z.array(z.number().int().min(1).max(60)).default([1, 3, 7]),
})

/** A dated program: theme day, meetings, lecture series. */
export const activityRule = z.object({
  every: z.enum(['month', 'quarter']).default('month'),
  /** Quarterly: in which month of the quarter (1 to 3). */
  monthOfQuarter: z.number().int().min(1).max(3).default(3),
  cadence: cadenceSchema,
  hour: hour.default('15:00'),
  minutes: z.number().int().min(10).max(600).default(90),
  holidays: z.enum(holidayPolicies).default('next_workday'),
  /** A day shifted out of its month goes the other way instead. */
  sameMonth: z.boolean().default(true),
  /** members: the branch's own; committee: its officers; below: the members of all branches below. */
  audience: z.enum(['members', 'committee', 'below']).default('members'),
  /** Days an absent member has to make up; null: nothing is owed. */
  makeUpDays: z.number().int().min(1).max(90).nullable().default(7),
  stages: stages.prefault({}),
})
export type ActivityRule = z.infer<typeof activityRule>

/** Monthly dues: the collection window and its reminders, all at `hour`. */
export const duesRule = z.object({
  firstDay: z.number().int().min(1).max(28).default(1),
  lastDay: z.number().int().min(1).max(31).default(10),
  hour: hour.default('10:00'),
  /** So many days before the last day, to those who owe. */
  remindDays: z.number().int().min(1).max(20).default(3),
})
export type DuesRule = z.infer<typeof duesRule>

/** What most branches do; a branch's own rule is laid over it. */
export const standardPrograms = [
  { kind: 'theme_day', name: '主题党日', rule: { cadence: { on: 'nth_weekday', nth: 1, weekday: 5 } } },
  { kind: 'dues', name: '党费', rule: {} },
] as const

/** Quarterly lecture series that a committee holds for the branches below it (S0: four a year). */
export const lectureSeries = [
  {
    kind: 'lecture_series',
    name: '名师大讲堂',
    rule: { every: 'quarter', audience: 'below', cadence: { on: 'nth_weekday', nth: 3, weekday: 3 } },
  },
  {
    kind: 'lecture_series',
    name: '道德讲堂',
    rule: {
      every: 'quarter',
      audience: 'below',
      monthOfQuarter: 2,
      cadence: { on: 'nth_weekday', nth: 3, weekday: 3 },
    },
  },
] as const
