import type { Tx } from './database.ts'

/** A refused message for a group is tried again so often at most. */
const tries = 5

/** Somebody spoke in a group that the platform had refused: what failed since and still helps is sent now. */
export async function wakeRoom(tx: Tx, room: { id: number; asleepSince: Date }, now: Date): Promise<void> {
  await tx.room.update({ where: { id: room.id }, data: { asleepSince: null } })
  await tx.notice.updateMany({
    where: {
      recipientKind: 'room',
      recipientId: room.id,
      state: 'failed',
      stage: { not: 'reply' },
      sentAt: { gte: new Date(room.asleepSince.getTime() - 60_000) },
      attempts: { lt: tries },
      OR: [{ helpsUntil: null }, { helpsUntil: { gt: now } }],
    },
    data: { state: 'due', dueAt: now },
  })
}

/** Groups of a platform that is not used now are not spoken to; what they are bound to is kept. */
export const silenceRooms = async (tx: Tx, platform: string): Promise<void> => {
  await tx.room.updateMany({ where: { platform }, data: { announce: false } })
}
