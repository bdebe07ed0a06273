import { readVotes } from '../record/votes.ts'
import { about } from './pattern.ts'
import type { CommandRow } from './types.ts'

const enough = '(?:够|够了|足|足够|齐|达到|满足|符合|过)'
const quorum = about(
  `(?:到会|参会|出席|表决|开会|会议|现在|今天|我们|支部|的)*(?:法定)?(?:人数?|人手)(?:到得|来得|现在|今天|还|都)?${enough}(?:不够|不足|不齐|没有?|半数|法定人数)?(?:开会|表决|选举|法定人数)?(?:了)?(?:吗|没有?|不|么)?|(?:还)?(?:差|缺)(?:几|多少)个?人?(?:才)?(?:够|开会|能开会?|到会|到|能表决|能选举)?(?:了)?|(?:人)?(?:够|能)(?:不(?:够|能))?(?:开会|开|表决|选举)(?:了)?(?:吗|没有?|么)|(?:到会|人数)?(?:够|过|到|达到)(?:了)?(?:不(?:够|过|到))?(?:半数|一半|五分之四|法定人数)(?:了)?(?:吗|没有?|么|不)?|法定(?:到会)?人数(?:够|是|要)?(?:多少|几个?人?|吗)?`,
)

/** Whether enough are there. */
export const votingQueries: readonly CommandRow[] = [
  {
    name: 'quorum',
    topic: 'records',
    title: '够不够人',
    who: 'officer',
    example: '到会人数够吗',
    help: '看最近一次会要几个人到会、现在有几个、还差几个；表决、发展党员、选举各是各的算法。',
    read: (text, context) => {
      const topic = quorum(text, context)
      return topic && topic.subject !== '党费' ? { name: 'quorum', ...topic } : null
    },
  },
]

const base = '应到会?(?:有(?:表决|选举)权)?(?:的)?(?:人数|党员|名单)?'
const notCounted = new RegExp(
  `^(.{1,20}?)(?:同志)?(?:依法)?(?:可以)?不(?:再)?(?:计入|算进|算入|列入|计算在|算在|算)${base}(?:内|里)?(?:$|[\\s,:(]+(.{0,100}?)\\)?$)`,
)
const countedAgain = new RegExp(
  `^(.{1,20}?)(?:同志)?(?:恢复|重新|改回|仍然?|还是)*(?:计入|算进|算入|列入)${base}$|^(?:撤销|取消)(.{1,20}?)(?:同志)?(?:的)?不(?:计入|算进|算入|列入)${base}$`,
)
const withdraw =
  /^(?:撤销|撤回|作废)(?:刚才|上一条|上一个|那条|这条|的)*(.{0,40}?)(?:的)?(?:表决|投票|票数|选举)(?:结果)?(?:记录)?$|^(?:表决|投票|票数|选举)(?:结果)?(?:撤销|撤回|作废|记错了|写错了)[\s,:]*(.{0,40})$/

/** What was voted, and who counts for it: shown back before it is kept. */
export const votingOrders: readonly CommandRow[] = [
  {
    name: 'vote',
    topic: 'records',
    title: '表决',
    who: 'officer',
    changes: true,
    shownBack: true,
    example: '表决 关于修缮活动室的决议 赞成13 反对1 弃权1',
    help: '记会上的表决和选举结果，如「接收张三为预备党员 实到12 赞成12」「选举支委 李建国13票 王秀英12票」。先核对数，您确认了才记。',
    read: (text, context) => {
      const said = readVotes(text, context.people)
      return said && { name: 'vote', said }
    },
  },
  {
    name: 'withdraw_vote',
    topic: 'records',
    title: '撤销表决',
    who: 'officer',
    changes: true,
    example: '撤销表决',
    help: '撤销刚记的表决结果，可以写明是哪一个；撤销也留痕。',
    read: (text) => {
      const found = withdraw.exec(text)
      return found && { name: 'withdraw_vote', about: (found[1] ?? found[2] ?? '').replace(/^关于/, '').trim() || null }
    },
  },
  {
    name: 'voter',
    topic: 'records',
    title: '不计入应到会',
    who: 'officer',
    changes: true,
    example: '王五不计入应到会 长期卧床 12月4日大会通过',
    help: '依法不计入应到会有表决权的党员，上级同意、党员大会通过以后登记。恢复说「王五恢复计入应到会」。',
    read: (text) => {
      const again = countedAgain.exec(text)
      const back = again?.[1] ?? again?.[2]
      const left = notCounted.exec(text)
      if (left?.[1]) return { name: 'voter', target: left[1], text: left[2] ?? '', counts: false }
      return back && !/不$/.test(back) ? { name: 'voter', target: back, text: '', counts: true } : null
    },
  },
]
