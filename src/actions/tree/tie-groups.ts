import { ZhibuError } from '../../base/errors.ts'
import { nearest, quoted } from '../../base/nearest.ts'
import { wakeRoom } from '../../records/rooms.ts'
import type { Act } from '../act.ts'
import { unbindRoom } from '../people/bind.ts'

/** What the settings say of the groups that are only told, and what came of it. */
export interface Tied {
  /** The room of each organization that is named. Its id says nothing of the address. */
  roomIds: Map<string, string>
  /** Organizations whose group is new, or no longer named. */
  fresh: string[]
  gone: string[]
}

/**
 * Ties groups that are only told to the organizations that the settings name, and unties those that are named no
 * longer. The new ones are told so: who reads it knows that the address is right. One that was asleep is tried again.
 * @throws ZhibuError BRANCH_UNKNOWN, BRANCH_NEEDED: nothing is sent to a group of which it is not certain whose it is
 */
export async function tieGroups(act: Act, platform: string, names: readonly string[]): Promise<Tied> {
  const { tx, now } = act
  const organizations = await named(act, names)
  const rooms = await tx.room.findMany({ where: { platform }, orderBy: { id: 'asc' } })
  const byRoomId = new Map(rooms.map((one) => [one.roomId, one]))
  const tied: Tied = { roomIds: new Map(), fresh: [], gone: [] }
  for (const { id, name } of organizations) {
    const roomId = `organization-${id}`
    tied.roomIds.set(name, roomId)
    const room = byRoomId.get(roomId)
    if (room?.asleepSince) await wakeRoom(tx, { id: room.id, asleepSince: room.asleepSince }, now)
    if (room) continue
    const made = await tx.room.create({ data: { platform, roomId, title: name, organizationId: id } })
    tied.fresh.push(name)
    await act.audit({
      action: 'bind_room',
      subject: { kind: 'room', id: made.id },
      organizationId: id,
      after: { organizationId: id, platform },
    })
    await act.tell({
      kind: 'done',
      facts: { text: `各位同志，「${name}」的通知和提醒以后发在这个群里。` },
      cause: { kind: 'organization', id },
      to: { kind: 'room', id: made.id },
      urgent: true,
    })
  }
  const wanted = new Set(tied.roomIds.values())
  for (const room of rooms.filter((one) => !wanted.has(one.roomId))) {
    const unbound = await unbindRoom(act, room.id)
    if (unbound) tied.gone.push(unbound.organization)
  }
  return tied
}

async function named(act: Act, names: readonly string[]): Promise<{ id: number; name: string }[]> {
  if (names.length === 0) return []
  const all = await act.tx.organization.findMany({ select: { id: true, name: true }, orderBy: { path: 'asc' } })
  const byName = new Map<string, typeof all>()
  for (const one of all) byName.set(one.name, [...(byName.get(one.name) ?? []), one])
  return names.map((name) => {
    const [found, ...more] = byName.get(name) ?? []
    if (!found) {
      const near = nearest(name, [...byName.keys()])
      throw new ZhibuError(
        'BRANCH_UNKNOWN',
        `WECOM_GROUPS 里的「${name}」不在名单上。`,
        near.length > 0
          ? `是不是${quoted(near)}？请照着写全名，再启动。`
          : '请照 zhibu programs 列出的全名写，再启动。',
      )
    }
    if (more.length > 0)
      throw new ZhibuError(
        'BRANCH_NEEDED',
        `有 ${more.length + 1} 个组织都叫「${name}」，不知道 WECOM_GROUPS 里说的是哪一个。`,
        '请先在花名册里把名称写得不一样，再导入一次。',
      )
    return found
  })
}
