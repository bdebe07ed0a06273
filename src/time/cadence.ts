/** On which day of its month an activity stands. */
export type Cadence =
  | { on: 'day_of_month'; day: number }
  | { on: 'nth_weekday'; nth: number; weekday: number }
  | { on: 'last_weekday'; weekday: number }
  | { on: 'nth_workday'; nth: number }
  | { on: 'last_workday' }
  | { on: 'window'; first: number; last: number }
  | { on: 'lunar_day'; day: number }
