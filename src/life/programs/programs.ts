import { z } from 'zod'
import { cadenceSchema, holidayPolicies } from '../../time/cadence.ts'
import { everies } from '../../time/days.ts'

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
  /** Too few have said they will come for the meeting to be held: told to the secretary; only with a quorum. */
  quorumCheck: ahead.default({ workdays: 1, hour: '17:00' }),
  /** The calendar day before, in the group, to those who still owe an answer. */
  dayBefore: hour.nullable().default('16:00'),
  /** So many minutes before the start, in the group. */
  hourBefore: z.number().int().min(5).max(600).nullable().default(60),
  /** So many minutes after the start the secretary is shown the roll. */
  rollCheck: z.number().int().min(5).max(600).default(35),
  /** So many days after it, until the record is closed, the secretary is reminded. */
  recordDue: z.array(z.number().int().min(1).max(60)).default([1, 3, 7]),
  /** So many days before the end of a period for which nothing is arranged; none: never. See arranging.ts. */
  arrangeBy: z.array(z.number().int().min(1).max(180)).max(5).default([15]),
})

/** A dated program: theme day, meetings, lecture series. */
export const activityRule = z.object({
  every: z.enum(everies).default('month'),
  /** Quarterly, half-yearly, yearly: in which month of the period, from 1; null: in its last. */
  inMonth: z.number().int().min(1).max(12).nullable().default(null),
  cadence: cadenceSchema,
  hour: hour.default('15:00'),
  minutes: z.number().int().min(5).max(600).default(90),
  holidays: z.enum(holidayPolicies).default('next_workday'),
  /** A day shifted out of its month goes the other way instead. */
  sameMonth: z.boolean().default(true),
  /**
   * members: the organization's own (a branch's, a group's); committee: its officers; secretaries: those of the branches
   * below; below: the members of all branches below.
   */
  audience: z.enum(['members', 'committee', 'secretaries', 'below']).default('members'),
  /** Who must be there for the meeting to be valid: see quorum.ts; null: anybody. */
  quorum: z.enum(['general', 'admission', 'committee', 'election']).nullable().default(null),
  /** rota: no roll and no record, the members take turns (a daily talk). */
  roll: z.enum(['full', 'rota']).default('full'),
  /** What a record must say before it is closed, beside who was there. */
  fields: z
    .array(z.enum(['host', 'recorder', 'content', 'decisions', 'topic', 'place', 'photograph', 'vote']))
    .default(['host', 'recorder', 'content', 'decisions']),
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

/** Heart-to-heart talks: who owes one is shown to the secretary in these months, on the first working day. */
export const talkRule = z.object({
  hour: hour.default('10:00'),
  remindMonths: z.array(z.number().int().min(1).max(12)).default([6, 10, 12]),
  /** Whom the year must cover; which of the two is meant is not settled by any published rule. */
  coverage: z.enum(['each_once', 'all_pairs']).default('each_once'),
})
export type TalkRule = z.infer<typeof talkRule>

/** The end of a term: the secretary and the committee above are reminded so many months ahead (article 21). */
export const electionRule = z.object({
  hour: hour.default('10:00'),
  remindMonths: z.array(z.number().int().min(1).max(12)).default([6, 3, 1]),
})
export type ElectionRule = z.infer<typeof electionRule>

/** Steps of admission: the secretary is reminded so many days before a time limit ends, and when it has. */
export const developmentRule = z.object({
  hour: hour.default('10:00'),
  remindDays: z.number().int().min(1).max(60).default(7),
  /** Steps by which version of the rules: see life/development. */
  version: z.string().default('2026'),
})
export type DevelopmentRule = z.infer<typeof developmentRule>
