import { z } from 'zod'
import { LinkRefused } from './link.ts'

/** Where tokens are looked up when nothing else is said; the library's own default. */
const usualAuthority = 'api.chatie.io'
const limitMs = 10_000

const answer = z.object({
  host: z.string().optional(),
  ip: z.string().optional(),
  port: z.coerce.number().int().min(1).max(65_535),
})

/**
 * Asks the provider where the service of a token is. (The library's own lookup does not fit the gRPC client that it is
 * installed with: it ends the process.)
 * @returns host:port
 * @throws LinkRefused when the provider does not know the token; any other error when it may work later
 */
export async function discover(
  token: string,
  authority: string = usualAuthority,
  signal?: AbortSignal,
  get: typeof fetch = fetch,
): Promise<string> {
  const limit = AbortSignal.timeout(limitMs)
  const response = await get(`https://${authority}/v0/hosties/${encodeURIComponent(token)}`, {
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new Error(`cannot ask ${authority} for the service of this token: ${causeOf(cause)}`)
  })
  if ([400, 401, 403, 404, 410].includes(response.status))
    throw new LinkRefused(
      '服务商查不到这个令牌',
      '请核对 WECHATY_PUPPET_SERVICE_TOKEN 有没有抄错或过期；服务商给了地址的，填到 WECHATY_PUPPET_SERVICE_ENDPOINT。',
    )
  if (!response.ok) throw new Error(`${authority} answers ${response.status}`)
  const read = answer.safeParse(await response.json().catch(() => null))
  const host = read.data?.host ?? read.data?.ip
  // That is how providers say that the service of a token is not running.
  if (!read.success || !host || host === '0.0.0.0')
    throw new Error(`${authority} knows no running service for this token`)
  return `${host}:${read.data.port}`
}

/** The reason why a fetch failed stands one level below. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
