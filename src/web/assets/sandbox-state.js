import { byId } from './dom.js'

const narrow = matchMedia('(max-width: 760px)')

/** What the page knows; lines by conversation key ("room:1", "private:u1"). */
export const state = {
  botName: '小助手',
  readUnmentioned: true,
  writeFirst: true,
  people: [],
  rooms: [],
  clock: { day: '1970-01-01', hour: '00:00', next: null, targets: {}, moving: null },
  lines: new Map(),
  open: null,
  speaker: '',
  linesOf: (key) => state.lines.get(key) ?? [],
}

/** The conversation of a key ("private:u1"), as the server knows it. */
export function place(key) {
  const at = key.indexOf(':')
  return { kind: key.slice(0, at), id: key.slice(at + 1) }
}

/** The keys of all conversations: groups, then everybody's private chat. */
export const allKeys = () => [
  ...state.rooms.map(({ id }) => `room:${id}`),
  ...state.people.map(({ userId }) => `private:${userId}`),
]

/** Takes in a new line, or a known one as it is now. */
export function keep(line) {
  const lines = state.linesOf(line.conversation)
  const known = lines.findIndex((one) => one.id === line.id)
  if (known >= 0) lines[known] = line
  else state.lines.set(line.conversation, [...lines, line])
}

/** What this browser remembers between visits. */
export const memory = {
  get: (name) => {
    try {
      return JSON.parse(localStorage.getItem(`sandbox.${name}`) ?? 'null')
    } catch {
      return null
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(`sandbox.${name}`, JSON.stringify(value))
    } catch {
      // Private windows may forbid it; then everything is simply unread again next time.
    }
  },
}
const readUpTo = memory.get('read') ?? {}

/** How many lines of a conversation are news to the visitor. */
export function unread(key) {
  if (key === visible()) return 0
  const lines = state.linesOf(key)
  const last = lines.findIndex((line) => line.id === readUpTo[key])
  // In private only the bot has news: the person's own words are no news to him.
  const isNews = ({ from }) => from.kind === 'bot' || (key.startsWith('room:') && from.id !== state.speaker)
  return lines.slice(last + 1).filter(isNews).length
}

export function markRead(key) {
  const last = state.linesOf(key).at(-1)
  if (!last || readUpTo[key] === last.id) return
  readUpTo[key] = last.id
  memory.set('read', readUpTo)
}

/** The conversation that a person is looking at; on a phone the list may stand before it. */
export const visible = () => (narrow.matches && byId('sandbox').dataset.screen === 'list' ? null : state.open)

/** Calls back when the window becomes a phone's, or no longer is. */
export const onWidth = (listener) => narrow.addEventListener('change', listener)
