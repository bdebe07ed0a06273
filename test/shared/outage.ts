import { setTimeout as sleep } from 'node:timers/promises'
import { makePostgres, makeRedis } from '../../scripts/servers.ts'
import { readPlatforms } from '../../src/chat/settings.ts'
import type { Role } from '../../src/roles.ts'
import { startShared } from '../../src/shared.ts'
import { makeInstallation } from '../support/installation.ts'
import { setting } from '../support/town.ts'
import { judge, type Verdict } from './judge.ts'
import { settled, until } from './kills.ts'
import { Talk } from './talk.ts'

const crew: Role[] = ['gateway', 'gateway', 'worker', 'scheduler']

export interface Outage extends Verdict {
  /** How often the bot connected to the platform. */
  connected: number
}

/**
 * First PostgreSQL is away for so many ms, then Redis, which comes back empty. People talk on meanwhile, and notices fall
 * due. Nothing else happens to the processes.
 */
export async function playOutage(chance: () => number, awayMs: number): Promise<Outage> {
  const undo: (() => Promise<void>)[] = []
  try {
    const postgres = await makePostgres()
    undo.push(() => postgres.remove())
    const redis = await makeRedis()
    undo.push(() => redis.remove())
    await Promise.all([postgres.start(), redis.start()])
    const here = await makeInstallation({ postgres: postgres.url, redis: redis.url })
    undo.push(() => here.close())
    const talk = new Talk(here, chance)
    await talk.prepare()
    for (const role of crew) {
      const { config, database } = here
      const shared = {
        config,
        setting,
        role,
        database,
        redis: redis.url,
        settings: readPlatforms(config),
        scan: () => {},
      }
      const { stop } = await startShared(shared)
      undo.push(stop)
    }
    await until(() => here.emulator.online, 'nobody receives')
    talk.greet()
    talk.speak(6)
    const none = new Set<number>()
    for (const server of [postgres, redis]) {
      await talk.plant(3, 200)
      await server.kill()
      for (let i = 0; i < 4; i++) {
        talk.speak(2)
        await sleep((server === postgres ? awayMs : Math.min(awayMs, 2_000)) / 4)
      }
      await server.start()
      talk.speak(2)
      await settled(here, talk, none)
    }
    const struck = { gateway: 0, worker: 0, scheduler: 0, redis: 1, postgres: 1 }
    return { ...(await judge(here, talk, struck, none)), connected: here.emulator.subscriptions }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}
