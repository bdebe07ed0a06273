import { avatar, byId, h, post } from './dom.js'
import { ChatPane } from './sandbox-chat.js'
import { arrivedAt, drawClock } from './sandbox-clock.js'
import { attempt, complain } from './sandbox-composer.js'
import { badge, drawList } from './sandbox-list.js'
import { allKeys, keep, markRead, memory, onWidth, place, state, unread, visible } from './sandbox-state.js'

const speakerSelect = byId('speaker')

// ---- drawing

const pane = new ChatPane(state, (line, key) =>
  attempt(() =>
    post('/sandbox/click', { userId: state.speaker, conversation: place(line.conversation), lineId: line.id, key }),
  ),
)

let listIsStale = false
/** Draws the list once per frame, however many lines arrive. */
function refreshList() {
  if (listIsStale) return
  listIsStale = true
  requestAnimationFrame(() => {
    listIsStale = false
    if (visible()) markRead(visible())
    drawList(state, unread)
    const waiting = allKeys().reduce((sum, key) => sum + unread(key), 0)
    byId('back-badge').hidden = waiting === 0
    byId('back-badge').textContent = badge(waiting)
  })
}

function drawChat() {
  const { kind, id } = place(state.open ?? '')
  const room = state.rooms.find((one) => one.id === id)
  const person = state.people.find((one) => one.userId === id)
  const isRoom = kind === 'room'
  byId('title').textContent = isRoom
    ? `${room?.title ?? '群聊'}（${state.people.filter(({ inGroup }) => inGroup).length + 1}）`
    : `${person?.name ?? ''}与${state.botName}的私聊`
  byId('mention').hidden = !isRoom
  byId('text').placeholder = isRoom && !state.readUnmentioned ? `群里说话要 @${state.botName}` : '说点什么'
  const cannotWrite = !isRoom && !state.writeFirst
  pane.draw(
    state.linesOf(state.open),
    cannotWrite ? `${state.botName}不能先找没跟它说过话的人。替他说一句，就通了。` : '还没有消息。替他说一句试试。',
  )
}

function drawSpeaker() {
  const name = state.people.find(({ userId }) => userId === state.speaker)?.name ?? ''
  const face = avatar(state.speaker, name)
  face.classList.add('small')
  face.id = 'speaker-avatar'
  byId('speaker-avatar').replaceWith(face)
}

// ---- who speaks, and where

function setSpeaker(userId) {
  state.speaker = userId
  speakerSelect.value = userId
  memory.set('speaker', userId)
  drawSpeaker()
}

/** Opens what the address names; a phone without one stands before the list. */
function follow() {
  const key = decodeURIComponent(location.hash.slice(1))
  const known = allKeys().includes(key)
  byId('sandbox').dataset.screen = known ? 'chat' : 'list'
  const open = known ? key : (state.open ?? allKeys()[0] ?? null)
  const { kind, id } = place(open ?? '')
  if (open !== state.open) complain('')
  state.open = open
  if (kind === 'private') setSpeaker(id)
  drawChat()
  refreshList()
}

speakerSelect.addEventListener('change', () => {
  setSpeaker(speakerSelect.value)
  // A private chat belongs to its person: whoever else speaks is in his own.
  if (state.open?.startsWith('private:')) location.hash = encodeURIComponent(`private:${state.speaker}`)
  else follow()
})

// ---- what arrives

let arrived = []

async function readState() {
  arrived = []
  const response = await fetch('/sandbox/state')
  if (!response.ok) throw new Error(`state: ${response.status}`)
  const { lines, ...facts } = await response.json()
  Object.assign(state, facts)
  state.lines.clear()
  // What came in while the answer was under way may not be in it.
  for (const line of [...lines, ...arrived]) keep(line)
  const option = ({ userId, name, post }) => h('option', { value: userId }, post === '' ? name : `${name}（${post}）`)
  speakerSelect.replaceChildren(...state.people.map(option))
  const secretary = state.people.find(({ post }) => /^(党支部)?书记/.test(post)) ?? state.people[0]
  const kept = [state.speaker, memory.get('speaker')].find((id) => state.people.some(({ userId }) => userId === id))
  setSpeaker(kept ?? secretary?.userId ?? '')
  drawClock()
  follow()
}

let clockTimer
/** What was said may have changed what comes next. */
function readClockSoon() {
  clearTimeout(clockTimer)
  clockTimer = setTimeout(async () => {
    const response = await fetch('/sandbox/clock').catch(() => null)
    // On its way the clock tells of itself, in order; this answer may be older.
    if (response?.ok && !state.clock.moving) setClock(await response.json())
  }, 400)
}

function setClock(clock) {
  const newDay = clock.day !== state.clock.day
  state.clock = clock
  drawClock()
  if (!newDay) return
  drawChat()
  refreshList()
}

function connect() {
  const events = new EventSource('/sandbox/events')
  const offline = (is) => {
    byId('offline').hidden = !is
  }
  events.addEventListener('hello', () =>
    readState().then(
      () => offline(false),
      () => offline(true),
    ),
  )
  events.addEventListener('line', ({ data }) => {
    const line = JSON.parse(data)
    arrived.push(line)
    keep(line)
    if (line.conversation === state.open) pane.show(line)
    refreshList()
    readClockSoon()
  })
  events.addEventListener('clock', ({ data }) => setClock(JSON.parse(data)))
  events.addEventListener('moved', ({ data }) => arrivedAt(JSON.parse(data)))
  events.addEventListener('error', () => {
    offline(true)
    // The browser tries again by itself, except after an answer it takes for final.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 3000)
  })
}

addEventListener('hashchange', follow)
onWidth(refreshList)
connect()
