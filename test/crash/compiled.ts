import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A script of the tests, with the bot, as plain JavaScript: so that it starts in a fraction of a second however often it
 * is killed. It lies within node_modules to find its libraries.
 */
export function compileBot(entry = 'test/crash/bot.ts'): { script: string; folder: string; remove(): void } {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const out = mkdtempSync(join(cache, 'zhibu-crash-'))
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const config = join(out, 'tsconfig.json')
  const options = {
    noEmit: false,
    noCheck: true,
    rootDir: root,
    outDir: out,
    typeRoots: [join(root, 'node_modules/@types')],
  }
  const files = [join(root, entry)]
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions: options, files, include: [] }),
  )
  execFileSync(process.execPath, [compiler, '-p', config], { stdio: 'inherit' })
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }')
  // The migrations, the guides and the files of the pages are found from where the sources lie.
  for (const folder of ['prisma/sqlite/migrations', 'prisma/postgres/migrations', 'docs/使用说明', 'src/web/assets'])
    cpSync(join(root, folder), join(out, folder), { recursive: true })
  const script = join(out, entry.replace(/\.ts$/, '.js'))
  return { script, folder: out, remove: () => rmSync(out, { recursive: true, force: true }) }
}
