import { avatar, byId, h } from './dom.js'
import { listLabel } from './when.js'

const preview = (line) => {
  const what =
    line.file && line.text === ''
      ? `[${line.file.mediaType.startsWith('image/') ? '图片' : '文件'}] ${line.file.name}`
      : line.text
  return what.replaceAll('**', '').replaceAll('\n', ' ')
}

export const badge = (count) => (count > 99 ? '99+' : String(count))

/** Draws the list: groups first, then private chats by their latest line, then people nothing was said to. */
export function drawList(state, unread) {
  const entry = ({ key, title, sub = '', face }) => {
    const last = state.linesOf(key).at(-1)
    const waiting = unread(key)
    const who = last && (key.startsWith('room:') || last.from.kind === 'person') ? `${last.from.name}：` : ''
    return h(
      'a',
      { class: 'entry', href: `#${encodeURIComponent(key)}`, 'aria-current': key === state.open ? 'page' : null },
      h(
        'span',
        { class: 'face' },
        face,
        waiting > 0 ? h('b', { class: 'badge' }, badge(waiting), h('span', { class: 'unseen' }, '条未读')) : null,
      ),
      h(
        'span',
        { class: 'entry-text' },
        h(
          'span',
          { class: 'entry-top' },
          h('span', { class: 'entry-title' }, title, sub === '' ? null : h('small', {}, sub)),
          last ? h('time', {}, listLabel(last, state.clock.day)) : null,
        ),
        h('span', { class: 'entry-last' }, last ? `${who}${preview(last)}` : '还没有说过话'),
      ),
    )
  }
  const latest = ({ userId }) => state.linesOf(`private:${userId}`).at(-1)?.at ?? -1
  const people = [...state.people].sort((a, b) => latest(b) - latest(a))
  byId('list').replaceChildren(
    h('h2', {}, '群聊'),
    ...state.rooms.map(({ id, title }) => entry({ key: `room:${id}`, title, face: avatar(id, title, 'room') })),
    h('h2', {}, `私聊：各人与${state.botName}`),
    ...people.map(({ userId, name, post }) =>
      entry({ key: `private:${userId}`, title: name, sub: post, face: avatar(userId, name) }),
    ),
  )
}
