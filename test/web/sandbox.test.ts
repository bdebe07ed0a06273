import { describe, expect, it } from 'vitest'
import type { SandboxProfile } from '../../src/chat/sandbox.ts'
import { sandbox } from '../../src/web/sandbox.tsx'
import { webApp } from '../../src/web/server.ts'
import { fakeDesk } from './fake-desk.ts'

const room = { kind: 'room', id: 'g1' }
const privately = (id: string) => ({ kind: 'private', id })

async function page(profile?: SandboxProfile) {
  const { desk, chat } = await fakeDesk(profile)
  const app = webApp({ routes: [sandbox(desk)], home: '/sandbox', onError: () => {} })
  const headers = { host: 'localhost', origin: 'http://localhost', 'content-type': 'application/json' }
  const ask = async (path: string, body?: unknown) => {
    const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const answer = await app.request(path, { headers, ...post })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const state = async () => JSON.parse((await ask('/sandbox/state')).text)
  return { ask, state, chat }
}
const say = (userId: string, conversation: object, text: string, files: object[] = []) => ({
  userId,
  conversation,
  text,
  files,
})

describe('what the sandbox page is told', () => {
  it('is who and where, the time in the organization’s zone, and every line', async () => {
    const { ask, state } = await page()
    expect((await ask('/sandbox/say', say('u3', room, '参加'))).status).toBe(200)
    expect(await state()).toMatchObject({
      rooms: [{ id: 'g1' }],
      clock: {
        day: '2026-11-27',
        hour: '10:00',
        next: '活动通知',
        moving: null,
        targets: {
          next: { day: '2026-12-01', hour: '09:00' },
          tomorrow: { day: '2026-11-28', hour: '09:00' },
          hour: { day: '2026-11-27', hour: '11:00' },
        },
      },
      lines: [
        { conversation: 'room:g1', from: { id: 'u3', name: '张三' }, text: '参加', day: '2026-11-27', hour: '10:00' },
        { conversation: 'room:g1', from: { kind: 'bot' }, text: '你说的是：**参加**' },
      ],
    })
  })
})

describe('what the page may do', () => {
  it('does not let one person speak in another’s private chat', async () => {
    const { ask, chat } = await page()
    expect((await ask('/sandbox/say', say('u3', privately('u1'), '1'))).status).toBe(403)
    expect(chat.lines({ kind: 'private', id: 'u1' })).toEqual([])
  })

  it.each([
    ['a person who is not there', say('u99', room, '1'), 404],
    ['a group that is not there', say('u1', { kind: 'room', id: 'g9' }, '1'), 404],
    ['nothing to say', say('u1', room, '  '), 400],
    ['a file that is no file', say('u1', room, '', [{ name: 'a', mediaType: '', bytes: '***' }]), 400],
    ['something else', { hello: 1 }, 400],
    ['a file beyond all measure', { text: 'x'.repeat(30 * 1024 * 1024) }, 413],
  ])('refuses %s', async (_, body, status) => {
    const { ask } = await page()
    expect((await ask('/sandbox/say', body)).status).toBe(status)
  })

  it('gives files back: pictures in place, everything else only as a download', async () => {
    const { ask, state } = await page()
    const bytes = Buffer.from('<script>alert(1)</script>').toString('base64')
    await ask(
      '/sandbox/say',
      say('u1', privately('u1'), '', [
        { name: "照片'1.png", mediaType: 'image/png', bytes },
        { name: '页面.html', mediaType: 'text/html', bytes },
      ]),
    )
    const [picture, html] = (await state()).lines
    const shown = await ask(`/sandbox/file/${picture.id}`)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('content-disposition')).toBe("inline; filename*=UTF-8''%E7%85%A7%E7%89%87%271.png")
    const saved = await ask(`/sandbox/file/${html.id}`)
    expect(saved.headers.get('content-type')).toBe('application/octet-stream')
    expect(saved.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(saved.text).toBe('<script>alert(1)</script>')
    expect((await ask('/sandbox/file/nothing')).status).toBe(404)
  })

  it('moves the clock, one move at a time, and not where nothing waits', async () => {
    const { ask, state, chat } = await page()
    const moves = await Promise.all([ask('/sandbox/move', { to: 'next' }), ask('/sandbox/move', { to: 'next' })])
    expect(moves.map((one) => one.status).sort()).toEqual([200, 409])
    expect((await state()).clock).toMatchObject({ day: '2026-12-01', hour: '09:00', next: null, moving: null })
    expect(chat.lines({ kind: 'room', id: 'g1' })).toHaveLength(1)
    expect((await ask('/sandbox/move', { to: 'next' })).status).toBe(404)
    expect((await ask('/sandbox/move', { to: 'hour' })).status).toBe(200)
  })
})
