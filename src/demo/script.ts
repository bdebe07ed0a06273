/** One thing that somebody does in the demonstration. */
export interface Step {
  /** In the branch's zone: "2026-12-01 09:05". */
  at: string
  where: '群' | '私'
  /** One person, or several who all say the same. */
  who: string | string[]
  says: string
  /** Sent with it. */
  file?: { name: string; mediaType: string }
  /** What the transcript prints instead of their words. */
  shown?: string
}

/** The program stands still: from when to when, and what the transcript prints. */
export interface Outage {
  at: string
  until: string
  shown: string
}

/** What the secretary reads out; in the real program it is drawn by lot. */
export const signInCode = '4821'

const inRoomWithCode = [
  '李建国',
  '王秀英',
  '刘洋',
  '陈静',
  '李四',
  '李四喜',
  '王五',
  '张伟（一车间）',
  '张伟（机电队）',
  '欧阳静',
  '郑浩',
  '冯雪',
  '阿依古丽·买买提',
  '马建军',
]

/** December 2026 in 机关二支部: twenty people who do not exist. */
export const script: (Step | Outage)[] = [
  { at: '2026-11-27 10:06', where: '私', who: '李建国', says: '主题是学习全会精神，重温入党誓词，当天收党费' },
  { at: '2026-11-27 10:07', where: '私', who: '李建国', says: '1' },

  { at: '2026-12-01 09:02', where: '群', who: '张三', says: '收到' },
  { at: '2026-12-01 09:03', where: '群', who: '王五', says: '参加' },
  { at: '2026-12-01 09:04', where: '群', who: '赵六', says: '@小助手 请个假，4号出差去西安，6号回' },
  { at: '2026-12-01 09:04', where: '群', who: '吴桂兰', says: '1' },
  { at: '2026-12-01 09:05', where: '群', who: '阿依古丽·买买提', says: '争取到，要看夜班怎么排' },
  {
    at: '2026-12-01 12:10',
    where: '群',
    who: '陈静',
    says: '#接龙 主题党日\n1. 陈静 参加\n2. 刘洋 参加\n3. 李四 参加\n4. 李四喜\n5. 郑浩 参加',
  },
  {
    at: '2026-12-01 12:11',
    where: '群',
    who: '冯雪',
    says: '#接龙 主题党日\n1. 陈静 参加\n2. 刘洋 参加\n3. 李四 参加\n4. 李四喜\n5. 郑浩 参加\n6. 冯雪 参加\n7. 欧阳静 晚到十分钟',
  },
  { at: '2026-12-01 14:30', where: '群', who: '马建军', says: '@小助手 张伟请假，孩子发烧' },
  { at: '2026-12-01 14:31', where: '群', who: '马建军', says: '2' },
  { at: '2026-12-01 14:32', where: '群', who: '张伟（一车间）', says: '我参加' },
  { at: '2026-12-01 17:02', where: '私', who: '李建国', says: '1' },

  { at: '2026-12-02 09:30', where: '群', who: '李建国', says: '参加' },
  { at: '2026-12-02 09:31', where: '群', who: '王秀英', says: '收到，参加' },
  { at: '2026-12-02 09:32', where: '群', who: '马建军', says: '能到' },
  { at: '2026-12-02 09:33', where: '群', who: '孙悦', says: '1' },
  { at: '2026-12-02 12:20', where: '群', who: '赵六', says: '周五聚餐谁去？' },

  { at: '2026-12-03 10:00', where: '私', who: '刘芳', says: '本月情况' },
  { at: '2026-12-03 10:01', where: '私', who: '刘芳', says: '提醒没安排的' },
  { at: '2026-12-03 10:02', where: '私', who: '刘芳', says: '1' },
  { at: '2026-12-03 10:20', where: '私', who: '郭强', says: '安排 12月主题党日 12月10日下午3点' },
  { at: '2026-12-03 10:21', where: '私', who: '郭强', says: '1' },

  { at: '2026-12-03 16:05', where: '群', who: '周磊', says: '我在柳州，线上参加行吗' },
  { at: '2026-12-03 16:20', where: '私', who: '李建国', says: '同意周磊线上参加' },
  { at: '2026-12-03 16:40', where: '群', who: '阿依古丽·买买提', says: '夜班排好了，4号能来' },
  { at: '2026-12-03 17:20', where: '群', who: '李建国', says: '@小助手 主题党日改到下周一下午3点' },
  { at: '2026-12-03 17:21', where: '群', who: '李建国', says: '1' },
  { at: '2026-12-03 17:40', where: '私', who: '赵六', says: '2 出差延到8号了' },
  { at: '2026-12-03 17:45', where: '私', who: '张伟（机电队）', says: '1' },
  { at: '2026-12-03 18:02', where: '私', who: '李建国', says: '同意' },

  { at: '2026-12-04 10:20', where: '私', who: '李建国', says: '主题是四季度工作汇报，讨论郑浩转正' },
  { at: '2026-12-04 10:21', where: '私', who: '李建国', says: '3 三楼小会议室' },
  { at: '2026-12-04 10:22', where: '私', who: '李建国', says: '1' },
  {
    at: '2026-12-04 12:30',
    where: '私',
    who: [
      '李建国',
      '刘洋',
      '陈静',
      '李四',
      '李四喜',
      '赵六',
      '张伟（一车间）',
      '张伟（机电队）',
      '欧阳静',
      '孙悦',
      '周磊',
      '吴桂兰',
      '郑浩',
      '阿依古丽·买买提',
    ],
    says: '党费已交',
    shown: '14 位同志私发「党费已交」',
  },
  { at: '2026-12-05 09:55', where: '私', who: '王秀英', says: '我的党费也交了' },
  { at: '2026-12-05 10:00', where: '私', who: '王秀英', says: '核对党费' },
  { at: '2026-12-05 10:05', where: '私', who: '王秀英', says: '1' },

  { at: '2026-12-07 10:03', where: '私', who: '何敏', says: '交了' },
  { at: '2026-12-07 10:10', where: '私', who: '张三', says: '交了120' },
  { at: '2026-12-07 10:30', where: '私', who: '王五', says: '86.5已转给王姐' },
  {
    at: '2026-12-07 15:03',
    where: '私',
    who: inRoomWithCode,
    says: signInCode,
    shown: `${inRoomWithCode.length} 位同志把书记念的码私发给小助手`,
  },
  { at: '2026-12-07 15:04', where: '私', who: '周磊', says: signInCode },
  { at: '2026-12-07 15:05', where: '私', who: '何敏', says: '4812' },
  { at: '2026-12-07 15:06', where: '群', who: '马建军', says: '代吴桂兰签到' },
  {
    at: '2026-12-07 16:40',
    where: '私',
    who: '李建国',
    says: '何敏到，吴桂兰到，张三缺席没请假，孙悦请假孩子生病',
  },
  {
    at: '2026-12-07 16:45',
    where: '私',
    who: '李建国',
    says: '主持李建国，记录王秀英。学习全会公报第三部分，重温誓词，6人发言。议定：王五牵头年底困难党员走访，12月20日前完成',
  },
  {
    at: '2026-12-07 16:46',
    where: '私',
    who: '李建国',
    says: '',
    file: { name: '会场照片.jpg', mediaType: 'image/jpeg' },
  },
  { at: '2026-12-07 16:47', where: '私', who: '李建国', says: '1' },

  { at: '2026-12-08 08:30', until: '2026-12-08 11:20', shown: '机房停电，小助手停了将近三个小时' },
  {
    at: '2026-12-08 11:30',
    where: '私',
    who: ['李建国', '王秀英', '刘洋'],
    says: '1',
    shown: '书记、组织委员和宣传委员回 1',
  },

  { at: '2026-12-09 08:40', where: '私', who: '李建国', says: '逾期' },
  { at: '2026-12-09 08:42', where: '私', who: '李建国', says: '1 安排 18号下午3点' },
  { at: '2026-12-09 08:43', where: '私', who: '李建国', says: '1' },

  { at: '2026-12-09 09:10', where: '私', who: '王五', says: '我的' },
  { at: '2026-12-09 09:12', where: '群', who: '王五', says: '@小助手 党费都谁没交？' },
  { at: '2026-12-09 10:12', where: '私', who: '刘芳', says: '主题是人工智能与矿山安全，请张教授主讲' },
  { at: '2026-12-09 10:13', where: '私', who: '刘芳', says: '3 机关三楼报告厅' },
  { at: '2026-12-09 10:14', where: '私', who: '刘芳', says: '1' },

  { at: '2026-12-10 16:10', where: '私', who: '陈静', says: '能到' },
  { at: '2026-12-10 17:20', where: '私', who: '王秀英', says: '都收到了，张三交的是102' },
  { at: '2026-12-10 17:21', where: '私', who: '王秀英', says: '1' },
  { at: '2026-12-11 10:20', where: '私', who: '王秀英', says: '收到冯雪77' },
  { at: '2026-12-11 15:40', where: '私', who: '李建国', says: '都到了' },
  {
    at: '2026-12-11 16:30',
    where: '私',
    who: '李建国',
    says: '主持李建国，记录王秀英。听取四季度工作汇报，讨论郑浩同志按期转正。议定：刘洋拿出民主评议方案，12月25日前完成',
  },
  { at: '2026-12-11 16:31', where: '私', who: '李建国', says: '1' },

  { at: '2026-12-13 20:15', where: '私', who: '张三', says: '补课完成' },
  { at: '2026-12-13 20:30', where: '私', who: '李建国', says: '1' },
]

/** Where the demonstration ends and the ledgers are drawn up. */
export const end = '2026-12-14 09:00'
