import { afterEach, describe, expect, it, vi } from 'vitest'
import { answers, cardOf, group, message, type Table, table, wang } from './table.ts'

afterEach(() => void vi.useRealTimers())

const updated = (emulator: Table['emulator'], count: number) => emulator.until(() => emulator.updates.length >= count)
const labels = (card: { button_list: { text: string }[] }) => card.button_list.map((one) => one.text)

async function announced(options: Parameters<typeof table>[0] = {}) {
  const at = await table(options)
  at.emulator.say('wang', group.id, '绑定')
  at.emulator.say('wang', null, '你好')
  await at.hears(2)
  at.heard.length = 0
  await at.chat.send(group, message('12月主题党日\n12月4日（周五）15:00', { buttons: answers }), 'n-1')
  await at.chat.send(wang, message('就这样发通知吗？', { buttons: answers }), 'n-2')
  return { ...at, card: cardOf(at.emulator, group.id).task_id, own: cardOf(at.emulator, 'wang').task_id }
}

describe('a click', () => {
  it('is heard with its key and its label, and the card says so', async () => {
    const { emulator, hears, card } = await announced()
    emulator.click('li', card, '参加')
    expect(await hears(1)).toMatchObject([
      { conversation: group, sender: { id: 'li' }, text: '参加', button: 'attendance:12:1', addressed: true },
    ])
    await updated(emulator, 1)
    expect(emulator.view('li', card)).toMatchObject({
      main_title: { title: '12月主题党日', desc: '已选：参加' },
      sub_title_text: '12月4日（周五）15:00',
      task_id: card,
    })
  })

  it('in a group changes the card of nobody else, and the mind may be changed', async () => {
    const { emulator, hears, card } = await announced()
    emulator.click('li', card, '参加')
    await updated(emulator, 1)
    expect(emulator.view('zhao', card).main_title.desc).toBeUndefined()
    emulator.click('li', card, '请假')
    await updated(emulator, 2)
    expect(emulator.view('li', card).main_title.desc).toBe('已选：请假')
    expect((await hears(2)).map((one) => one.text)).toEqual(['参加', '请假'])
    expect(emulator.updates.map((one) => one.userids)).toEqual([['li'], ['li']])
  })

  it('twice on the same button is heard once', async () => {
    const { emulator, heard, card } = await announced()
    emulator.click('li', card, '参加')
    emulator.click('li', card, '参加')
    await updated(emulator, 2)
    emulator.click('li', card, '参加')
    await updated(emulator, 3)
    expect(heard.map((one) => one.text)).toEqual(['参加'])
    expect(emulator.view('li', card).main_title.desc).toBe('已选：参加')
  })

  it('in private closes the question', async () => {
    const { emulator, heard, own } = await announced()
    emulator.click('wang', own, '参加')
    emulator.click('wang', own, '请假')
    await updated(emulator, 2)
    expect(labels(emulator.view('wang', own))).toEqual(['已选：参加'])
    emulator.click('wang', own, '已选：参加')
    await updated(emulator, 3)
    expect(heard.map((one) => one.text)).toEqual(['参加'])
    expect(labels(emulator.view('wang', own))).toEqual(['已选：参加'])
  })

  it('that is delivered twice keeps its id', async () => {
    const { emulator, hears, card } = await announced()
    emulator.again(emulator.click('li', card, '参加'))
    const [first, second] = await hears(2)
    expect(second?.id).toBe(first?.id)
    await updated(emulator, 2)
  })

  it('on a card from before a restart still knows its label and redraws the card', async () => {
    const { emulator, chat, another, card, own } = await announced()
    await chat.stop()
    const later = another()
    const heard: string[] = []
    await later.start(async (one) => void heard.push(one.text))
    emulator.click('li', card, '请假')
    emulator.click('wang', own, '参加')
    await updated(emulator, 2)
    expect(heard).toEqual(['请假', '参加'])
    expect(emulator.view('li', card)).toMatchObject({
      main_title: { title: '12月主题党日', desc: '已选：请假' },
      sub_title_text: '12月4日（周五）15:00',
    })
    expect(labels(emulator.view('li', card))).toEqual(['参加', '请假'])
    expect(labels(emulator.view('wang', own))).toEqual(['已选：参加'])
  })

  it('on a card that is closed is not heard, after a restart either', async () => {
    const { emulator, chat, another, own } = await announced()
    emulator.click('wang', own, '参加')
    await updated(emulator, 1)
    await chat.stop()
    const later = another()
    const heard: string[] = []
    await later.start(async (one) => void heard.push(one.text))
    emulator.click('wang', own, '已选：参加')
    await updated(emulator, 2)
    expect(heard).toEqual([])
    expect(labels(emulator.view('wang', own))).toEqual(['已选：参加'])
  })

  it('that was not kept says so, and may be repeated', async () => {
    let away = true
    const { emulator, heard, own } = await announced({ refuses: ({ button }) => away && button !== undefined })
    emulator.click('wang', own, '参加')
    await updated(emulator, 1)
    expect(emulator.view('wang', own).main_title.desc).toBe('没有记上，请再点一次')
    away = false
    emulator.click('wang', own, '参加')
    await updated(emulator, 2)
    expect(heard.map((one) => one.text)).toEqual(['参加'])
    expect(labels(emulator.view('wang', own))).toEqual(['已选：参加'])
  })

  it('is answered in time though the work takes longer', async () => {
    const { emulator, another, chat, own } = await announced()
    await chat.stop()
    const later = another()
    let finish = () => {}
    let begun = () => {}
    const working = new Promise<void>((resolve) => {
      begun = resolve
    })
    await later.start(() => {
      begun()
      return new Promise<void>((resolve) => {
        finish = resolve
      })
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    emulator.click('wang', own, '参加')
    await working
    await vi.advanceTimersByTimeAsync(3_600)
    await updated(emulator, 1)
    expect(emulator.view('wang', own).main_title.desc).toBe('正在记：参加')
    finish()
  })

  it('whose five seconds are over changes nothing on the card, and is heard all the same', async () => {
    const { emulator, hears, hands, chat, card } = await announced()
    const before = emulator.frames.length
    const click = emulator.click('li', card, '参加')
    hands.ms += 6_000
    await hears(1)
    await emulator.until(() => emulator.frames.length > before)
    expect(click.reqId).toBe(emulator.frames.at(-1)?.headers.req_id)
    expect(emulator.updates).toEqual([])
    expect(await chat.send(group, message('记下了'), 'n-9')).toEqual({ kind: 'accepted' })
  })
})
