import type { Count, Measure } from './voting.ts'

/** What was told of one vote, with what it is measured against; of a committee's vote no rule says what. */
export interface VoteInNumbers extends Count {
  /** In an election: for which posts. */
  office: string | null
  measure: Measure | null
}

export const numbers = (one: VoteInNumbers): string =>
  one.kind === 'election' && one.against + one.abstained === 0
    ? `赞成 ${one.inFavour}`
    : `赞成 ${one.inFavour}，反对 ${one.against}，弃权 ${one.abstained}`

/** 赞成 13，超过应到会 15 人的半数: arithmetic, never 通过 or 当选. */
export function measured({ measure, inFavour }: VoteInNumbers): string {
  if (measure === null) return '支委会怎样算通过没有统一规定，由支委会定'
  const of = `${measure.of === 'expected' ? '应到会' : '实到会'} ${measure.number} 人的半数`
  return measure.over ? `赞成 ${inFavour}，超过${of}` : `赞成 ${inFavour}，没有超过${of}（要 ${measure.need} 票）`
}

export const shared = (vote: VoteInNumbers): string => {
  const ballots = [
    ...(vote.issued === null ? [] : [`发出 ${vote.issued}`]),
    ...(vote.returned === null ? [] : [`收回 ${vote.returned}`]),
    ...(vote.valid === null ? [] : [`有效 ${vote.valid}`]),
  ]
  return [
    `应到会有${vote.kind === 'election' ? '选举权' : '表决权'} ${vote.votingBase} 人，实到 ${vote.present} 人`,
    ...(ballots.length > 0 ? [`选票${ballots.join('、')}`] : []),
    ...(vote.written > 0 ? [`含书面意见 ${vote.written} 份（书记计入）`] : []),
  ].join('；')
}

/** The lines of a record about its votes. */
export function voteLines(votes: readonly VoteInNumbers[]): string[] {
  return votes.map((one) => {
    const what = one.kind === 'election' ? `选举${one.office ?? ''} ${one.subject}` : one.subject
    return `${what}：${numbers(one)}；${shared(one)}；${measured(one)}`
  })
}
