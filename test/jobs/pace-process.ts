// One of several processes that share an account: takes whatever room it is given, and says when it did.
// Usage: pace-process.ts <address of Redis> <prefix> <lane as JSON> <how many processes> <how long, ms>
import { setTimeout as sleep } from 'node:timers/promises'
import { makeLog } from '../../src/base/log.ts'
import type { Lane } from '../../src/jobs/pace.ts'
import { openRedis } from '../../src/jobs/redis.ts'
import { RedisPace } from '../../src/jobs/redis-pace.ts'

const [url = '', prefix = '', lane = '{}', crowd = '1', ms = '0'] = process.argv.slice(2)
const door = await openRedis(url, makeLog({ level: 'silent' }), prefix)
const pace = new RedisPace(door.redis, { prefix })
const shared: Lane = JSON.parse(lane)
const taken: number[] = []
await door.redis.incr(`${prefix}:ready`)
while (Number(await door.redis.get(`${prefix}:ready`)) < Number(crowd)) await sleep(5)
const until = Date.now() + Number(ms)
for (let turn = 0; Date.now() < until; turn++) {
  const now = new Date()
  const conversation = `room:${turn % 3}`
  const place = await pace.reserve({ ...shared, conversation }, now)
  if (place.kind === 'go' && turn % 5 === 4) await place.giveBack()
  else if (place.kind === 'go') taken.push(now.getTime())
  else await sleep(Math.min(5, place.until.getTime() - now.getTime()))
}
console.log(JSON.stringify(taken))
await door.close()
