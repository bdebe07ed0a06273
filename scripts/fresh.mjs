// Is dist/ what the sources say? Builds where it is not. Uses nothing but Node, for it runs at every start.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
/** Written at the end of a build; its time is the beginning of that build. */
export const stamp = join(root, 'dist/.built')

const sources = ['src', 'prisma', 'scripts/build.mjs', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
/** Written by the build itself. */
const generated = join(root, 'src/records/client')

/** The time of the latest change below a path; a folder's own time tells of removed files. */
function latest(path) {
  if (path === generated || !existsSync(path)) return 0
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  // Making the generated client also touches src/records itself.
  const own = join(path, 'client') === generated ? 0 : status.mtimeMs
  return readdirSync(path).reduce((newest, name) => Math.max(newest, latest(join(path, name))), own)
}

export function isFresh() {
  // An installed package or image carries dist without src: there is nothing to build from.
  if (!existsSync(join(root, 'src'))) return true
  if (!existsSync(stamp)) return false
  const built = statSync(stamp).mtimeMs
  return sources.every((path) => latest(join(root, path)) <= built)
}

/** Prisma's client is only made anew when the models changed: a test may be reading it. */
export function clientIsFresh() {
  const client = latestFile(join(generated, 'client.ts'))
  return client > 0 && ['prisma', 'package-lock.json'].every((path) => latest(join(root, path)) <= client)
}

const latestFile = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

export async function buildIfStale() {
  if (isFresh()) return
  if (!existsSync(join(root, 'node_modules/typescript'))) {
    if (existsSync(stamp)) return
    throw Object.assign(new Error('✗ 还没有安装完整。请在程序所在的文件夹里运行：npm ci'), { expected: true })
  }
  const { build } = await import('./build.mjs')
  await build()
}
