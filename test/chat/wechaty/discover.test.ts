import { describe, expect, it } from 'vitest'
import { discover } from '../../../src/chat/wechaty/discover.ts'
import { LinkRefused } from '../../../src/chat/wechaty/link.ts'
import { Bot } from './bot.ts'
import { freePort } from './serve.ts'

const answering = (status: number, body: string) => {
  const asked: string[] = []
  const get: typeof fetch = async (url) => {
    asked.push(String(url))
    return new Response(body, { status })
  }
  return { get, asked }
}

const look = (status: number, body: string) =>
  discover('puppet_workpro_1', 'example.com', undefined, answering(status, body).get)

describe('where the service of a token is', () => {
  it('is asked of the provider', async () => {
    const { get, asked } = answering(200, '{"host":"10.0.0.8","port":8788}')
    expect(await discover('puppet_workpro_1', undefined, undefined, get)).toBe('10.0.0.8:8788')
    expect(asked).toEqual(['https://api.chatie.io/v0/hosties/puppet_workpro_1'])
    expect(await look(200, '{"ip":"10.0.0.8","port":"80"}')).toBe('10.0.0.8:80')
  })

  it('is not known for a wrong token: trying again is no use', async () => {
    await expect(look(404, '')).rejects.toThrow(LinkRefused)
  })

  it.each([
    [200, '{"ip":"0.0.0.0","port":0}'],
    [200, '{"host":"0.0.0.0","port":8788}'],
    [200, '<html>'],
    [200, '{"port":8788}'],
    [429, ''],
    [502, 'Bad Gateway'],
  ])('may be known later: %i %s', async (status, body) => {
    await expect(look(status, body)).rejects.not.toThrow(LinkRefused)
    await expect(look(status, body)).rejects.toThrow(/example\.com/)
  })

  it('cannot be asked while the provider is away: the bot starts and goes on asking', async () => {
    const bot = new Bot({ authority: `127.0.0.1:${await freePort()}` })
    await bot.start()
    expect(bot.chat.status()).toMatchObject({ lastError: expect.stringContaining('ECONNREFUSED') })
    await bot.until(() => bot.chat.status().state === 'recovering')
    await bot.stop()
    expect(bot.logged.join('')).not.toContain('5d0f0f0e')
  })

  it('does not matter where the puppet is not installed: one clear message', async () => {
    const bot = new Bot({ puppet: 'wechaty-puppet-of-nobody' })
    await expect(bot.start()).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: expect.stringContaining('wechaty-puppet-of-nobody'),
      next: expect.stringContaining('npm install'),
    })
    await bot.stop()
  })
})
