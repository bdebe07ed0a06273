// A bot that starts, is heard and stops; then its process must end by itself, and what it has printed is looked at.
import { Bot } from './bot.ts'
import { room } from './puppet.ts'

const [endpoint = ''] = process.argv.slice(2)
const bot = await new Bot({ endpoint }).start()
await bot.online()
await bot.chat.send({ kind: 'room', id: room }, { text: '机密内容', mentions: [], buttons: [] }, 'n-1')
await bot.until(() => bot.heard.length > 0)
await bot.stop()
process.stdout.write(
  `stopped ${process
    .getActiveResourcesInfo()
    .filter((one) => one !== 'PipeWrap')
    .join()}\n`,
)
