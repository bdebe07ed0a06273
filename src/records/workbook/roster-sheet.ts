import { roleWords } from '../../life/people/roles.ts'
import { categoryWords, type RosterPerson } from '../../life/people/roster.ts'
import { type RosterField, rosterColumns } from './roster-columns.ts'
import type { SheetToWrite } from './write-sheet.ts'

/** The roster in the columns of the template, so that it can be changed and imported again. */
export function rosterSheet(people: readonly RosterPerson[], name = '党员花名册'): SheetToWrite {
  return {
    name,
    columns: rosterColumns.map(({ heading, kind, width }) => ({ heading, kind, width })),
    rows: people.map((person) => rosterColumns.map(({ field }) => written[field](person))),
  }
}

const written: Record<RosterField, (person: RosterPerson) => string | number | null> = {
  name: ({ name, label }) => (label === '' ? name : `${name}（${label}）`),
  staffNo: (person) => person.staffNo,
  branch: (person) => person.branch,
  group: (person) => person.group,
  category: (person) => categoryWords[person.category],
  posts: (person) => person.posts.map((post) => roleWords[post]).join('、') || null,
  phone: (person) => person.phone,
  joinedOn: (person) => person.joinedOn,
  fullOn: (person) => person.fullOn,
  dues: (person) => person.duesFen,
  aliases: (person) => person.aliases.join('、') || null,
  floating: (person) => person.floatingPlace ?? (person.floating ? '是' : null),
  exempt: (person) => (person.exempt ? '是' : null),
  leader: (person) => (person.leader ? '是' : null),
}
