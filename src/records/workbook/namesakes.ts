import type { RosterPerson, RosterProblem } from '../../life/people/roster.ts'

/** A person with where the file names them, for problems. */
export interface Entry {
  person: RosterPerson
  sheet: string | undefined
  nameHeading: string
  staffHeading: string
}

const problem = (entry: Entry, column: string, message: string, next: string): RosterProblem => ({
  row: entry.person.row,
  column,
  ...(entry.sheet === undefined ? {} : { sheet: entry.sheet }),
  message,
  next,
})

const place = (entry: Entry) => `${entry.sheet === undefined ? '' : `「${entry.sheet}」`}第 ${entry.person.row} 行`

function grouped(entries: readonly Entry[], key: (person: RosterPerson) => string): Entry[][] {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const id = key(entry.person)
    const group = groups.get(id)
    if (group) group.push(entry)
    else groups.set(id, [entry])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

const inBranch = (person: RosterPerson, what: string) => JSON.stringify([person.branch, what])

/** Everything that the file says about a person, wherever it stands. */
const whole = ({ row: _, ...facts }: RosterPerson) => JSON.stringify(facts)

/**
 * Tells people of one name in one branch apart: by the remark after the name, else by group, else by staff number,
 * which then becomes their label. Who cannot be told apart, a row written twice, and a staff number given twice are
 * problems: names in chat must mean one person.
 */
export function tellApart(entries: readonly Entry[]): RosterProblem[] {
  const problems: RosterProblem[] = []
  const again = new Set<Entry>()
  for (const [first, ...rest] of grouped(entries, whole)) {
    for (const entry of rest) {
      again.add(entry)
      const where = first ? place(first) : ''
      problems.push(
        problem(entry, entry.nameHeading, `「${entry.person.name}」和${where}完全相同`, '请删去重复的一行。'),
      )
    }
  }
  const once = entries.filter((entry) => !again.has(entry))
  for (const same of grouped(once, (person) => inBranch(person, person.name))) {
    const bare = same.filter((entry) => entry.person.label === '')
    if (bare.length > 1) labelBy(bare)
    for (const [first, ...rest] of grouped(same, (person) => person.label)) {
      for (const entry of rest) {
        const { name, label } = entry.person
        const shown = label === '' ? `「${name}」` : `「${name}（${label}）」`
        const where = first ? place(first) : ''
        const next = '请在姓名后加括号说明，如 张伟（一车间）、张伟（机电队）；或填上各人的工号。'
        problems.push(problem(entry, entry.nameHeading, `${shown}和${where}的同名，分不清是哪一位`, next))
      }
    }
  }
  const numbered = once.filter((entry) => entry.person.staffNo !== null)
  for (const [first, ...rest] of grouped(numbered, (person) => inBranch(person, person.staffNo ?? ''))) {
    for (const entry of rest) {
      if (!first || first.person.name === entry.person.name) continue
      const message = `工号「${entry.person.staffNo}」和${place(first)}的${first.person.name}相同`
      problems.push(problem(entry, entry.staffHeading, message, '请核对两个人的工号。'))
    }
  }
  return problems
}

function labelBy(same: readonly Entry[]): void {
  for (const fact of ['group', 'staffNo'] as const) {
    const values = new Set(same.map((entry) => entry.person[fact]))
    if (values.size < same.length || values.has(null)) continue
    for (const { person } of same) person.label = person[fact] ?? ''
    return
  }
}
