/**
 * Who must be there and what carries. `expected` is the number of members entitled to vote who ought to attend
 * (应到会有表决权), never the number who came. Integers only.
 *  general    2018 regulation on branches, article 11: at least half attend
 *  admission  2026 rules on admitting members, articles 19 and 20: more than half attend
 *  committee  2018 regulation, article 12: at least half of the committee attend
 *  election   2020 regulation on elections: at least four fifths attend
 */
export type Meeting = 'general' | 'admission' | 'committee' | 'election'

/** The least number that must attend; at least 1. */
export function minPresent(meeting: Meeting, expected: number): number {
  switch (meeting) {
    case 'general':
    case 'committee':
      return Math.max(1, Math.ceil(expected / 2))
    case 'admission':
      return Math.floor(expected / 2) + 1
    case 'election':
      return Math.max(1, Math.ceil((4 * expected) / 5))
  }
}

/**
 * Whether the meeting may be held. `exactlyHalf`: whether "half or more" (半数以上) includes the half has no binding
 * interpretation, so the secretary is shown it and decides.
 */
export function canMeet(meeting: Meeting, expected: number, present: number): { ok: boolean; exactlyHalf: boolean } {
  const ok = present >= minPresent(meeting, expected)
  return { ok, exactlyHalf: ok && (meeting === 'general' || meeting === 'committee') && 2 * present === expected }
}

/** Carried: in favour more than half of those who ought to attend (2018 regulation art. 11; 2026 rules art. 20). */
export const passes = (expected: number, yes: number): boolean => 2 * yes > expected
export const minYesToPass = (expected: number): number => Math.floor(expected / 2) + 1

/** Elected: in favour more than half of those who did attend. */
export const elected = (present: number, yes: number): boolean => 2 * yes > present
export const minYesToBeElected = (present: number): number => Math.floor(present / 2) + 1

/** Whether those who attend by video count is not settled by any published rule: the higher committee decides. */
export type VideoPolicy = 'no' | 'vote_only' | 'all'

/** How many count as present; by default nobody by video. */
export function countPresent(
  meeting: Meeting,
  came: { inPerson: number; byVideo: number },
  policy: VideoPolicy = 'no',
): number {
  const counts = policy === 'all' || (policy === 'vote_only' && meeting !== 'election')
  return came.inPerson + (counts ? came.byVideo : 0)
}
