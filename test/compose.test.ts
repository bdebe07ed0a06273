import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { roles } from '../src/roles.ts'

/* There is no Docker where the tests run: what the files say is held to the program and to the handbook. */

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')
const compose = read('docker-compose.yml')
const example = read('.env.example')

/** What stands indented below a heading of the first or second level. */
function blocks(text: string, indent: string): Map<string, string> {
  const found = new Map<string, string>()
  let name = ''
  for (const line of text.split('\n')) {
    const heading = new RegExp(`^${indent}([\\w-]+):(?: &\\w+)?$`).exec(line)
    if (heading) name = heading[1] ?? ''
    else if (name !== '' && (line === '' || line.startsWith(`${indent} `)))
      found.set(name, `${found.get(name) ?? ''}${line}\n`)
  }
  return found
}

const services = blocks(blocks(compose, '').get('services') ?? '', '  ')
const settingsIn = (text: string) => [...text.matchAll(/^ +([A-Z_]+): /gm)].map(([, name]) => name ?? '')

describe('docker-compose.yml', () => {
  test('starts the whole', () => {
    expect([...services.keys()]).toEqual([
      'postgres',
      'redis',
      'gateway',
      'gateway-standby',
      'worker',
      'scheduler',
      'web',
    ])
    const started = [...compose.matchAll(/\[start, --role, (\w+)\]/g)].map(([, role]) => role)
    expect(started).toEqual(['gateway', 'worker', 'scheduler', 'web'])
    for (const role of started) expect(roles).toContain(role)
    expect(services.get('worker')).toContain('replicas: 2')
  })

  test('has the standby the same in all as the gateway, which has every setting of a platform', () => {
    expect(services.get('gateway-standby')?.trim()).toBe('<<: *gateway')
    expect(compose).toContain('  gateway: &gateway\n')
    const known = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? '')
    const ofPlatforms = known.filter((name) => /^(WECOM|WECHATY|WEBHOOK|SEND)_/.test(name))
    expect(settingsIn(services.get('gateway') ?? '').toSorted()).toEqual(ofPlatforms.toSorted())
    for (const name of settingsIn(compose))
      expect([...known, 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD', 'REDISCLI_AUTH'], name).toContain(name)
  })

  test('uses only anchors that are there, waits for what is needed, and keeps the pages on this machine', () => {
    const anchors = [...compose.matchAll(/&(\w+)/g)].map(([, name]) => name)
    for (const [, name] of compose.matchAll(/\*(\w+)/g)) expect(anchors).toContain(name)
    expect(compose).not.toContain('\t')
    const [, common = ''] = /^x-zhibu: &zhibu\n([\s\S]*?)^services:/m.exec(compose) ?? []
    expect(common).toMatch(/restart: unless-stopped/)
    expect(common.match(/condition: service_healthy/g)).toHaveLength(2)
    // A send is given up after a minute: until then it is waited for.
    expect(Number(/stop_grace_period: (\d+)s/.exec(common)?.[1])).toBeGreaterThan(60)
    expect(compose.match(/^ +- "[\d.:]+"$/gm)?.map((line) => line.trim())).toEqual(['- "127.0.0.1:8787:8787"'])
    const volumes = [...(blocks(compose, '').get('volumes') ?? '').matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name)
    for (const [, name] of compose.matchAll(/^ +- (\w+):\//gm)) expect(volumes).toContain(name)
  })

  test('has no secret in it, and no password that nobody has set', () => {
    for (const [, value = ''] of compose.matchAll(/(?:PASSWORD|SECRET|TOKEN|AUTH): (.+)$/gm))
      expect(value).toMatch(/^\$\{[A-Z_]+:(\?|-)[^}]*\}$/)
  })
})

test('the image is of the long-term support version of Node', () => {
  const from = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)
  expect(new Set(from)).toEqual(new Set(['node:24-slim']))
  for (const folder of ['prisma/sqlite/migrations', 'prisma/postgres/migrations', 'docs/使用说明'])
    expect(read('Dockerfile')).toContain(`COPY ${folder} ./${folder}`)
})
