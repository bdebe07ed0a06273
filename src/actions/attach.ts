import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { ActivityRow } from '../records/activities.ts'
import type { Act } from './act.ts'
import { titleOf } from './subject.ts'

export interface File {
  name: string
  mediaType: string
  bytes: Uint8Array
}

/**
 * Keeps files that a secretary sends privately with the activity they belong to: the one whose record is open,
 * else the next one (material). From anybody else, and in the group, files are not taken.
 */
export async function keepFiles(act: Act, activities: ActivityRow[], files: File[], dir: string): Promise<string> {
  if (act.actor.kind !== 'member' || act.place?.roomId != null || !act.may('arrange', act.actor.branchPath))
    return 'file_ignored'
  const { branchId, id } = act.actor
  const activity = activities.find((one) => one.state === 'held') ?? activities.find((one) => one.startsAt > act.now)
  if (!activity) {
    await act.reply('done', { text: '收到了文件，但现在没有要存的活动，没有留下。' })
    return 'file_ignored'
  }
  for (const file of files) {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex')
    const path = join(String(activity.id), `${sha256.slice(0, 16)}${extname(file.name).slice(0, 8)}`)
    await keepBytes(join(dir, path), file.bytes)
    const key = { activityId_sha256: { activityId: activity.id, sha256 } }
    const kept = await act.tx.attachment.upsert({
      where: key,
      update: {},
      create: {
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
  return 'file_kept'
}

/** Whole or not at all: a file cut off by a crash must not stand under its checksum. */
async function keepBytes(target: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(target, '..'), { recursive: true })
  const draft = `${target}.part`
  await writeFile(draft, bytes, { mode: 0o600 })
  await rename(draft, target)
}
