import { byId, post } from './dom.js'
import { state } from './sandbox-state.js'
import { clockLabel, momentLabel } from './when.js'

/** Shows the virtual time and where each button leads. */
export function drawClock() {
  const { clock } = state
  byId('now').textContent = clockLabel(clock)
  byId('now').dateTime = `${clock.day}T${clock.hour}`
  for (const button of document.querySelectorAll('[data-move]')) {
    const target = clock.targets[button.dataset.move]
    button.disabled = !target || clock.moving !== null
    const what = button.dataset.move === 'next' && clock.next ? ` · ${clock.next}` : ''
    button.querySelector('.target').textContent = target ? `${momentLabel(target, clock.day)}${what}` : '没有了'
    button.title = target ? `${momentLabel(target, clock.day)}${what}` : ''
  }
  if (clock.moving) progress(`正在走到 ${momentLabel(clock.moving, clock.day)} …`, true)
  else if (byId('progress').classList.contains('busy')) progress('')
}

/** Tells where the clock has come to, and how much was said on the way. */
export function arrivedAt({ to, said }) {
  progress(`到 ${momentLabel(to, to.day)} 了，${state.botName}${said > 0 ? `说了 ${said} 句` : '没有要说的'}。`)
}

let progressTimer
function progress(text, busy = false) {
  clearTimeout(progressTimer)
  byId('progress').textContent = text
  byId('progress').classList.toggle('busy', busy)
  byId('progress').hidden = text === ''
  if (!busy && text !== '') progressTimer = setTimeout(() => progress(''), 6000)
}

byId('clock-toggle').addEventListener('click', () => openClock(!byId('clock').classList.contains('open')))
function openClock(is) {
  byId('clock').classList.toggle('open', is)
  byId('clock-toggle').setAttribute('aria-expanded', String(is))
}
document.addEventListener('click', (event) => {
  if (!byId('clock').contains(event.target)) openClock(false)
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') openClock(false)
})
for (const button of document.querySelectorAll('[data-move]')) {
  button.addEventListener('click', async () => {
    openClock(false)
    await post('/sandbox/move', { to: button.dataset.move }).catch((error) => progress(error.message))
  })
}
