import { loadEnvFile } from './base/config.ts'
import { processIo } from './cli/io.ts'
import { run } from './cli/run.ts'

loadEnvFile()
process.exitCode = await run(process.argv.slice(2), processIo())
