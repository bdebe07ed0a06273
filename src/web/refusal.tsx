import type { Context } from 'hono'
import type { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type ErrorCode, ZhibuError } from '../base/errors.ts'
import { ErrorPage } from './page.tsx'

const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  ALREADY_RUNNING: 409,
  CHAT_REFUSED: 503,
}

/** Answers with what is wrong: a page for a person, JSON `{ error, next }` for a script. */
export function reply(c: Context, status: ContentfulStatusCode, message: string, next: string) {
  c.header('Cache-Control', 'no-store')
  const forPerson = c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html')
  if (!forPerson) return c.json({ error: message, next }, status)
  return c.html(<ErrorPage status={status} message={message} next={next} />, status)
}

/** Answers with a refusal of ours or of the web framework. */
export function replyRefusal(c: Context, refusal: ZhibuError | HTTPException) {
  if (refusal instanceof ZhibuError) return reply(c, statuses[refusal.code] ?? 400, refusal.message, refusal.next)
  return reply(c, refusal.status, refusal.message || '这个请求办不了', '请从首页再试一次。')
}
