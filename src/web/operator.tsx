import { Hono } from 'hono'
import { ZhibuError } from '../base/errors.ts'
import type { Operations } from '../records/operations.ts'
import type { Connection } from '../records/status.ts'
import type { Zone } from '../time/zone.ts'
import { OperatorPage } from './operator-page.tsx'

/** What the operator's page needs; the application wires it. */
export interface OperatorDesk {
  botName: string
  zone: Zone
  now: () => Date
  connections: () => Connection[]
  operations: () => Promise<Operations>
  /** Draws what a QR code says; null where that cannot be drawn. */
  picture: (text: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** Whether people talk in the sandbox. */
  sandbox: boolean
}

/** How the bot is doing: connections, what waits, what went wrong, who is bound. No names and no texts. */
export function operator(desk: OperatorDesk): Hono {
  const routes = new Hono()

  routes.get('/operator', async (c) => {
    c.header('Cache-Control', 'no-store')
    const { botName, zone, sandbox } = desk
    const connections = desk.connections()
    const drawn = new Set<string>()
    for (const { platform, qr } of connections) if (qr !== null && (await desk.picture(qr))) drawn.add(platform)
    return c.html(
      <OperatorPage
        botName={botName}
        zone={zone}
        now={desk.now()}
        connections={connections}
        drawn={drawn}
        operations={await desk.operations()}
        sandbox={sandbox}
      />,
    )
  })

  routes.get('/operator/qr/:platform', async (c) => {
    const qr = desk.connections().find((one) => one.platform === c.req.param('platform'))?.qr ?? null
    const picture = qr === null ? null : await desk.picture(qr)
    if (!picture) throw new ZhibuError('NOT_FOUND', '现在没有要扫的码', '回到运行情况那一页看看')
    return c.body(picture, 200, { 'Content-Type': 'image/png', 'Cache-Control': 'no-store' })
  })
  return routes
}
