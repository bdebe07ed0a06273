import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { streamSSE } from 'hono/streaming'
import { ZhibuError } from '../base/errors.ts'
import type { Conversation } from '../chat/port.ts'
import type { SandboxChat } from '../chat/sandbox.ts'
import type { Zone } from '../time/zone.ts'
import { clickInput, moveInput, read, sayInput } from './sandbox-input.ts'
import { SandboxPage } from './sandbox-page.tsx'
import { clockView, lineView, type Moment, type Move, momentOf, targetsOf } from './sandbox-view.ts'

/** What the sandbox page needs; the application wires it. */
export interface SandboxDesk {
  branchName: string
  /** `post`: 书记, 组织委员 … or empty. */
  /** `inGroup`: false for those who only watch the branch from above. */
  people: () => Promise<{ userId: string; name: string; post: string; inGroup: boolean }[]>
  rooms: () => Promise<{ id: string; title: string }[]>
  chat: SandboxChat
  clock: () => Promise<{ now: Date; zone: Zone; next: { at: Date; what: string } | null }>
  /** Moves the virtual clock, lets everything due be sent, then resolves. */
  move: (to: Move) => Promise<{ from: Date; to: Date }>
  /** A banner: 演示数据, 演练 … */
  notice?: string
}

const heartbeatMs = 15_000
/** Older lines stay in the log; the page need not carry months of them. */
const linesShown = 300
/** 20 MB of files, which base64 makes a third longer, and the words around them. */
const uploadBytes = 28 * 1024 * 1024
/** Files that the browser may show in place; everything else is only ever downloaded. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** The sandbox chat page and what its script asks for. */
export function sandbox(desk: SandboxDesk): Hono {
  const { chat } = desk
  const routes = new Hono()
  const pages = new Set<(event: string, data: unknown) => void>()
  let moving: Moment | null = null
  const clock = async () => clockView(await desk.clock(), moving)

  const tell = (event: string, data: unknown) => {
    for (const page of pages) page(event, data)
  }
  const setMoving = async (to: Moment | null) => {
    moving = to
    tell('clock', await clock())
  }

  /** Who speaks where; throws where there is no such person or place, or the private chat is somebody else's. */
  const speaker = async (userId: string, conversation: Conversation) => {
    const person = (await desk.people()).find((one) => one.userId === userId)
    const isRoom = conversation.kind === 'room'
    if (isRoom && person?.inGroup === false)
      throw new ZhibuError('NOT_ALLOWED', `${person.name}不在这个群里`, '换成群里的人再说')
    if (!person || (isRoom && !(await desk.rooms()).some((room) => room.id === conversation.id)))
      throw new ZhibuError('NOT_FOUND', '没有这个人或这个群', '刷新页面后再试')
    if (!isRoom && conversation.id !== userId)
      throw new ZhibuError('NOT_ALLOWED', '这是别人与小助手的私聊', '换成他的身份再说')
    return { userId, name: person.name, conversation }
  }

  const tooLarge = () => {
    throw new HTTPException(413, { message: '文件太大了，一次最多 20 MB' })
  }
  routes.use('/sandbox/*', bodyLimit({ maxSize: uploadBytes, onError: tooLarge }))

  routes.get('/sandbox', (c) => {
    const { branchName, notice } = desk
    c.header('Cache-Control', 'no-store')
    return c.html(<SandboxPage branchName={branchName} profile={chat.profile} botName={chat.botName} notice={notice} />)
  })

  routes.get('/sandbox/state', async (c) => {
    const [people, rooms, reading] = await Promise.all([desk.people(), desk.rooms(), desk.clock()])
    const places: Conversation[] = [
      ...rooms.map(({ id }) => ({ kind: 'room' as const, id })),
      ...people.map(({ userId }) => ({ kind: 'private' as const, id: userId })),
    ]
    const lines = places.flatMap((place) => chat.lines(place).slice(-linesShown))
    const { botName, capabilities } = chat
    return c.json({
      botName,
      readUnmentioned: capabilities.readUnmentioned,
      writeFirst: capabilities.writeFirst,
      people,
      rooms,
      clock: clockView(reading, moving),
      lines: lines.map((line) => lineView(line, reading.zone)),
    })
  })

  routes.get('/sandbox/clock', async (c) => c.json(await clock()))

  routes.get('/sandbox/events', (c) =>
    streamSSE(c, async (stream) => {
      const { zone } = await desk.clock()
      const gone = new AbortController()
      const send = async (event: string, data: unknown) => stream.writeSSE({ event, data: JSON.stringify(data) })
      const page = (event: string, data: unknown) => void send(event, data)
      const leave = chat.subscribe((line) => page('line', lineView(line, zone)))
      pages.add(page)
      stream.onAbort(() => gone.abort())
      try {
        // From here on nothing is missed: the page now reads the state and then only adds to it.
        await stream.writeSSE({ event: 'hello', data: '', retry: 1000 })
        while (!stream.aborted) {
          await sleep(heartbeatMs, undefined, { signal: gone.signal }).catch(() => undefined)
          await send('clock', await clock())
        }
      } finally {
        leave()
        pages.delete(page)
      }
    }),
  )

  routes.post('/sandbox/say', async (c) => {
    const { userId, conversation, text, files } = await read(c, sayInput)
    await chat.say({ ...(await speaker(userId, conversation)), text, files })
    return c.json({})
  })

  routes.post('/sandbox/click', async (c) => {
    const { userId, conversation, lineId, key } = await read(c, clickInput)
    await chat.click({ ...(await speaker(userId, conversation)), lineId, key })
    return c.json({})
  })

  routes.post('/sandbox/move', async (c) => {
    const { to } = await read(c, moveInput)
    const reading = await desk.clock()
    const target = targetsOf(reading)[to]
    if (!target) throw new ZhibuError('NOT_FOUND', '后面没有要发的提醒了', '可以往后走一天，或先安排一次活动')
    if (moving) throw new ZhibuError('ALREADY_RUNNING', '时钟正在走', '等它走到了再点')
    let said = 0
    const leave = chat.subscribe(({ from }) => void (from.kind === 'bot' && said++))
    try {
      await setMoving(target)
      const moved = await desk.move(to)
      tell('moved', { to: momentOf(moved.to, reading.zone), said })
      return c.json({})
    } finally {
      leave()
      await setMoving(null)
    }
  })

  routes.get('/sandbox/file/:lineId', (c) => {
    const file = chat.file(c.req.param('lineId'))
    if (!file) throw new ZhibuError('NOT_FOUND', '没有这个文件', '回到聊天页面再点一次')
    const isPicture = pictures.has(file.mediaType)
    const how = isPicture ? 'inline' : 'attachment'
    return c.body(new Uint8Array(file.bytes), 200, {
      'Content-Type': isPicture ? file.mediaType : 'application/octet-stream',
      'Content-Disposition': `${how}; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll("'", '%27')}`,
      'Cache-Control': 'private, max-age=3600',
    })
  })
  return routes
}
