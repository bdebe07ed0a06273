import { normalize } from '../base/text.ts'
import { roleWords } from '../life/people/roles.ts'
import type { Db, Tx } from '../records/database.ts'
import { rosterOf } from '../records/members.ts'
import type { Person } from '../talk/meaning.ts'

/** What was read of each database, by branch. */
const caches = new WeakMap<Db, Map<number, { revision: number; people: Person[] }>>()

/** The people of a branch as talk knows them; read again when the roster changed. */
export async function peopleOf(db: Db, tx: Tx, branchId: number, revision: number): Promise<Person[]> {
  const cache = caches.get(db) ?? new Map<number, { revision: number; people: Person[] }>()
  caches.set(db, cache)
  const known = cache.get(branchId)
  if (known?.revision === revision) return known.people
  const people = (await rosterOf(tx, branchId)).map((member) => ({
    id: member.id,
    name: member.name,
    label: member.label,
    aliases: Array.isArray(member.aliases) ? member.aliases.map((alias) => normalize(String(alias))) : [],
    posts: member.positions.map(({ role }) => roleWords[role]),
  }))
  cache.set(branchId, { revision, people })
  return people
}
