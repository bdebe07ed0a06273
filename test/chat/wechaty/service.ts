// A puppet service in a process of its own: so that it can be killed. Commands come in over the channel of the parent.
import { log } from 'wechaty'
import { PuppetServer } from 'wechaty-puppet-service'
import { RecordingPuppet, type SayOptions, type Sent } from './puppet.ts'

export type Command =
  | { do: 'say'; message: SayOptions }
  | { do: 'again'; id: string }
  | { do: 'set'; fail?: string | null; hang?: boolean; mute?: boolean; user?: string | null }
  | { do: 'login'; user: string }
  | { do: 'logout' }
  | { do: 'scan'; qr: string }
  | { do: 'stop' }

export type Report = { is: 'ready' } | { is: 'done' } | { is: 'sent'; sent: Sent }

const [endpoint = '', token = '', user = '', tls = ''] = process.argv.slice(2)
const tell = (report: Report) => void process.send?.(report)

log.level('silent')
const puppet = new RecordingPuppet()
puppet.user = user === '' ? null : user
puppet.on('error', () => undefined)
puppet.onSent = (sent) => tell({ is: 'sent', sent })
const server = new PuppetServer({ endpoint, token, puppet, tls: { disable: tls === '' } })
await server.start()

process.on('message', async (command: Command) => {
  switch (command.do) {
    case 'say':
      puppet.say(command.message)
      break
    case 'again':
      puppet.again(command.id)
      break
    case 'set': {
      const { do: _, ...values } = command
      Object.assign(puppet, values)
      break
    }
    case 'login':
      puppet.login(command.user)
      break
    case 'logout':
      await puppet.logout()
      break
    case 'scan':
      puppet.mocker.scan(command.qr)
      break
    case 'stop':
      await server.stop()
      break
  }
  tell({ is: 'done' })
})
// The parent is gone.
process.on('disconnect', () => process.exit())
tell({ is: 'ready' })
