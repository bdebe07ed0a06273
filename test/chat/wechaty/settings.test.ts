import { describe, expect, it } from 'vitest'
import { ZhibuError } from '../../../src/base/errors.ts'
import { readWechaty } from '../../../src/chat/wechaty/settings.ts'

const service = {
  WECHATY_PUPPET: 'wechaty-puppet-service',
  WECHATY_PUPPET_SERVICE_TOKEN: 'puppet_workpro_0123456789ab',
}

function refusal(env: Record<string, string>): ZhibuError {
  try {
    readWechaty(env)
  } catch (error) {
    if (error instanceof ZhibuError) return error
  }
  throw new Error('not refused')
}

describe('settings of Wechaty', () => {
  it('are none where nothing is set', () => {
    expect(readWechaty({})).toBeNull()
    expect(readWechaty({ WECHATY_PUPPET: ' ', WECHATY_LOG: 'silly', WECHATY_ALARM_MINUTES: '3' })).toBeNull()
  })

  it('of a service: token, where it is, with or without TLS', () => {
    expect(readWechaty(service)).toEqual({
      puppet: 'wechaty-puppet-service',
      service: { token: 'puppet_workpro_0123456789ab', noTls: false },
      writeFirst: true,
      alarmMinutes: 5,
    })
    expect(
      readWechaty({
        ...service,
        WECHATY_PUPPET_SERVICE_ENDPOINT: '10.0.0.8:8788',
        WECHATY_PUPPET_SERVICE_AUTHORITY: 'discovery.example.com',
        WECHATY_PUPPET_SERVICE_NO_TLS: '1',
        WECHATY_WRITE_FIRST: '0',
        WECHATY_ALARM_MINUTES: '10',
      }),
    ).toMatchObject({
      service: { endpoint: '10.0.0.8:8788', authority: 'discovery.example.com', noTls: true },
      writeFirst: false,
      alarmMinutes: 10,
    })
  })

  it('of a puppet in this process: its name is all', () => {
    expect(readWechaty({ WECHATY_PUPPET: '@scope/wechaty-puppet-x' })).toEqual({
      puppet: '@scope/wechaty-puppet-x',
      writeFirst: false,
      alarmMinutes: 5,
    })
  })

  it.each([
    [{ WECHATY_PUPPET: 'wechaty-puppet-service' }, 'WECHATY_PUPPET_SERVICE_TOKEN'],
    [{ WECHATY_PUPPET_SERVICE_TOKEN: service.WECHATY_PUPPET_SERVICE_TOKEN }, 'WECHATY_PUPPET：'],
    [{ ...service, WECHATY_PUPPET_SERVICE_ENDPOINT: 'http://10.0.0.8:8788' }, 'WECHATY_PUPPET_SERVICE_ENDPOINT'],
    [{ ...service, WECHATY_PUPPET_SERVICE_ENDPOINT: 'me:secret@10.0.0.8:8788' }, 'WECHATY_PUPPET_SERVICE_ENDPOINT'],
    [{ ...service, WECHATY_PUPPET_SERVICE_NO_TLS: 'yes' }, 'WECHATY_PUPPET_SERVICE_NO_TLS'],
    [{ ...service, WECHATY_ALARM_MINUTES: '0' }, 'WECHATY_ALARM_MINUTES'],
    [{ WECHATY_PUPPET: '../evil' }, 'WECHATY_PUPPET：'],
  ])('say which is wrong or missing: %j', (env, name) => {
    const error = refusal(env)
    expect(error).toMatchObject({ code: 'BAD_CONFIG' })
    expect(error.message).toContain(name)
    expect(error.next).toContain('.env')
  })

  it('never repeat a wrong value: one of them is a secret', () => {
    const error = refusal({ WECHATY_PUPPET: 'wechaty-puppet-service', WECHATY_PUPPET_SERVICE_TOKEN: 'wrongtoken 42' })
    expect(`${error.message}${error.next}`).not.toContain('wrongtoken')
  })
})
