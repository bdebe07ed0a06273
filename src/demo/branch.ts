import { beginAct, type Setting } from '../actions/act.ts'
import { importRoster } from '../actions/tree/import-roster.ts'
import type { Role } from '../life/people/roles.ts'
import type { MemberCategory, RosterPerson } from '../life/people/roster.ts'
import { type Db, write } from '../records/database.ts'

/** A branch that does not exist, so that somebody who has just installed the program has people to talk with. */
export const demoBranch = '机关二支部'
export const demoCommittee = '机关党委'

type Some = Partial<RosterPerson> & { name: string; duesFen: number }

const someone = (row: number, person: Some): RosterPerson => ({
  row,
  label: '',
  staffNo: null,
  branch: demoBranch,
  group: null,
  category: 'full' as MemberCategory,
  posts: [] as Role[],
  phone: null,
  joinedOn: null,
  fullOn: null,
  aliases: [],
  floating: false,
  floatingPlace: null,
  exempt: false,
  ...person,
})

const first = '第一党小组'
const second = '第二党小组'

const people: Some[] = [
  { name: '李建国', posts: ['secretary'], aliases: ['李书记', '老李'], group: first, duesFen: 15640 },
  { name: '王秀英', posts: ['organization_officer'], aliases: ['王姐'], group: first, duesFen: 12050 },
  { name: '刘洋', posts: ['publicity_officer'], aliases: ['小刘'], group: second, duesFen: 9800 },
  { name: '陈静', posts: ['discipline_officer'], aliases: ['静静'], group: second, duesFen: 10200 },
  { name: '张三', aliases: ['三哥'], group: first, duesFen: 12000 },
  { name: '李四', posts: ['group_leader'], group: first, duesFen: 8850 },
  { name: '李四喜', aliases: ['喜子'], group: first, duesFen: 7600 },
  { name: '王五', aliases: ['五哥'], group: first, duesFen: 8650 },
  { name: '赵六', aliases: ['六子'], group: first, duesFen: 9300 },
  { name: '张伟', label: '一车间', aliases: ['大张伟'], group: first, duesFen: 8200 },
  { name: '张伟', label: '机电队', aliases: ['小张伟'], group: second, duesFen: 7900 },
  { name: '欧阳静', aliases: ['欧阳'], group: second, duesFen: 9000 },
  { name: '孙悦', posts: ['group_leader'], aliases: ['悦悦'], group: second, duesFen: 8400 },
  { name: '周磊', aliases: ['磊子'], group: second, floating: true, floatingPlace: '广西柳州', duesFen: 9900 },
  { name: '吴桂兰', aliases: ['吴师傅', '吴阿姨'], group: second, duesFen: 2500 },
  { name: '郑浩', category: 'probationary', aliases: ['小郑'], group: second, duesFen: 6100 },
  { name: '冯雪', group: second, duesFen: 7700 },
  { name: '阿依古丽·买买提', aliases: ['阿依古丽'], group: second, duesFen: 8800 },
  { name: '马建军', aliases: ['老马'], group: first, duesFen: 8300 },
  { name: '何敏', aliases: ['敏敏'], group: second, duesFen: 20 },
  { name: '刘芳', branch: '机关一支部', posts: ['committee_officer'], duesFen: 11000 },
  { name: '郭强', branch: '机关一支部', posts: ['secretary'], duesFen: 13000 },
  { name: '蒋丽', branch: '机关一支部', duesFen: 7200 },
]

/** Writes the demonstration branch into an empty database. */
export function seedDemo(db: Db, setting: Setting, now: Date): Promise<void> {
  return write(db, async (tx) => {
    const act = beginAct(tx, setting, { now, actor: { kind: 'operator' } })
    await importRoster(
      act,
      people.map((person, index) => someone(index + 1, person)),
      { branch: demoBranch, committee: demoCommittee },
    )
    await tx.organization.updateMany({ where: { name: demoBranch }, data: { place: '二楼党员活动室' } })
  })
}
