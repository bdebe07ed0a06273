import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// `generate` never runs the native schema engine, but the CLI insists on having a binary to point at.
// Node stands in for it, so that no download is needed.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

/**
 * The models with one dialect, laid together in a folder of their own: where Prisma sees both dialects it takes the
 * first for both clients. PRISMA_DIALECT says which one; `npm run generate` makes both.
 */
function schemaOf(dialect: string): string {
  const root = dirname(fileURLToPath(import.meta.url))
  const folder = join(root, 'node_modules/.cache/prisma', dialect)
  mkdirSync(folder, { recursive: true })
  for (const name of ['models.prisma', `${dialect}/schema.prisma`]) {
    const file = join(root, 'prisma', name)
    const text = readFileSync(file, 'utf8').replace(/^(\s*output\s*=\s*)"(.*)"$/m, (_, set: string, path: string) => {
      return `${set}${JSON.stringify(resolve(dirname(file), path))}`
    })
    writeFileSync(join(folder, name.replace('/', '-')), text)
  }
  return folder
}

export default defineConfig({ schema: schemaOf(process.env.PRISMA_DIALECT ?? 'sqlite') })
