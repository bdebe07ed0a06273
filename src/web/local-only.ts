import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'

const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Undefined for anything but a plain host and port ("localhost:3000"). */
function addressOf(host: string): URL | undefined {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined
  return url?.host === host.toLowerCase().replace(/:80$/, '') ? url : undefined
}

/**
 * Answers only pages of our own, opened on this machine. A page elsewhere can make the visitor's browser come here
 * under its own name (DNS rebinding: the Host gives it away) or send a form here (CSRF: the Origin and the content
 * type give it away).
 */
export const localOnly: MiddlewareHandler = async (c, next) => {
  const here = addressOf(c.req.header('host') ?? '')
  if (!here || !thisMachine.has(here.hostname))
    throw new HTTPException(403, { message: '这个页面只在运行小助手的这台电脑上打开' })

  const origin = c.req.header('origin')
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (origin === undefined ? !reads : origin !== here.origin)
    throw new HTTPException(403, { message: '不接受别的网站发来的请求' })
  if (!reads && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    throw new HTTPException(415, { message: '只接受 JSON 格式的请求' })
  await next()
}

/** An address, or the name of a machine beside this one; never a name that anybody can own and point anywhere. */
const isNear = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || !hostname.includes('.')

/** Answers programs that watch, wherever they are, and no page of another website: for numbers that change nothing. */
export const byAddress: MiddlewareHandler = async (c, next) => {
  const here = addressOf(c.req.header('host') ?? '')
  if (!here || !isNear(here.hostname)) throw new HTTPException(403, { message: '请用本机的名称或地址来取，不要用域名' })
  if (c.req.header('origin') !== undefined) throw new HTTPException(403, { message: '不接受别的网站发来的请求' })
  await next()
}
