import { normalize } from '../../base/text.ts'
import type { Person } from '../../talk/meaning.ts'
import type { Act } from '../act.ts'

/**
 * Those on a roll as talk knows them. Who speaks of a branch's or a group's roll speaks of people of their own branch;
 * on a committee's roll stand people of several branches, whom their branch names as well ("缺机关一支部").
 * @param known the people of the speaker's branch
 */
export async function rollPeople(act: Act, memberIds: readonly number[], known: Person[]): Promise<Person[]> {
  const ids = new Set(known.map(({ id }) => id))
  if (memberIds.every((id) => ids.has(id))) return known
  const members = await act.tx.member.findMany({
    where: { id: { in: [...memberIds] } },
    select: { id: true, name: true, label: true, aliases: true, branch: { select: { name: true } } },
    orderBy: { id: 'asc' },
  })
  const namesakes = (name: string) => members.filter((one) => one.name === name).length > 1
  return members.map(({ id, name, label, aliases, branch }) => ({
    id,
    name,
    label: label === '' && namesakes(name) ? branch.name : label,
    aliases: [
      ...(Array.isArray(aliases) ? aliases.map((alias) => normalize(String(alias))) : []),
      normalize(branch.name),
    ],
    posts: [],
  }))
}
