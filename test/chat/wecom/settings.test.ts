import { describe, expect, it } from 'vitest'
import { ZhibuError } from '../../../src/base/errors.ts'
import { readWecom } from '../../../src/chat/wecom/settings.ts'

const complaint = (env: Record<string, string>) => {
  try {
    readWecom(env)
  } catch (error) {
    if (error instanceof ZhibuError) return { code: error.code, words: `${error.message}\n${error.next}` }
    throw error
  }
  throw new Error('nothing was wrong')
}

describe('the settings for WeCom', () => {
  it('may be missing altogether', () => {
    expect(readWecom({})).toEqual({ bot: null, webhookUrl: null, groups: [] })
    expect(readWecom({ WECOM_BOT_ID: '', WECOM_BOT_SECRET: '  ' })).toEqual({ bot: null, webhookUrl: null, groups: [] })
  })

  it('need id and secret; the service is the official one unless another is named', () => {
    const own = { WECOM_BOT_ID: 'aib1', WECOM_BOT_SECRET: ' s ' }
    expect(readWecom(own).bot).toEqual({ botId: 'aib1', secret: 's', url: 'wss://openws.work.weixin.qq.com' })
    expect(readWecom({ ...own, WECOM_BOT_URL: 'ws://127.0.0.1:9' }).bot?.url).toBe('ws://127.0.0.1:9')
    expect(readWecom({ WECOM_WEBHOOK_URL: 'https://x.cn/?key=1' })).toEqual({
      bot: null,
      webhookUrl: 'https://x.cn/?key=1',
      groups: [],
    })
  })

  it('that are half there say which half is missing, and where to find it', () => {
    expect(complaint({ WECOM_BOT_ID: 'aib1' })).toEqual({
      code: 'BAD_CONFIG',
      words: expect.stringMatching(/WECOM_BOT_SECRET[\s\S]*API 模式/),
    })
    expect(complaint({ WECOM_BOT_SECRET: 's' }).words).toContain('WECOM_BOT_ID')
  })

  it('that are wrong are all named, without a word of what they were', () => {
    const { words } = complaint({
      WECOM_BOT_ID: 'a b',
      WECOM_BOT_SECRET: 'top secret',
      WECOM_BOT_URL: 'https://elsewhere.example',
      WECOM_WEBHOOK_URL: 'my-key',
    })
    for (const name of ['WECOM_BOT_ID', 'WECOM_BOT_SECRET', 'WECOM_BOT_URL', 'WECOM_WEBHOOK_URL'])
      expect(words).toContain(name)
    expect(words).not.toMatch(/top secret|elsewhere|my-key|a b/)
  })
})
