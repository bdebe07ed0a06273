import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { type ActivityRow, keeperOf, ruleOf } from '../../records/activities.ts'
import type { Act } from '../act.ts'
import { titleOf } from '../subject.ts'
import { askForMinutes } from './record.ts'

export interface File {
  name: string
  mediaType: string
  bytes: Uint8Array
}

/**
 * Keeps files that a secretary sends privately with the activity they belong to: the one whose record is open,
 * else the next one (material). From anybody else, and in the group, files are not taken.
 * @param activities those that the sender may arrange
 */
export async function keepFiles(act: Act, activities: ActivityRow[], files: File[], dir: string): Promise<string> {
  if (act.actor.kind !== 'member' || act.place?.roomId != null || !act.mayAnywhere('arrange')) return 'file_ignored'
  const { id } = act.actor
  const activity =
    activities.findLast((one) => one.state === 'held') ?? activities.find((one) => one.startsAt > act.now)
  if (!activity) {
    await act.reply('done', { text: '收到了文件，但现在没有要存的活动，没有留下。' })
    return 'file_ignored'
  }
  const branchId = keeperOf(activity, act.actor.branchId)
  for (const file of files) {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex')
    const key = { activityId_sha256: { activityId: activity.id, sha256 } }
    if (await act.tx.attachment.findUnique({ where: key, select: { id: true } })) continue
    const path = join(String(activity.id), `${sha256.slice(0, 16)}${endingOf(file.name)}`)
    // Before the row, so that no row is without its file. Where the transaction fails the file stays behind unnamed; sent
    // again, it is written over.
    await keepBytes(join(dir, path), file.bytes)
    const kept = await act.tx.attachment.create({
      data: {
        activityId: activity.id,
        branchId,
        name: file.name.slice(0, 120),
        mediaType: file.mediaType,
        path,
        size: file.bytes.length,
        sha256,
        addedById: id,
        addedAt: act.now,
      },
    })
    await act.audit({
      action: 'attach',
      subject: { kind: 'attachment', id: kept.id },
      organizationId: branchId,
      after: { activityId: activity.id, name: kept.name, sha256 },
    })
  }
  await act.reply('done', { text: `收到 ${files.length} 个文件，存到${titleOf(activity)}里了。` })
  // Where a photograph was what the record lacked, it may be closed now.
  if (activity.state === 'held' && ruleOf(activity).fields.includes('photograph'))
    await askForMinutes(act, activity, branchId)
  return 'file_kept'
}

/** ".jpg"; nothing where what a name ends with is no plain ending. */
const endingOf = (name: string): string => /^\.[a-z0-9]{1,8}$/i.exec(extname(name))?.[0] ?? ''

/** Whole or not at all, also after a power cut: a file cut off must not stand under its checksum. */
async function keepBytes(target: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const draft = `${target}.part`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, target)
}
