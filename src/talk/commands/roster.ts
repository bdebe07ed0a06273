import { readDuesDecision } from '../dues/decision.ts'
import type { Context } from '../meaning.ts'
import { asksStatus, readStatus } from '../people/member-status.ts'
import type { StatusSaid } from '../people/roster-said.ts'
import { asksTransfers, readReceive, readTransferEnd, readTransferIn, readTransferOut } from '../people/transfer.ts'
import type { CommandRow } from './types.ts'

/** Who is where, and how they stand: only ever answered privately. */
export const rosterQueries: readonly CommandRow[] = [
  {
    name: 'transfer_status',
    topic: 'members',
    title: '转接情况',
    who: 'officer',
    example: '转接情况',
    help: '看谁的组织关系正在转出、转入，介绍信哪天开的、多少天了。',
    read: (text) => (asksTransfers(text) ? { name: 'transfer_status' } : null),
  },
  {
    name: 'floating_status',
    topic: 'members',
    title: '流动党员情况',
    who: 'officer',
    example: '流动党员情况',
    help: '看流动党员在哪里、从什么时候起、最近一次联系是哪天；外出满六个月的单列出来，请支部研究。',
    read: (text) => (asksStatus('floating_status', text) ? { name: 'floating_status' } : null),
  },
  {
    name: 'to_check',
    topic: 'members',
    title: '待核查名单',
    who: 'officer',
    example: '待核查名单',
    help: '看连续几个月党费没有入账、或者没有参加组织生活的，请您核实。只告诉书记一个人。',
    read: (text) => (asksStatus('to_check', text) ? { name: 'to_check' } : null),
  },
  {
    name: 'leader_status',
    topic: 'members',
    title: '双重组织生活情况',
    who: 'officer',
    example: '双重组织生活情况',
    help: '看党员领导干部今年在所在支部、党小组应参加几次、参加了几次；上级党委看所属各支部的。',
    read: (text) => (asksStatus('leader_status', text) ? { name: 'leader_status' } : null),
  },
  {
    name: 'contact_status',
    topic: 'members',
    title: '联系点情况',
    who: 'officer',
    example: '联系点情况',
    help: '看领导干部今年到联系支部参加了几次；领导干部看自己的，书记看联系本支部的。',
    read: (text) => (asksStatus('contact_status', text) ? { name: 'contact_status' } : null),
  },
]

const status = (wanted: StatusSaid['name']) => (text: string, context: Context) => {
  const said = readStatus(text, context)
  return said?.name === wanted ? said : null
}

/** Changes of who belongs where: each is shown back before it is done. */
export const rosterOrders: readonly CommandRow[] = [
  {
    name: 'transfer_out',
    topic: 'members',
    title: '转出组织关系',
    who: 'officer',
    changes: true,
    example: '张三转出到城关镇第一支部，介绍信12月10日，党费交到12月',
    help: '登记介绍信。先看还有哪几个月党费没有入账，您确认了才记；对方接收以前仍是本支部的人。对方在系统里的，我请对方书记接收。',
    read: (text, context) => readTransferOut(text, context),
  },
  {
    name: 'transfer_end',
    topic: 'members',
    title: '转出结果',
    who: 'officer',
    changes: true,
    example: '张三转出已接收',
    help: '回执来了说「张三转出已接收」，从名册移出，记录都留着；被退回说「张三转出被退回 原因」，不转了说「张三不转出了」。',
    read: readTransferEnd,
  },
  {
    name: 'transfer_in',
    topic: 'members',
    title: '转入组织关系',
    who: 'officer',
    changes: true,
    example: '李明从县一中支部转入，介绍信12月1日，党费交到11月',
    help: '登记从系统外转来的党员，您确认后加进名册，从介绍信写的下一个月起交党费。知道的话写上每月应交，如「月党费50元」。',
    read: (text, context) => readTransferIn(text, context),
  },
  {
    name: 'transfer_receive',
    topic: 'members',
    title: '接收',
    who: 'officer',
    changes: true,
    example: '接收张三的组织关系',
    help: '接收系统里别的支部转来的党员；材料不对说「退回张三的组织关系 原因」。',
    read: readReceive,
  },
  {
    name: 'floating',
    topic: 'members',
    title: '登记流动党员',
    who: 'officer',
    changes: true,
    example: '周磊外出柳州，11月起，流动',
    help: '登记谁外出、在哪里、什么时候起；每次活动我会私下单独通知。回来了说「周磊回来了」。',
    read: status('floating'),
  },
  {
    name: 'exempt',
    topic: 'members',
    title: '不作硬性要求',
    who: 'officer',
    changes: true,
    example: '吴桂兰年老体弱，不作硬性要求',
    help: '年老体弱、行动不便的，参加组织生活不作硬性要求，不算缺席。原因我不记。恢复说「吴桂兰恢复硬性要求」。',
    read: status('exempt'),
  },
  {
    name: 'home_study',
    topic: 'members',
    title: '送学上门',
    who: 'officer',
    changes: true,
    example: '给吴桂兰送学上门了',
    help: '登记给不作硬性要求的同志送学上门，算补了最近一次活动；也可以写哪一次，如「给吴桂兰送学上门了 12月主题党日」。',
    read: status('home_study'),
  },
  {
    name: 'observer',
    topic: 'records',
    title: '登记列席',
    who: 'officer',
    changes: true,
    example: '刘芳列席了主题党日',
    help: '联系本支部的领导干部到会，没有发签到码的，由书记登记；记作列席，不算应到。',
    read: status('observer'),
  },
  {
    name: 'leader',
    topic: 'members',
    title: '登记领导干部',
    who: 'committee',
    changes: true,
    example: '李建国是领导干部',
    help: '登记党员领导干部，双重组织生活单独统计。不是了说「李建国不再是领导干部」。',
    read: status('leader'),
  },
  {
    name: 'contact',
    topic: 'members',
    title: '定联系点',
    who: 'committee',
    changes: true,
    example: '刘芳联系机关二支部',
    help: '定领导干部的联系支部：那个支部有活动我私下告诉他，到了记作列席，不算应到。撤销说「刘芳不再联系机关二支部」。',
    read: status('contact'),
  },
  {
    name: 'dues_waive',
    topic: 'dues',
    title: '党费减免',
    who: 'officer',
    changes: true,
    example: '张三12月党费免交 支部大会12月4日同意',
    help: '登记经支部研究、上级批准的免交或少交，后面写批准的依据；少交写每月交多少，如「张三12月党费少交到5元 支部大会12月4日同意」。',
    read: (text, context) => {
      const said = readDuesDecision(text, context)
      return said?.name === 'dues_waive' ? said : null
    },
  },
  {
    name: 'dues_carry',
    topic: 'dues',
    title: '多交留作下个月',
    who: 'officer',
    changes: true,
    example: '张三多交的留作下个月',
    help: '党费多出来的，本人愿意留作下个月的，记到下个月去，留痕。',
    read: (text, context) => {
      const said = readDuesDecision(text, context)
      return said?.name === 'dues_carry' ? said : null
    },
  },
]
