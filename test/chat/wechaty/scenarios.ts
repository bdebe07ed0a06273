import { Bot } from './bot.ts'
import { room } from './puppet.ts'
import { freePort, Service } from './serve.ts'

export interface Outcome {
  /** From the service being back until the bot hears again. */
  deafSeconds: number
  restarts: number
  alarms: string[]
  complaints: string[]
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** The service is killed, stays away so long, and comes back: the bot must hear and speak again by itself. */
export async function outage(downMs: number): Promise<Outcome> {
  return withBot(async (service) => {
    await service.kill()
    await sleep(downMs)
    await service.start()
  })
}

/** The service stands still so long (the connection stays open, nothing is answered) and then goes on. */
export async function standstill(ms: number): Promise<Outcome> {
  return withBot(async (service, bot) => {
    service.signal('SIGSTOP')
    await sleep(ms)
    if (bot.chat.status().state === 'online') bot.complaints.push('still believes to be online')
    service.signal('SIGCONT')
  })
}

/** Nobody says anything for so long, and the service sends no heartbeat: nothing is wrong, nothing may be restarted. */
export async function silence(ms: number): Promise<Outcome> {
  const outcome = await withBot(() => sleep(ms))
  if (outcome.restarts > 0) outcome.complaints.push('a healthy link was restarted')
  return outcome
}

async function withBot(
  trouble: (service: Service, bot: { chat: Bot['chat']; complaints: string[] }) => Promise<void>,
): Promise<Outcome> {
  const service = await new Service(await freePort()).start()
  const bot = new Bot({ endpoint: service.endpoint })
  const complaints: string[] = []
  try {
    await bot.start()
    await bot.online()
    await hears(bot, service, 'before')
    await trouble(service, { chat: bot.chat, complaints })
    const back = performance.now()
    // What is said while the link is down is lost with every service: so it is said until it is heard.
    while (!bot.texts.includes('after') && performance.now() - back < 120_000) {
      await service.say({ from: 'wxid_a', room, text: 'after', id: `after-${performance.now()}` })
      await Promise.race([bot.until(() => bot.texts.includes('after')), sleep(250)])
    }
    const deafSeconds = (performance.now() - back) / 1000
    if (!bot.texts.includes('after')) complaints.push('deaf for two minutes')
    const sent = await bot.chat.send(
      { kind: 'room', id: room },
      { text: 'still here', mentions: [], buttons: [] },
      'n-1',
    )
    if (sent.kind !== 'accepted') complaints.push(`cannot speak: ${sent.kind}`)
    if (bot.texts.filter((text) => text === 'before').length !== 1) complaints.push('heard something twice')
    return { deafSeconds, restarts: bot.chat.status().restarts, alarms: bot.alarms.map(({ kind }) => kind), complaints }
  } finally {
    await bot.stop()
    await service.kill()
  }
}

async function hears(bot: Bot, service: Service, text: string): Promise<void> {
  await service.say({ from: 'wxid_a', room, text })
  await bot.until(() => bot.texts.includes(text))
}
