import type { DoneStep } from '../../life/development/progress.ts'
import type { Edition } from '../../life/development/steps.ts'
import type { MemberCategory } from '../../life/people/roster.ts'
import { developmentRule } from '../../life/programs/programs.ts'
import { developmentRules, doneSteps, editionOf, openDevelopment } from '../../records/development.ts'
import type { Act } from '../act.ts'

/** Where a person stands: what is kept of the way so far. */
export interface Standing {
  edition: Edition
  done: DoneStep[]
  member: { id: number; name: string; label: string; category: MemberCategory } | null
  developmentId: number | null
}

/** The edition by which a member is led, or somebody new would be. */
export async function standingOf(act: Act, branchId: number, memberId: number | null): Promise<Standing> {
  const rule = developmentRule.parse((await developmentRules(act.tx, [branchId])).get(branchId) ?? {})
  const member =
    memberId === null
      ? null
      : await act.tx.member.findUnique({
          where: { id: memberId },
          select: { id: true, name: true, label: true, category: true },
        })
  const development = memberId === null ? null : await openDevelopment(act.tx, memberId)
  return {
    edition: await editionOf(act.tx, development?.version ?? rule.version),
    done: doneSteps(development?.steps ?? []),
    member,
    developmentId: development?.id ?? null,
  }
}
