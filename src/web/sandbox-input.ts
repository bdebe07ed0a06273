import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'

const conversation = z.object({ kind: z.enum(['room', 'private']), id: z.string() })
const doing = z.object({ userId: z.string(), conversation })
const file = z.object({
  name: z.string().min(1).max(200),
  mediaType: z.string().max(100),
  bytes: z.base64().transform((text) => Buffer.from(text, 'base64')),
})

export const sayInput = doing
  .extend({ text: z.string().trim().max(5000), files: z.array(file).max(9) })
  .refine(({ text, files }) => text !== '' || files.length > 0)
export const clickInput = doing.extend({ lineId: z.string(), key: z.string() })
export const moveInput = z.object({ to: z.enum(['next', 'tomorrow', 'hour']) })

/** Reads the JSON of a request; anything else is refused with 400. */
export async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const input = schema.safeParse(await c.req.json().catch(() => undefined))
  if (!input.success) throw new HTTPException(400, { message: '请求的内容不对' })
  return input.data
}
