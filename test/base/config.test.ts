import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadEnvFile, readConfig, settingNames } from '../../src/base/config.ts'
import { ZhibuError } from '../../src/base/errors.ts'
import { wechatySettingNames } from '../../src/chat/wechaty/settings.ts'
import { wecomSettingNames } from '../../src/chat/wecom/settings.ts'

function refusal(env: Record<string, string>): ZhibuError {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ZhibuError) return error
  }
  throw new Error('the settings were taken')
}

describe('settings', () => {
  test('need not be given at all', () => {
    expect(readConfig({ PATH: '/bin' })).toEqual({
      PORT: 8787,
      HOST: '127.0.0.1',
      DATA_DIR: resolve('data'),
      ZONE: 'Asia/Shanghai',
      BOT_NAME: '小助手',
      LOG_LEVEL: 'info',
      SANDBOX_PROFILE: 'wechat',
      DEMO: false,
      WECOM_PER_MINUTE: 20,
      WECOM_PER_HOUR: 600,
      WEBHOOK_PER_MINUTE: 15,
      WECHATY_GAP_SECONDS: '1.5-4',
      WECHATY_PER_HOUR: 300,
      SEND_PER_MINUTE: 600,
    })
  })

  test('left empty count as not given', () => {
    expect(readConfig({ PORT: '', HOLIDAYS_FILE: ' ', BOT_NAME: '' })).toEqual(readConfig({}))
  })

  test('are read, blanks around them aside', () => {
    const env = {
      PORT: ' 0 ',
      HOST: '::1',
      DATA_DIR: '/srv/zhibu',
      ZONE: 'Asia/Urumqi',
      BOT_NAME: '红小岩',
      LOG_LEVEL: 'silent',
      SANDBOX_PROFILE: 'wecom',
      HOLIDAYS_FILE: import.meta.filename,
      DEMO: '1',
    }
    const read = { ...env, PORT: 0, DATA_DIR: resolve('/srv/zhibu'), DEMO: true }
    expect(readConfig(env)).toEqual({ ...readConfig({}), ...read })
  })

  test('of the platforms are all among them', () => {
    expect(settingNames).toEqual(expect.arrayContaining([...wecomSettingNames, ...wechatySettingNames]))
  })

  test.each([
    { WECOM_PER_MINUTE: '31' },
    { WECOM_PER_HOUR: '1001' },
    { WEBHOOK_PER_MINUTE: '21' },
    { WECHATY_GAP_SECONDS: '4-1.5' },
    { WECHATY_GAP_SECONDS: '0-4' },
    { WECHATY_PER_HOUR: '0' },
  ])('cannot go beyond what a platform lets through: %j', (env) => {
    expect(refusal(env).message).toContain('有 1 项')
  })

  test('that are secret are never said back', () => {
    expect(readConfig({ WECOM_BOT_SECRET: 'geheim' })).toMatchObject({ WECOM_BOT_SECRET: 'geheim' })
    expect(refusal({ WECOM_BOT_SECRET: 'geheim', PORT: 'x' }).message).not.toContain('geheim')
  })

  test('that are wrong are all named at once, each with what it should be', () => {
    const env = {
      PORT: '65536',
      HOST: 'everywhere',
      ZONE: 'Mars/Olympus',
      BOT_NAME: '@所有人',
      LOG_LEVEL: 'loud',
      SANDBOX_PROFILE: 'qq',
      HOLIDAYS_FILE: '/nowhere.json',
      DEMO: 'yes',
    }
    const { code, message, next } = refusal(env)
    expect(code).toBe('BAD_CONFIG')
    for (const [name, value] of Object.entries(env)) expect(message).toContain(`${name}=${value}：`)
    expect(message).toContain('有 8 项设置不对')
    expect(message).not.toContain('DATA_DIR=')
    expect(next).toContain('.env')
  })

  test.each(['-1', '80.5', '0x50', '八千', '1e3'])('a port is not %s', (PORT) => {
    expect(refusal({ PORT }).message).toContain('有 1 项')
  })
})

test('a .env file adds what the environment does not say', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhibu-env-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
    delete process.env.ZHIBU_TEST_A
    delete process.env.ZHIBU_TEST_B
  })
  process.env.ZHIBU_TEST_A = 'environment'
  writeFileSync(join(folder, '.env'), 'ZHIBU_TEST_A=file\nZHIBU_TEST_B=file\n')
  loadEnvFile(join(folder, '.env'))
  loadEnvFile(join(folder, 'none'))
  expect([process.env.ZHIBU_TEST_A, process.env.ZHIBU_TEST_B]).toEqual(['environment', 'file'])
})
