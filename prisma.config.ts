import { defineConfig } from 'prisma/config'

// `generate` never runs the native schema engine, but the CLI insists on having a binary to point at.
// Node stands in for it, so that no download is needed.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

// The folder with everything below it: the models, and in sqlite/ the dialect.
export default defineConfig({ schema: 'prisma' })
