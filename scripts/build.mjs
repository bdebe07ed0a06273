// Makes dist/ from src/: Prisma's clients, then TypeScript, then the files that are copied as they are.
// Works offline, needs no native Prisma engine, and is safe when several builds run at once.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { clientsAreFresh, isFresh, root, stamp } from './fresh.mjs'

const require = createRequire(import.meta.url)
const copied = /\.(css|js|svg|png|ico|html|json|webmanifest)$/

/** @param always build even if dist/ is up to date */
export async function build({ always = false } = {}) {
  const release = await lock()
  try {
    if (!always && isFresh()) return
    const begun = new Date()
    console.error('正在准备程序……')
    if (always || !clientsAreFresh()) await generate()
    const next = join(root, 'dist.next')
    rmSync(next, { recursive: true, force: true })
    // Types are checked by `npm run check` and `npm test`; here they would only keep an unfinished program from starting.
    const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
    await step('编译', compiler, ['-p', 'tsconfig.build.json', '--outDir', next])
    copyAssets(join(root, 'src'), next)
    writeFileSync(join(next, '.built'), '')
    utimesSync(join(next, '.built'), begun, begun)
    rmSync(dirname(stamp), { recursive: true, force: true })
    renameSync(next, dirname(stamp))
    console.error('准备好了。')
  } finally {
    release()
  }
}

/** Prisma's clients, one for each dialect. */
export async function generate() {
  const prisma = require.resolve('prisma/build/index.js')
  const client = (dialect) => step('生成数据库客户端', prisma, ['generate'], { PRISMA_DIALECT: dialect })
  await Promise.all(['sqlite', 'postgres'].map(client))
}

async function step(title, script, args, more = {}) {
  // Prisma would look for updates and report use over the network.
  const quiet = { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', NO_UPDATE_NOTIFIER: '1' }
  const env = { ...process.env, ...quiet, ...more }
  try {
    await promisify(execFile)(process.execPath, [script, ...args], { cwd: root, env, maxBuffer: 1 << 26 })
  } catch (error) {
    const said = [error.stdout, error.stderr].filter(Boolean).join('\n').trim() || error.message
    throw Object.assign(new Error(`✗ ${title}没有成功：\n${said}`), { expected: true })
  }
}

function copyAssets(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyAssets(source, target)
    else if (copied.test(entry.name)) {
      mkdirSync(to, { recursive: true })
      cpSync(source, target)
    }
  }
}

/** One build at a time. The lock is SQLite's: the system frees it even when the holder is killed. */
async function lock() {
  const folder = join(root, 'node_modules/.cache')
  try {
    mkdirSync(folder, { recursive: true })
    const { DatabaseSync } = await import('@photostructure/sqlite')
    const file = new DatabaseSync(join(folder, 'zhibu-build.lock'), { timeout: 300_000 })
    file.exec('BEGIN EXCLUSIVE')
    return () => file.close()
  } catch (error) {
    throw Object.assign(
      new Error(
        `✗ 需要重新编译，但当前用户不能写 ${root}（${error.message}）。\n  请换成安装它的用户，在那里运行：npm run build`,
      ),
      { expected: true },
    )
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'clients') await generate()
else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // `npx zhibu` before `npm ci` makes npm call `prepare`; a failure here would leave npx's own cache broken for good.
  // The program itself then says what is missing.
  const nothingInstalled =
    process.env.npm_lifecycle_event === 'prepare' && !existsSync(join(root, 'node_modules/prisma'))
  if (existsSync(join(root, 'src')) && !nothingInstalled) {
    await build({ always: true }).catch((error) => {
      console.error(error.expected ? error.message : error)
      process.exitCode = 1
    })
  }
}
