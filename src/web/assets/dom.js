/**
 * Makes an element. Text is always set as text, never as markup.
 * @param {string} tag
 * @param {Record<string, unknown>} props attributes; `on` holds listeners; false, null and undefined are left out
 * @param {...(Node | string | null)} children
 */
export function h(tag, { on = {}, ...props } = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value === true ? '' : value)
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener)
  element.append(...children.filter((child) => child !== null))
  return element
}

/** The element with that id; the page's frame always has it. */
export const byId = (id) => document.getElementById(id)

const compoundSurnames = new Set(
  '欧阳 上官 司马 司徒 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 端木 长孙 宇文'.split(' '),
)
const colours = 8

/** A coloured square with the surname, the same for one person everywhere. */
export function avatar(id, name, kind = 'person') {
  const surname = compoundSurnames.has(name.slice(0, 2)) ? name.slice(0, 2) : [...name].slice(0, 1).join('')
  let sum = 0
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) % 9973
  const look = kind === 'person' ? `hue-${sum % colours}${surname.length === 2 ? ' two' : ''}` : kind
  return h(
    'span',
    { class: `avatar ${look}`, 'aria-hidden': 'true' },
    kind === 'bot' ? '助' : kind === 'room' ? '群' : surname,
  )
}

/** @returns the answer; throws an Error whose message tells a person what is wrong */
export async function post(path, body) {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null)
  if (!response) throw new Error('连不上小助手，请看它是否还在运行')
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Error([answer.error ?? '没有办成', answer.next].filter(Boolean).join('：'))
  return answer
}
