import { Hono } from 'hono'
import type { Operations } from '../records/operations.ts'
import type { Connection, Process } from '../records/status.ts'
import type { Zone } from '../time/zone.ts'
import { OperatorPage } from './operator-page.tsx'

/** What the operator's page needs; the application wires it. */
export interface OperatorDesk {
  botName: string
  zone: Zone
  now: () => Date
  connections: () => Connection[]
  operations: () => Promise<Operations>
  /** Those that share the work; none where one does all of it. */
  processes: () => Process[]
  /** Whether people talk in the sandbox. */
  sandbox: boolean
}

/** How the bot is doing: connections, what waits, what went wrong, who is bound. No names and no texts. */
export function operator(desk: OperatorDesk): Hono {
  const routes = new Hono()

  routes.get('/operator', async (c) => {
    c.header('Cache-Control', 'no-store')
    const { botName, zone, sandbox } = desk
    return c.html(
      <OperatorPage
        botName={botName}
        zone={zone}
        now={desk.now()}
        connections={desk.connections()}
        processes={desk.processes()}
        operations={await desk.operations()}
        sandbox={sandbox}
      />,
    )
  })
  return routes
}
