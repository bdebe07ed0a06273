import { byId, h, post } from './dom.js'
import { place, state } from './sandbox-state.js'

const textArea = byId('text')
const fileInput = byId('files')
const complaint = byId('complaint')

/** Tells under the text what went wrong; an empty text takes it back. */
export function complain(text) {
  complaint.textContent = text
  complaint.hidden = text === ''
}

/** @returns whether it was done; what went wrong is told under the text */
export async function attempt(work) {
  complain('')
  try {
    await work()
    return true
  } catch (error) {
    complain(error.message)
    return false
  }
}

const base64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1))
    reader.onerror = () => reject(new Error(`读不出文件「${file.name}」`))
    reader.readAsDataURL(file)
  })

let attached = []
function setAttached(files) {
  attached = files
  byId('attached').hidden = files.length === 0
  byId('attached').replaceChildren(
    ...files.map((file) =>
      h(
        'li',
        {},
        file.name,
        h(
          'button',
          {
            type: 'button',
            'aria-label': `去掉 ${file.name}`,
            on: { click: () => setAttached(attached.filter((one) => one !== file)) },
          },
          '×',
        ),
      ),
    ),
  )
}

function grow() {
  textArea.style.height = 'auto'
  textArea.style.height = `${Math.min(textArea.scrollHeight, 120)}px`
}

async function say(text, files) {
  if (state.open === null) return false
  const conversation = place(state.open)
  const userId = state.speaker
  return attempt(async () => {
    const sent = await Promise.all(
      files.map(async (file) => ({
        name: file.name,
        mediaType: file.type || 'application/octet-stream',
        bytes: await base64(file),
      })),
    )
    await post('/sandbox/say', { userId, conversation, text, files: sent })
  })
}

async function submit() {
  const text = textArea.value.trim()
  const files = attached
  if (text === '' && files.length === 0) return
  textArea.value = ''
  setAttached([])
  grow()
  const done = await say(text, files)
  if (done || textArea.value !== '') return
  textArea.value = text
  setAttached(files)
  grow()
}

byId('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  submit()
})
textArea.addEventListener('input', grow)
textArea.addEventListener('keydown', (event) => {
  // While an input method is open, Enter only picks a word (keyCode 229: Safari tells of it too late).
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
  event.preventDefault()
  submit()
})
for (const button of document.querySelectorAll('[data-quick]')) {
  button.addEventListener('click', () => {
    const mention = state.open?.startsWith('room:') && !state.readUnmentioned ? `@${state.botName} ` : ''
    say(`${mention}${button.dataset.quick}`, [])
  })
}
byId('mention').addEventListener('click', () => {
  const mention = `@${state.botName} `
  if (!textArea.value.includes(mention)) textArea.value = `${mention}${textArea.value}`
  textArea.focus()
})
fileInput.addEventListener('change', () => {
  setAttached([...attached, ...fileInput.files].slice(0, 9))
  fileInput.value = ''
  textArea.focus()
})
