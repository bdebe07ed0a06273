import { avatar, byId, h } from './dom.js'
import { chatLabel } from './when.js'

const silenceMs = 5 * 60 * 1000
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Text with **bold**, links and @names; everything else stands as it was written. */
function rich(text, names) {
  const mentions = names.map((name) => escaped(`@${name}`)).join('|')
  const pattern = new RegExp(`\\*\\*([^*\\n]+)\\*\\*|(https?://[^\\s，。；！？、（）「」『』【】]+)|(${mentions})`, 'g')
  const parts = []
  let end = 0
  for (const found of text.matchAll(pattern)) {
    parts.push(text.slice(end, found.index))
    end = found.index + found[0].length
    const [whole, bold, link] = found
    if (bold !== undefined) parts.push(h('strong', {}, ...rich(bold, names)))
    else if (link !== undefined) parts.push(h('a', { href: link, target: '_blank', rel: 'noopener' }, link))
    else parts.push(h('span', { class: 'mention' }, whole))
  }
  return [...parts, text.slice(end)]
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} 字节`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function fileBubble({ id, file }) {
  const href = `/sandbox/file/${encodeURIComponent(id)}`
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.mediaType))
    return h('a', { class: 'picture', href, target: '_blank' }, h('img', { src: href, alt: file.name }))
  const kind = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1] ?? '文件'
  const about = h('span', { class: 'file-about' }, h('span', {}, file.name), h('small', {}, size(file.size)))
  return h('a', { class: 'file', href, download: file.name }, about, h('span', { class: 'file-kind' }, kind))
}

/** The open conversation: its lines, their buttons, and where it is scrolled to. */
export class ChatPane {
  #lines = byId('lines')
  #newer = byId('newer')
  #state
  #onClick
  #previous = null

  /** @param state what the page knows  @param onClick called with a line and the key of its button */
  constructor(state, onClick) {
    this.#state = state
    this.#onClick = onClick
    this.#newer.addEventListener('click', () => this.#toEnd())
    this.#lines.addEventListener('scroll', () => {
      if (this.#atEnd()) this.#newer.hidden = true
    })
    // Pictures get their height late, and the composer grows with what is written.
    this.#lines.addEventListener('load', () => this.#newer.hidden && this.#toEnd(), true)
  }

  /** Shows all lines of the open conversation anew. */
  draw(lines, emptyText) {
    this.#previous = null
    this.#lines.replaceChildren(...(lines.length === 0 ? [h('p', { class: 'empty' }, emptyText)] : []))
    for (const line of lines) this.#append(line)
    this.#toEnd()
  }

  /** Shows a new line, or a known one as it is now. */
  show(line) {
    const known = [...this.#lines.children].find((one) => one.dataset.line === line.id)
    if (known) return known.replaceWith(this.#bubble(line))
    this.#lines.querySelector('.empty')?.remove()
    const follow = this.#atEnd() || line.from.id === this.#state.speaker
    this.#append(line)
    if (follow) this.#toEnd()
    else this.#newer.hidden = false
  }

  #append(line) {
    const previous = this.#previous
    if (!previous || line.at - previous.at > silenceMs)
      this.#lines.append(h('p', { class: 'moment' }, chatLabel(line, this.#state.clock.day)))
    this.#lines.append(this.#bubble(line))
    this.#previous = line
  }

  #bubble(line) {
    const { from, file, conversation } = line
    const own = from.id === this.#state.speaker && from.kind === 'person'
    const group = conversation.startsWith('room:')
    const names = [...line.mentions, this.#state.botName, '所有人', ...this.#state.people.map((one) => one.name)]
    names.sort((a, b) => b.length - a.length)
    const content = file && line.text === '' ? null : h('div', { class: 'bubble' }, ...rich(line.text, names))
    const body = h(
      'div',
      { class: 'body' },
      group && !own ? h('span', { class: 'name' }, from.name) : h('span', { class: 'unseen' }, `${from.name}：`),
      content,
      file ? fileBubble(line) : null,
      line.buttons.length > 0 ? this.#buttons(line) : null,
      group && from.kind === 'person' && !this.#heard(line)
        ? h('small', { class: 'hint' }, `没有 @${this.#state.botName}，它听不到这句`)
        : null,
    )
    const kind = from.kind === 'bot' ? 'bot' : 'person'
    return h('div', { class: `line${own ? ' own' : ''}`, 'data-line': line.id }, avatar(from.id, from.name, kind), body)
  }

  #heard(line) {
    return this.#state.readUnmentioned || line.file !== undefined || line.text.includes(`@${this.#state.botName}`)
  }

  #buttons(line) {
    const chips = line.buttons.map(({ label, key }) => {
      const by = (line.clickedBy ?? []).filter((one) => one.key === key)
      const mine = by.some((one) => one.userId === this.#state.speaker)
      return h(
        'button',
        {
          type: 'button',
          class: 'chip',
          'aria-pressed': mine ? 'true' : 'false',
          title: by.map((one) => one.name).join('、') || null,
          on: { click: () => this.#onClick(line, key) },
        },
        label,
        by.length > 0 ? h('small', {}, ` ${mine ? '✓ ' : ''}${by.length}人`) : null,
      )
    })
    return h('div', { class: 'chips' }, ...chips)
  }

  #atEnd() {
    return this.#lines.scrollHeight - this.#lines.scrollTop - this.#lines.clientHeight < 80
  }

  #toEnd() {
    this.#lines.scrollTop = this.#lines.scrollHeight
    this.#newer.hidden = true
  }
}
