import type { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'

/** Small facts of the installation, by name. */
export const readSetting = async (tx: Tx, key: string): Promise<unknown> =>
  (await tx.setting.findUnique({ where: { key } }))?.value ?? null

export const writeSetting = async (tx: Tx, key: string, value: Prisma.InputJsonValue): Promise<void> => {
  await tx.setting.upsert({ where: { key }, update: { value }, create: { key, value } })
}
