import { makeLog } from '../../src/base/log.ts'
import { WecomChat } from '../../src/chat/wecom/bot.ts'
import type { MovableClock } from '../../src/time/clock.ts'
import { Counter, type Stage } from './stage.ts'
import { WecomEmulator } from './wecom-emulator.ts'

/** WeCom: the program's real adapter, over its WebSocket to the emulator of the service. */
export async function wecomStage(botName: string, clock: MovableClock): Promise<Stage> {
  const emulator = await WecomEmulator.start({ now: () => clock.now().getTime(), botName })
  const log = makeLog({ level: process.env.LOG_LEVEL ?? 'silent' })
  const ears = new Counter()
  const chatOf = (conversation: { kind: string; id: string }) => (conversation.kind === 'room' ? conversation.id : null)
  return {
    platform: 'wecom',
    mentionsOnly: true,
    buttons: true,
    roomId: (branchId) => `GROUP-${branchId}`,
    userId: (memberId) => `U${memberId}`,
    furnish: () => undefined,
    port: () => {
      const { botId, secret, url } = emulator
      return ears.listen(new WecomChat({ botId, secret, url, botName, now: () => clock.now(), log, reconnectMs: 5 }))
    },
    say: (player, conversation, text) =>
      ears.after(() => emulator.say(player.userId, chatOf(conversation), text.replace(`@${botName} `, ''))),
    async click(player, conversation, label) {
      const cards = emulator.shown(conversation.id).flatMap((one) => (one.card ? [one.card] : []))
      const taskId = cards.findLast((one) => one.button_list.some(({ text }) => text === label))?.task_id
      if (taskId === undefined) throw new Error(`there is no button ${label}`)
      await ears.after(() => emulator.click(player.userId, taskId, label))
    },
    send: (player, _conversation, file) =>
      ears.after(() =>
        file.mediaType.startsWith('image/')
          ? emulator.image(player.userId, file.bytes)
          : emulator.file(player.userId, file.bytes, file.name),
      ),
    // Line ends, the marks that keep words from becoming headings, and the title of a card are WeCom's.
    said: (conversation) =>
      emulator
        .shown(conversation.id)
        .map(({ text, card }) =>
          card ? text.replace('\n', '：') : text.replace(/ {2}\n/g, '\n').replaceAll('\u200b', ''),
        ),
    close: () => emulator.stop(),
  }
}
