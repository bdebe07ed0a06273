// Is dist/ what the sources say? Builds where it is not. Uses nothing but Node, for it runs at every start.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
/** Written at the end of a build; its time is the beginning of that build. */
export const stamp = join(root, 'dist/.built')

const sources = [
  'src',
  'prisma',
  'prisma.config.ts',
  'scripts/build.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
]
/** Written by the build itself: a client for each dialect. */
const records = join(root, 'src/records')
const generated = ['client', 'client-postgres'].map((name) => join(records, name))

/** The time of the latest change below a path; a folder's own time tells of removed files. */
function latest(path) {
  if (generated.includes(path) || !existsSync(path)) return 0
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  // Making the generated clients also touches src/records itself.
  const own = path === records ? 0 : status.mtimeMs
  return readdirSync(path).reduce((newest, name) => Math.max(newest, latest(join(path, name))), own)
}

export function isFresh() {
  // An installed package or image carries dist without src: there is nothing to build from.
  if (!existsSync(join(root, 'src'))) return true
  if (!existsSync(stamp)) return false
  const built = statSync(stamp).mtimeMs
  return sources.every((path) => latest(join(root, path)) <= built)
}

/** Prisma's clients are only made anew when the models changed: a test may be reading them. */
export function clientsAreFresh() {
  const models = Math.max(
    ...['prisma', 'prisma.config.ts', 'package-lock.json'].map((path) => latest(join(root, path))),
  )
  return generated.every((client) => latestFile(join(client, 'client.ts')) >= models)
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
