import { SandboxChat, type SandboxProfile } from '../../src/chat/sandbox.ts'
import { zoneOf } from '../../src/time/zone.ts'
import type { SandboxDesk } from '../../src/web/sandbox.tsx'

const people = [
  { userId: 'u1', name: '李建国', post: '书记', inGroup: true },
  { userId: 'u2', name: '王秀英', post: '组织委员', inGroup: true },
  { userId: 'u3', name: '张三', post: '', inGroup: true },
  { userId: 'u4', name: '阿依古丽·买买提', post: '', inGroup: true },
]

/** A branch with an echo for a bot, and one reminder that stands at 2026-12-01 9:00 until the clock has passed it. */
export async function fakeDesk(profile: SandboxProfile = 'wechat') {
  const zone = zoneOf('Asia/Shanghai')
  const reminder = zone.at('2026-12-01', '09:00')
  let now = zone.at('2026-11-27', '10:00')
  const chat = new SandboxChat({ profile, now: () => now })
  let sent = 0
  const send = (to: { kind: 'room' | 'private'; id: string }, text: string) =>
    chat.send(to, { text, mentions: [], buttons: [] }, `n-${++sent}`)
  await chat.start(async (message) => void (await send(message.conversation, `你说的是：**${message.text}**`)))

  const clock = async () => ({ now, zone, next: now < reminder ? { at: reminder, what: '活动通知' } : null })
  const desk: SandboxDesk = {
    branchName: '机电第一党支部',
    people: async () => people,
    rooms: async () => [{ id: 'g1', title: '机电第一党支部' }],
    chat,
    clock,
    move: async (to) => {
      const from = now
      const hour = new Date(now.getTime() + 60 * 60 * 1000)
      now = to === 'next' ? reminder : to === 'tomorrow' ? zone.at('2026-11-28', '09:00') : hour
      if (from < reminder && now >= reminder)
        await send({ kind: 'room', id: 'g1' }, '12月主题党日：**12月4日（周五）15:00**')
      return { from, to: now }
    },
    notice: '演示数据：人物均为虚构',
  }
  return { desk, chat }
}
