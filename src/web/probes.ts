import { Hono } from 'hono'
import type { Vitals } from './vitals.ts'

/**
 * What those ask who start, stop and watch the process. `/health`: whether it lives, and what is wrong; 503 only where
 * nothing helps but to start it anew. `/ready`: whether it can do its work now, else 503.
 */
export function probes(vitals: Vitals): Hono {
  const routes = new Hono()
  const unkept = { 'Cache-Control': 'no-store' }
  routes.get('/health', async (c) => {
    const { role, connections } = vitals.desk
    const [problems, backlog] = [await vitals.problems(), await vitals.backlog()]
    const { stuck } = vitals
    return c.json(
      {
        status: stuck ? 'stuck' : problems.length > 0 ? 'troubled' : 'ok',
        role,
        problems,
        due: backlog?.due ?? null,
        unconfirmed: backlog?.unconfirmed ?? null,
        connections: Object.fromEntries(connections().map(({ platform, up }) => [platform, up])),
      },
      stuck ? 503 : 200,
      unkept,
    )
  })

  routes.get('/ready', async (c) => {
    const checks = await vitals.checks()
    const ready = Object.values(checks).every(Boolean)
    return c.json({ status: ready ? 'ready' : 'not_ready', role: vitals.desk.role, checks }, ready ? 200 : 503, unkept)
  })
  return routes
}
