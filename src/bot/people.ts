import { LRUCache } from 'lru-cache'
import { normalize } from '../base/text.ts'
import { roleWords } from '../life/people/roles.ts'
import type { Db, Tx } from '../records/database.ts'
import { rosterOf } from '../records/members.ts'
import type { Person } from '../talk/meaning.ts'

/** So many branches are kept in mind, those that spoke last: a city has more than fit into memory with all they are called. */
const most = 2_000

type Known = LRUCache<number, { revision: number; people: Person[] }>

/** What was read of each database, by branch. */
const known = new WeakMap<Db, Known>()

function knownOf(db: Db): Known {
  const found = known.get(db) ?? new LRUCache({ max: most })
  known.set(db, found)
  return found
}

/** The people of a branch as talk knows them; read again when the roster changed. */
export async function peopleOf(db: Db, tx: Tx, branchId: number, revision: number): Promise<Person[]> {
  const cache = knownOf(db)
  const last = cache.get(branchId)
  if (last?.revision === revision) return last.people
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
