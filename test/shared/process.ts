// One process of several, to be killed. Usage: process.ts <role> <prefix in Redis>; its settings are in the environment.
import { readConfig } from '../../src/base/config.ts'
import { readPlatforms } from '../../src/chat/settings.ts'
import type { Role } from '../../src/roles.ts'
import { settingOf } from '../../src/setting.ts'
import { startShared } from '../../src/shared.ts'

const [role = 'worker', prefix = ''] = process.argv.slice(2)
const config = readConfig(process.env)
const { DATABASE_URL: database = '', REDIS_URL: redis = '' } = config
const settings = readPlatforms(config)
const started = await startShared({
  config,
  setting: settingOf(config),
  role: role as Role,
  database,
  redis,
  settings,
  scan: () => {},
  prefix,
})
process.once('SIGTERM', () => void started.stop().then(() => process.exit(0)))
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
process.send?.('up')
