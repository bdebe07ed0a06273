import type { Command } from 'commander'
import { readConfig } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

export const moveCommand = (io: Io, finish: Finish): Command =>
  command('move')
    .description('把自带数据库里的数据整个搬到 PostgreSQL')
    .option('--to <地址>', 'PostgreSQL 的地址；不写就搬到 DATABASE_URL')
    .addHelpText(
      'after',
      examples(
        'zhibu move                                            搬到 DATABASE_URL',
        'zhibu move --to postgres://用户名:密码@主机:5432/库名',
      ),
    )
    .action((options: { to?: string }) => finish(moveAll(io, options.to)))

async function moveAll(io: Io, to: string | undefined): Work {
  // Read together with the other settings: it is checked in the same way, and said in the same words.
  const config = readConfig(to === undefined ? io.env : { ...io.env, DATABASE_URL: to })
  const url = config.DATABASE_URL
  if (url === undefined) {
    throw new ZhibuError(
      'BAD_COMMAND',
      '不知道搬到哪里。',
      '请写 --to postgres://用户名:密码@主机:5432/库名，或在 .env 里填 DATABASE_URL。',
    )
  }
  const { databaseFile } = await import('../records/database.ts')
  const { lockDataDir } = await import('../records/lock.ts')
  const { move } = await import('../records/move.ts')
  const { whereIs } = await import('../records/postgres-errors.ts')
  const file = databaseFile(config.DATA_DIR)
  const { existsSync } = await import('node:fs')
  if (!existsSync(file))
    throw new ZhibuError('NOT_FOUND', `${config.DATA_DIR} 里没有数据。`, '请检查 DATA_DIR；还没有数据的，不用搬。')
  // A bot that runs on would go on writing here.
  const lock = lockDataDir(config.DATA_DIR)
  try {
    let last = ''
    const { tables, resumed } = await move(file, url, (table, done, total) => {
      const line = `  ${table} ${done}/${total}`
      if (total > 0 && line !== last) void io.out(line)
      last = line
    })
    const rows = tables.reduce((sum, one) => sum + one.count, 0)
    await io.out(
      [
        `✓ 搬好了${resumed ? '（接着上次的搬完）' : ''}：${tables.length} 张表、${rows} 行，逐表核对过条数和内容，都一致。`,
        `  到了  PostgreSQL ${whereIs(url)}`,
        '  接着  在 .env 里填好 DATABASE_URL，再启动。照片、材料和日志还在数据文件夹里，不用搬。',
        '  留着  自带的数据库没有动过，可以当备份；启动以后新的记录只在 PostgreSQL 里。',
      ].join('\n'),
    )
  } finally {
    lock.release()
  }
  return undefined
}
