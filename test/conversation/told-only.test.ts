import { afterEach, expect, it, onTestFinished } from 'vitest'
import { beginAct } from '../../src/actions/act.ts'
import { tieGroups } from '../../src/actions/tree/tie-groups.ts'
import { makeLog } from '../../src/base/log.ts'
import { WecomGroups } from '../../src/chat/wecom/groups.ts'
import { groupsPlatform } from '../../src/chat/wecom/groups-platform.ts'
import { demoBranch } from '../../src/demo/branch.ts'
import { write } from '../../src/records/database.ts'
import { setting, type Town, type TownOptions, town } from '../support/town.ts'
import { WecomHook } from '../support/wecom-hook.ts'

let branch: Town
afterEach(() => branch.close())

const tie = (names: string[]) =>
  write(branch.db, (tx) =>
    tieGroups(beginAct(tx, setting, { now: branch.clock.now(), actor: { kind: 'operator' } }), groupsPlatform, names),
  )

/** The demonstration branch, whose group has a webhook and nothing else. */
async function toldOnly(options: TownOptions, alone = false) {
  let hook: WecomHook | undefined
  const addresses = new Map<string, string>()
  branch = await town({
    ...options,
    ports: (own, clock) => {
      const groups = new WecomGroups({ addresses, now: () => clock.now(), log: makeLog({ level: 'silent' }) })
      return alone ? [groups] : [own, groups]
    },
  })
  hook = await WecomHook.start(() => branch.clock.now().getTime())
  onTestFinished(() => hook.stop())
  await branch.db.room.deleteMany({})
  await branch.db.member.updateMany({ where: { name: '张三' }, data: { phone: '13800000003' } })
  const { roomIds } = await tie([demoBranch])
  addresses.set(roomIds.get(demoBranch) ?? '', hook.url)
  await branch.restart()
  let read = 0
  const heard = () => {
    const all = hook.told.slice(read)
    read = hook.told.length
    return all
  }
  return { hook, heard }
}

it('a group that is only told is sent to the private chat, where the answers count', async () => {
  const { heard } = await toldOnly({ profile: 'wecom' })
  expect(heard().map((one) => one.text)).toEqual([`各位同志，「${demoBranch}」的通知和提醒以后发在这个群里。`])

  const secretary = branch.private('李建国')
  await branch.until('2026-11-27 10:00')
  await secretary.says('1')
  await branch.until('2026-12-01 10:00')
  const [announcement, dues] = heard().map((one) => one.text)
  expect(announcement).toContain('各位同志，12月主题党日：12月4日（周五）15:00')
  expect(announcement).toMatch(/能不能到，答复请私聊小助手。$/)
  expect(dues).toContain('交后私聊小助手说「已交」')

  await branch.private('王五').says('参加')
  await branch.private('赵六').says('请假，出差')
  expect(branch.private('王五').heard().join()).toContain('参加')
  await branch.until('2026-12-03 16:30')
  const [reminder] = heard()
  expect(reminder?.text).toContain('@张三')
  expect(reminder?.text).not.toMatch(/@王五|@赵六/)
  expect(reminder?.text).toMatch(/答复请私聊小助手。$/)
  // Whose phone number is on the roster is notified; the others stand there by name.
  expect(reminder?.phones).toContain('13800000003')

  await secretary.says('主题党日改到下周一下午3点')
  await secretary.says('1')
  await branch.until('2026-12-07 15:00')
  const rest = heard().map((one) => one.text)
  expect(rest[0]).toMatch(/改到 12月7日（周一）15:00.*去不了的，请私聊小助手说一声。$/)
  expect(rest.at(-1)).toContain('签到码私发给小助手')
  expect(rest.join()).not.toMatch(/回 [123]|回复时请|私发给我|私下回我/)
})

it('where nobody can write to the bot, answers go to the secretary, and nothing is counted or named', async () => {
  const { heard } = await toldOnly({}, true)
  heard()
  await branch.until('2026-12-08 09:00')
  const said = heard().map((one) => one.text)
  expect(said[0]).toMatch(/^各位同志，12月主题党日：.*内容另行通知。\n能不能到，请向支部书记答复。$/)
  expect(said.join('\n')).toContain('还没有答复的同志，请向支部书记答复。')
  expect(said.join()).not.toMatch(/回 [123]|小助手|私下回我|@|已交 \d/)
})

it('a robot that is gone is asleep until the next start; one that is named no longer is untied', async () => {
  const { hook, heard } = await toldOnly({ at: '2026-12-01 08:59' })
  heard()
  hook.faults.push(93000)
  await branch.until('2026-12-01 09:00')
  const room = () => branch.db.room.findFirstOrThrow({ where: { platform: groupsPlatform } })
  expect((await room()).asleepSince).toEqual(branch.clock.now())
  expect(JSON.stringify(await room())).not.toContain(hook.key)

  // The operator has copied the address anew, and starts again.
  expect(await tie([demoBranch])).toMatchObject({ fresh: [], gone: [] })
  await branch.restart()
  expect((await room()).asleepSince).toBe(null)
  expect(heard()[0]?.text).toContain('12月主题党日')

  await expect(tie(['机关五支部'])).rejects.toMatchObject({ code: 'BRANCH_UNKNOWN' })
  expect(await tie([])).toMatchObject({ gone: [demoBranch] })
  expect(await branch.db.room.count({ where: { platform: groupsPlatform } })).toBe(0)
  const trail = await branch.db.auditEntry.findMany({ where: { subjectKind: 'room' } })
  expect(trail.map((one) => [one.actorKind, one.action])).toEqual([
    ['operator', 'bind_room'],
    ['operator', 'unbind_room'],
  ])
})
