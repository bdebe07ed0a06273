import type { Command } from 'commander'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { exclusions, exclusionWords, isExclusion, isVoter, readExclusion } from '../life/meeting/voting.ts'
import { isDay } from '../time/days.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

interface Options {
  branch?: string
  leaveOut?: string
  reason?: string
  on?: string
  consent?: string
  count?: string
  dryRun?: boolean
}

/** Who counts in 应到会有表决权, and the six lawful reasons for leaving somebody out. */
export const votersCommand = (io: Io, finish: Finish): Command =>
  command('voters')
    .description('看应到会有表决权的人数，登记依法不计入的党员')
    .option('--branch <名称>', '哪个支部；只有一个支部时可以不写')
    .option('--leave-out <姓名>', '不计入；要写明情形、哪天的大会通过、上级怎样同意的')
    .option('--reason <情形>', '六种情形之一，如 长期卧床')
    .option('--on <日期>', '党员大会通过的日期，如 2026-12-04')
    .option('--consent <意见>', '上级党组织的批复，照原样写')
    .option('--count <姓名>', '恢复计入')
    .option('--dry-run', '试运行：只看会怎样，不改动数据')
    .addHelpText(
      'after',
      examples(
        'zhibu voters --branch 机关二支部',
        'zhibu voters --leave-out 王五 --reason 长期卧床 --on 2026-12-04 --consent 机关党委批复〔2026〕8号',
        'zhibu voters --count 王五',
      ),
    )
    .action((options: Options) => finish(voters(io, options)))

async function voters(io: Io, options: Options): Work {
  const { oneOrganization, operate, whose, withDataInUse } = await import('./data.ts')
  const { changeVoter } = await import('../actions/record/voting-base.ts')
  const { calledName } = await import('../life/people/roster.ts')
  const name = options.leaveOut ?? options.count
  return withDataInUse(io, async (data) => {
    const branch = await oneOrganization(data.db, options.branch === undefined ? {} : { branch: options.branch })
    const where = { branchId: branch.id, leftOn: null }
    const members = await data.db.member.findMany({ where, orderBy: { id: 'asc' } })
    if (name !== undefined) {
      const member = found(members, name)
      const change = options.leaveOut === undefined ? counted : leftOut(options, data.setting.zone.day(data.now))
      const base = await operate(data, options.dryRun ?? false, (act) =>
        changeVoter(act, { memberId: member.id, ...change }),
      )
      const done = options.dryRun ? '试运行，没有改动：' : '✓ '
      await io.out(
        `${done}${calledName(member)}${change.reason === null ? '恢复计入' : '不计入'}应到会；${branch.name}应到会有表决权 ${base} 人。`,
      )
      return undefined
    }
    const left = members.filter((one) => one.votingExcluded !== null)
    await io.out(`${branch.name}（${whose(data.demo)}）：应到会有表决权 ${members.filter(isVoter).length} 人`)
    for (const one of left) {
      const reason = isExclusion(one.votingExcluded) ? exclusionWords[one.votingExcluded] : ''
      const said = [
        reason,
        ...(one.votingExcludedOn ? [`${one.votingExcludedOn} 大会通过`] : []),
        one.votingConsent ?? '',
      ]
      await io.out(`不计入：${calledName(one)}（${said.filter(Boolean).join('；')}）`)
    }
    return undefined
  })
}

const wrong = (message: string) =>
  new ZhibuError('BAD_COMMAND', message, '要上级同意、党员大会通过，两样都有才能登记；没有改动数据。')

const counted = { reason: null, on: null, consent: null } as const

/** Only with one of the six reasons, a day that is not to come, and the consent of the committee above. */
function leftOut({ reason: said = '', on = '', consent = '' }: Options, today: string) {
  const reason = readExclusion(said)
  if (reason === null)
    throw wrong(`--reason 要写六种情形之一：${exclusions.map((one) => exclusionWords[one]).join('；')}。`)
  if (!isDay(on) || on > today) throw wrong('--on 要写党员大会通过的日期，如 2026-12-04；没有开过的会不能写。')
  if (consent.trim() === '') throw wrong('--consent 要写上级党组织怎样同意的，如 机关党委批复〔2026〕8号。')
  return { reason, on, consent: consent.trim() }
}

function found<M extends { name: string; label: string; category: string }>(members: M[], name: string): M {
  const fits = members.filter((one) => one.name === name || `${one.name}（${one.label}）` === name)
  const [member] = fits
  if (!member || fits.length > 1) {
    const near = nearest(
      name,
      members.map((one) => one.name),
    )
    throw new ZhibuError(
      'NOT_FOUND',
      fits.length > 1 ? `叫「${name}」的不止一位。` : `这个支部没有「${name}」。`,
      fits.length > 1
        ? '照花名册写全，如 张伟（一车间）。'
        : near.length > 0
          ? `是不是${quoted(near)}？`
          : '照花名册写姓名。',
    )
  }
  if (member.category !== 'full')
    throw new ZhibuError('NOT_FOUND', `${name}不是正式党员，本来就不计入。`, '只有正式党员要登记。')
  return member
}
