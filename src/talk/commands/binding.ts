import type { CommandRow } from './types.ts'

/** Organizations are told from people by how their names end. */
const ofOrganization = /(?:支部|支部委员会|总支|党委|委员会|小组)(?:的?群)?$/
const behind = /^(?:要|发|给)?(?:一?个)?绑定码(?:[\s:,]+|给\s?)(.{2,40})$/
const before = /^(?:要|发|给)?\s?(.{2,40}?)(?:的|一?个)\s?绑定码$/

/** The name that stands behind or before 绑定码. */
const named = (text: string): string | null => (behind.exec(text) ?? before.exec(text))?.[1]?.trim() ?? null

/** One-time codes that tie a chat account to a member, or a group to a branch. */
export const bindingOrders: readonly CommandRow[] = [
  {
    name: 'member_code',
    topic: 'members',
    title: '绑定码',
    who: 'officer',
    changes: true,
    example: '绑定码 王五',
    help: '要一个绑定码，转给本人私聊小助手，小助手就认得他了。给本支部的群要，说支部的名称。',
    read: (text) => {
      const target = named(text)
      return target !== null && !ofOrganization.test(target) ? { name: 'member_code', target } : null
    },
  },
  {
    name: 'room_code',
    topic: 'below',
    title: '群的绑定码',
    who: 'committee',
    changes: true,
    example: '绑定码 机关二支部',
    help: '要一个绑定码，发到那个支部的群里，那个群就归那个支部。',
    read: (text) => {
      const target = named(text)
      return target !== null && ofOrganization.test(target)
        ? { name: 'room_code', target: target.replace(/的?群$/, '') }
        : null
    },
  },
]
