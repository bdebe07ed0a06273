import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { Hono } from 'hono'

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const folder = new URL('./assets/', import.meta.url)

/** Scripts and styles, read once at start. The browser keeps them, but asks each time whether they changed. */
export function assets(): Hono {
  const routes = new Hono()
  for (const name of readdirSync(folder)) {
    const mediaType = mediaTypes[extname(name)]
    if (mediaType === undefined) continue
    const text = readFileSync(new URL(name, folder), 'utf8')
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`
    routes.get(`/assets/${name}`, (c) => {
      const headers = { ETag: etag, 'Cache-Control': 'no-cache' }
      if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
      return c.body(text, 200, { ...headers, 'Content-Type': mediaType })
    })
  }
  return routes
}
