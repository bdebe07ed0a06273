import type { Context, Doubt, Intent, Meaning, Person, Status } from './meaning.ts'

/** A meaning with nothing in it but what is named. */
export function meaning(intent: Intent, status: Status, rest: Partial<Meaning> = {}): Meaning {
  return {
    intent,
    status,
    subject: null,
    matter: null,
    reason: null,
    people: [],
    amountFen: null,
    items: [],
    doubt: null,
    lateMinutes: null,
    months: [],
    when: null,
    ...rest,
  }
}

export const ignored = (): Meaning => meaning('smalltalk', 'ignored')

/** Asks back: nothing may be written. */
export function ask(intent: Intent, rest: Partial<Meaning> = {}, doubt: Doubt = { kind: 'unclear' }): Meaning {
  return meaning(intent, 'needs_clarification', { doubt, ...rest })
}

export const speaker = ({ sender }: Context): Person[] => (sender ? [sender] : [])

export const unique = (people: Person[]): Person[] => [...new Map(people.map((person) => [person.id, person])).values()]
