import type { Command } from 'commander'
import { readConfig } from '../base/config.ts'
import { ZhibuError } from '../base/errors.ts'
import { nearest, quoted } from '../base/nearest.ts'
import { command, examples } from './help.ts'
import type { Finish, Io, Work } from './io.ts'

export const guideCommand = (io: Io, finish: Finish): Command =>
  command('guide')
    .description('看使用说明：党员大会怎么开、换届要几个人到会；不写哪一件就列出来')
    .argument('[哪一件]', '例如 党员大会')
    .option('--branch <名称>', '填上哪个支部的人数')
    .addHelpText('after', examples('zhibu guide', 'zhibu guide 党员大会', 'zhibu guide 换届 --branch 机关二支部'))
    .action((topic: string | undefined, options: { branch?: string }) => finish(showGuides(io, topic, options)))

async function showGuides(io: Io, topic: string | undefined, options: { branch?: string }): Work {
  const { settingOf } = await import('../setting.ts')
  const { guideNumbers } = await import('../life/guide-numbers.ts')
  const { pagesOf } = await import('../actions/guide.ts')
  const guides = settingOf(readConfig(io.env)).guides ?? []
  if (topic === undefined) {
    await io.out(guides.map(({ title, source }) => `${title}：${source}`).join('\n'))
    return undefined
  }
  const guide = guides.find(({ names }) => names.includes(topic.trim()))
  if (!guide) {
    const near = nearest(
      topic,
      guides.map(({ title }) => title),
    )
    throw new ZhibuError(
      'NOT_FOUND',
      `没有「${topic}」的使用说明。`,
      near.length > 0 ? `是不是${quoted(near)}？` : '列出全部：zhibu guide',
    )
  }
  const numbers = guideNumbers(options.branch === undefined ? null : await countsOf(io, options))
  const { card } = pagesOf(guide, null, numbers)
  const { sections } = pagesOf(guide, '', numbers)
  await io.out(
    [
      `${guide.title}（依据：${guide.source}）`,
      ...(card ? [card.text] : []),
      ...sections.map(({ heading, text }) => `\n${heading}\n${text}`),
    ].join('\n'),
  )
  return undefined
}

async function countsOf(io: Io, options: { branch?: string }) {
  const { oneOrganization, withDataInUse } = await import('./data.ts')
  const { branchCounts } = await import('../records/branch-counts.ts')
  return withDataInUse(io, async ({ db }) => branchCounts(db, (await oneOrganization(db, options)).id))
}
