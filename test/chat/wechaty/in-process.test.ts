import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Bot } from './bot.ts'
import { RecordingPuppet, room, self } from './puppet.ts'

// A puppet in the same process, as every one that is not a service.

const group = { kind: 'room', id: room } as const
const bots: Bot[] = []

async function bot(options: Omit<ConstructorParameters<typeof Bot>[0], 'makePuppet'> = {}) {
  const puppets: RecordingPuppet[] = []
  const makePuppet = () => {
    const puppet = new RecordingPuppet()
    puppets.push(puppet)
    return puppet
  }
  const one = new Bot({ ...options, makePuppet })
  bots.push(one)
  await one.start()
  await one.online()
  const current = () => {
    const puppet = puppets.at(-1)
    if (!puppet) throw new Error('no puppet')
    return puppet
  }
  return { one, puppets, current }
}

afterEach(async () => {
  for (const one of bots.splice(0)) await one.stop()
})

describe('a puppet in this process', () => {
  it('hears and speaks', async () => {
    const { one, current } = await bot()
    current().say({ from: 'wxid_a', room, text: '@小支\u2005收到' })
    await one.until(() => one.heard.length > 0)
    expect(one.heard).toMatchObject([{ text: '收到', addressed: true, sender: { id: 'wxid_a', name: '张三' } }])
    const mentions = [{ userId: 'wxid_b', name: '李四' }]
    expect(await one.chat.send(group, { text: '@李四 请回复', mentions, buttons: [] }, 'n-1')).toEqual({
      kind: 'accepted',
    })
    expect(current().sent).toEqual([{ to: room, text: '@李四\u2005请回复', mentions: ['wxid_b'] }])
  })

  it('calls people by their name in the group', async () => {
    const { one, current } = await bot()
    current().alias('wxid_a', '第三支部张三')
    current().say({ from: 'wxid_a', room, text: '收到' })
    current().say({ from: 'wxid_a', text: '收到' })
    await one.until(() => one.heard.length === 2)
    expect(one.heard.map(({ sender }) => sender.name).sort()).toEqual(['张三', '第三支部张三'])
  })

  it('passes over what is no message of a person', async () => {
    const { one, current } = await bot()
    const [recalled, unknown, emoticon] = [13, 0, 5]
    for (const type of [recalled, unknown, emoticon]) current().say({ from: 'wxid_a', room, text: '撤回', type })
    current().say({ from: self, room, text: '我自己' })
    current().say({ from: 'wxid_a', room, text: '收到' })
    await one.until(() => one.heard.length > 0)
    expect(one.texts).toEqual(['收到'])
  })

  it('outlives the errors of the library', async () => {
    const { one, current } = await bot()
    const puppet = current()
    puppet.emit('error', { data: 'something odd' })
    puppet.emit('message', { messageId: 'there is none' })
    puppet.emit('dirty', { payloadType: 4, payloadId: 'nobody' })
    puppet.emit('room-topic', { roomId: 'nowhere', changerId: 'nobody', newTopic: 'a', oldTopic: 'b', timestamp: 1 })
    puppet.emit('room-invite', { roomInvitationId: 'none' })
    puppet.say({ from: 'wxid_a', room, text: '收到' })
    await one.until(() => one.heard.length > 0)
    expect(one.chat.status()).toMatchObject({ state: 'online', restarts: 0 })
  })

  it('is replaced by a fresh one when it falls silent, and heard on the new one only', async () => {
    const { one, puppets, current } = await bot({ timing: { quiet: 100, answer: 900 } })
    const old = current()
    old.mute = true
    await one.until(() => puppets.length === 2)
    await one.online()
    old.mute = false
    old.say({ from: 'wxid_a', room, text: '旧的', id: 'old' })
    current().say({ from: 'wxid_a', room, text: '新的', id: 'new' })
    await one.until(() => one.heard.length > 0)
    expect(one.texts).toEqual(['新的'])
  })

  it('finishes what it is sending before it stops, and sends nothing after', async () => {
    const { one, current } = await bot()
    const puppet = current()
    puppet.hang = true
    const started = new Promise<void>((resolve) => {
      puppet.onSent = () => resolve()
    })
    const sending = one.chat.send(group, { text: '最后一句', mentions: [], buttons: [] }, 'n-1')
    await started
    const stopping = one.stop()
    expect(await one.chat.send(group, { text: '太晚了', mentions: [], buttons: [] }, 'n-2')).toMatchObject({
      kind: 'refused',
    })
    puppet.hang = false
    await stopping
    expect(await sending).toEqual({ kind: 'accepted' })
    expect(puppet.sent).toHaveLength(1)
  })

  it('keeps its session where only the owner may read', async () => {
    const { one } = await bot()
    const dir = join(one.dir, 'wechaty')
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600)
  })
})
