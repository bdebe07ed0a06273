import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { ZhibuError } from '../base/errors.ts'
import { assets } from './assets.ts'
import { byAddress, localOnly } from './local-only.ts'
import { reply, replyRefusal } from './refusal.tsx'

export interface WebOptions {
  /** 0 takes any free port. */
  port: number
  /** The address to listen on; this machine only unless told otherwise. */
  host?: string
  routes: Hono[]
  /** Numbers only: answered to whoever watches from another machine too, where `host` lets them in. */
  watched?: Hono[]
  /** Where "/" leads. */
  home: string
  /** Told of failures that are nobody's refusal but a fault of the program. */
  onError: (error: unknown) => void
}

export interface Web {
  url: string
  close(): Promise<void>
}

const ownOnly = ["'self'"]
const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ownOnly,
    styleSrc: ownOnly,
    imgSrc: ownOnly,
    connectSrc: ownOnly,
    formAction: ["'none'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: false,
})

/** All pages as one application, without a socket. */
export function webApp({ routes, watched = [], home, onError }: Omit<WebOptions, 'port' | 'host'>): Hono {
  const app = new Hono()
  app.use(headers)
  const numbers = new Set(watched.flatMap((one) => one.routes.map(({ path }) => path)))
  app.use((c, next) => (numbers.has(c.req.path) ? byAddress(c, next) : localOnly(c, next)))
  if (home !== '/') app.get('/', (c) => c.redirect(home))
  for (const one of [assets(), ...watched, ...routes]) app.route('/', one)
  app.notFound((c) => reply(c, 404, '没有这个页面', '请检查地址，或从首页进入。'))
  app.onError((error, c) => {
    if (error instanceof ZhibuError || error instanceof HTTPException) return replyRefusal(c, error)
    onError(error)
    return reply(c, 500, '程序出错了', '这一步没有办成。请再试一次；还不行，请管理员查看日志。')
  })
  return app
}

/** Starts the pages. Throws PORT_TAKEN when another program listens there. */
export async function startWeb({ port, host = '127.0.0.1', ...options }: WebOptions): Promise<Web> {
  const server = createServer(getRequestListener(webApp(options).fetch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `端口 ${port} 已被别的程序占用`
      const next = '关掉那个程序，或换一个端口再启动'
      reject(error.code === 'EADDRINUSE' ? new ZhibuError('PORT_TAKEN', taken, next, { cause: error }) : error)
    })
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Live pages keep their connection open for ever.
        server.closeAllConnections()
      }),
  }
}
