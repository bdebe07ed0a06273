import { grouped } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { among, asText, plannedAnew, within } from './sql.ts'

/** A rule that dated programs of a subtree follow: most branches share theirs, and it is read once. */
export interface RuleBelow {
  /** Stands for who holds it, the institution, and the rule. */
  key: string
  holder: 'committee' | 'general_branch' | 'branch' | 'group'
  kind: string
  name: string
  /** JSON text. */
  rule: string
}

export interface RulesBelow {
  rules: RuleBelow[]
  /** The key of the rule that the program "p" of the organization "o" follows. */
  keyOfProgram: Prisma.Sql
}

/**
 * The rules below a path. PostgreSQL expects next to no rows of several conditions, and plans for that: so programs are
 * joined to their rule by one text. The rule itself is part of it only where those that hold an institution follow several,
 * which few do: to compare rules takes longer than everything else.
 */
export async function rulesBelow(tx: Tx, path: string): Promise<RulesBelow> {
  const rows = await rowsOf<Omit<RuleBelow, 'key'>>(
    tx,
    Prisma.sql`${plannedAnew}
    SELECT DISTINCT o."kind" AS "holder", p."kind", p."name", CAST(p."rule" AS TEXT) AS "rule"
    FROM "Organization" o
    JOIN "Program" p ON p."organizationId" = o."id" AND p."enabled"
      AND p."kind" NOT IN ('dues', 'talk', 'election', 'development')
    WHERE ${within(Prisma.sql`o."path"`, path)} AND o."dissolvedOn" IS NULL`,
  )
  const named = ({ holder, kind, name }: (typeof rows)[number]) => [holder, kind, name].join(' ')
  const several = new Set(
    [...grouped(rows, named).values()].flatMap(([one, other]) => (one && other ? [one.name] : [])),
  )
  const names = Prisma.sql`${asText(tx, Prisma.sql`o."kind"`)} || ' ' || p."kind" || ' ' || p."name"`
  const told = Prisma.sql`CASE WHEN p."name" ${among(tx, [...several])} THEN ' ' || CAST(p."rule" AS TEXT) ELSE '' END`
  return {
    rules: rows.map((one) => ({ ...one, key: several.has(one.name) ? `${named(one)} ${one.rule}` : named(one) })),
    keyOfProgram: several.size === 0 ? names : Prisma.sql`${names} || ${told}`,
  }
}
