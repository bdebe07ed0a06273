import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { ZhibuError } from '../../src/base/errors.ts'
import { startWeb, webApp } from '../../src/web/server.ts'

const routes = new Hono()
routes.get('/hello', (c) => c.text('你好'))
routes.post('/hello', async (c) => c.json(await c.req.json()))
routes.get('/broken', () => {
  throw new Error('secret detail')
})
routes.get('/not-yours', () => {
  throw new ZhibuError('NOT_ALLOWED', '这个只有支委能看', '请找书记')
})

function web() {
  const errors: unknown[] = []
  const app = webApp({ routes: [routes], home: '/hello', onError: (error) => errors.push(error) })
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { host: 'localhost:3000', ...headers } })
  const post = (headers: Record<string, string>) =>
    app.request('/hello', {
      method: 'POST',
      body: '{"text":"1"}',
      headers: { host: 'localhost:3000', 'content-type': 'application/json', ...headers },
    })
  return { get, post, errors }
}
const asPage = { accept: 'text/html' }

describe('who may come in', () => {
  it.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST:80'])('host %s', async (host) => {
    expect((await web().get('/hello', { host })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:3000',
    '192.168.1.5:3000',
    'evil.example@localhost',
    'localhost/evil',
    '127.1',
    '',
  ])('not host "%s"', async (host) => {
    expect((await web().get('/hello', { host })).status).toBe(403)
  })

  it('lets our own page post JSON', async () => {
    const answer = await web().post({ origin: 'http://localhost:3000' })
    expect([answer.status, await answer.json()]).toEqual([200, { text: '1' }])
  })

  it.each(['http://evil.example', 'http://localhost:4000', 'https://localhost:3000', 'null'])(
    'refuses what a page at %s sends',
    async (origin) => {
      expect((await web().post({ origin })).status).toBe(403)
      expect((await web().get('/hello', { origin })).status).toBe(403)
    },
  )

  it('refuses a post that does not say where it comes from, or is a form', async () => {
    expect((await web().post({})).status).toBe(403)
    const origin = 'http://localhost:3000'
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
      expect((await web().post({ origin, 'content-type': type })).status).toBe(415)
  })
})

describe('every answer', () => {
  it('forbids inline script, frames and guessing of types', async () => {
    for (const path of ['/hello', '/nowhere']) {
      const { headers } = await web().get(path, asPage)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})

describe('what cannot be shown', () => {
  it('is an honest 404, as a page for people and as JSON for scripts', async () => {
    const page = await web().get('/nowhere', asPage)
    expect(page.status).toBe(404)
    expect(await page.text()).toMatch(/没有这个页面[\s\S]*回到首页/)
    const json = await web().get('/nowhere')
    expect([json.status, await json.json()]).toMatchObject([404, { error: '没有这个页面' }])
  })

  it('is a refusal with its reason and the way on', async () => {
    const answer = await web().get('/not-yours')
    expect([answer.status, await answer.json()]).toEqual([403, { error: '这个只有支委能看', next: '请找书记' }])
  })

  it('is a fault: told to the log, and to people without its details', async () => {
    const { get, errors } = web()
    const answer = await get('/broken', asPage)
    expect(answer.status).toBe(500)
    const text = await answer.text()
    expect(text).toContain('程序出错了')
    expect(text).not.toContain('secret')
    expect(errors).toEqual([new Error('secret detail')])
  })
})

describe('the server', () => {
  const options = { routes: [routes], home: '/hello', onError: () => {} }

  it('leads "/" home, and gives assets once', async () => {
    const server = await startWeb({ port: 0, ...options })
    expect(await (await fetch(server.url)).text()).toBe('你好')
    const style = await fetch(`${server.url}/assets/style.css`)
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
    const headers = { 'if-none-match': style.headers.get('etag') ?? '' }
    expect((await fetch(`${server.url}/assets/style.css`, { headers })).status).toBe(304)
    await server.close()
    await expect(fetch(server.url)).rejects.toThrow()
  })

  it('says so when its port is taken', async () => {
    const first = await startWeb({ port: 0, ...options })
    const port = Number(new URL(first.url).port)
    await expect(startWeb({ port, ...options })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(port)),
    })
    await first.close()
  })
})
