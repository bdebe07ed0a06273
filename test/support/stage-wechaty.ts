import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PuppetServer } from 'wechaty-puppet-service'
import { makeLog } from '../../src/base/log.ts'
import type { Conversation } from '../../src/chat/port.ts'
import { WechatyChat, type WechatyOptions } from '../../src/chat/wechaty/adapter.ts'
import { servicePuppet } from '../../src/chat/wechaty/settings.ts'
import { systemClock } from '../../src/time/clock.ts'
import { RecordingPuppet, self } from '../chat/wechaty/puppet.ts'
import { freePort, token } from '../chat/wechaty/serve.ts'
import { Counter, type Player, type Stage } from './stage.ts'

/** Personal WeChat through Wechaty: a puppet in this process, or a puppet service behind real gRPC on loopback. */
export async function wechatyStage(botName: string, overGrpc: boolean): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'zhibu-wechaty-'))
  const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })
  const ears = new Counter()
  const endpoint = `127.0.0.1:${await freePort()}`
  const settings: WechatyOptions['settings'] = {
    puppet: servicePuppet,
    service: { token, endpoint, noTls: true },
    writeFirst: true,
    alarmMinutes: 5,
  }
  let people: Player[] = []
  let rooms: { id: string; title: string; userIds: string[] }[] = []
  const said = new Map<string, string[]>()
  let puppet: RecordingPuppet
  let server: PuppetServer | null = null

  const makePuppet = () => {
    puppet = new RecordingPuppet()
    for (const { userId, name } of people) puppet.mocker.createContact({ id: userId, name })
    for (const { id, title, userIds } of rooms)
      puppet.mocker.createRoom({ id, topic: title, memberIdList: [self, ...userIds] })
    puppet.onSent = ({ to, text }) => said.set(to, [...(said.get(to) ?? []), text ?? ''])
    return puppet
  }
  const speak = (
    player: Player,
    conversation: Conversation,
    more: { text?: string; file?: { name: string; size: number } },
  ) =>
    ears.after(() =>
      puppet.say({ from: player.userId, ...(conversation.kind === 'room' ? { room: conversation.id } : {}), ...more }),
    )
  return {
    platform: 'wechaty',
    mentionsOnly: false,
    buttons: false,
    roomId: (branchId) => `${branchId}@chatroom`,
    userId: (memberId) => `wxid_${memberId}`,
    furnish: (all, groups) => {
      people = all
      rooms = groups
    },
    port: () => {
      const chat = new WechatyChat({
        settings,
        botName,
        memoryDir: join(dir, 'memory'),
        clock: systemClock,
        log,
        alarm: () => undefined,
        ...(overGrpc ? {} : { makePuppet }),
        timing: { steady: 50 },
      })
      const counted = ears.listen(chat)
      return {
        ...counted,
        account: 'wechaty',
        start: async (receive) => {
          if (overGrpc && server === null) {
            server = new PuppetServer({ endpoint, token, puppet: makePuppet(), tls: { disable: true } })
            await server.start()
          }
          await counted.start(receive)
          while (chat.status().state !== 'online') await new Promise((resolve) => setTimeout(resolve, 20))
        },
      }
    },
    say: (player, conversation, text) => speak(player, conversation, { text }),
    click: async () => {
      throw new Error('WeChat has no buttons')
    },
    send: (player, conversation, file) =>
      speak(player, conversation, { file: { name: file.name, size: file.bytes.length } }),
    said: (conversation) => (said.get(conversation.id) ?? []).map((text) => text.replaceAll('\u2005', ' ')),
    close: async () => {
      await server?.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
