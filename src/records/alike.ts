import { grouped } from '../base/grouped.ts'
import { Prisma } from './client/client.ts'
import type { OrganizationKind } from './client/enums.ts'
import type { Tx } from './database.ts'
import { rowsOf } from './direct.ts'
import { among, asText, plannedAnew, within } from './sql.ts'

/** Programs of one name and rule, of organizations of one kind: what follows for one follows for all of them. */
export interface Alike {
  /** Stands for all of it, among those that were read together. */
  key: string
  kind: string
  name: string
  of: OrganizationKind
  /** JSON text. */
  rule: string
}

export interface AlikePrograms {
  alike: Alike[]
  /** The key of the program "p" of the organization "o". */
  keyOfProgram: Prisma.Sql
}

/**
 * What programs "p" of organizations "o" come down to. They are joined to it by one text: of several conditions PostgreSQL
 * expects next to no rows, and plans for that. The rule is part of the text only where organizations of a kind that hold
 * an institution follow several, which few do: to read all rules takes longer than everything else.
 */
export async function programsAlike(tx: Tx, which: Prisma.Sql): Promise<AlikePrograms> {
  const rows = await rowsOf<Omit<Alike, 'key'>>(
    tx,
    Prisma.sql`${plannedAnew}
    SELECT DISTINCT p."kind", p."name", ${asText(tx, Prisma.sql`o."kind"`)} AS "of", CAST(p."rule" AS TEXT) AS "rule"
    FROM "Program" p JOIN "Organization" o ON o."id" = p."organizationId" WHERE ${which}`,
  )
  const named = ({ kind, name, of }: (typeof rows)[number]) => [kind, name, of].join(' ')
  const several = new Set(
    [...grouped(rows, named).values()].flatMap(([one, other]) => (one && other ? [one.name] : [])),
  )
  const names = Prisma.sql`p."kind" || ' ' || p."name" || ' ' || ${asText(tx, Prisma.sql`o."kind"`)}`
  const rule = Prisma.sql`CASE WHEN p."name" ${among(tx, [...several])} THEN ' ' || CAST(p."rule" AS TEXT) ELSE '' END`
  return {
    alike: rows.map((one) => ({ ...one, key: several.has(one.name) ? `${named(one)} ${one.rule}` : named(one) })),
    keyOfProgram: several.size === 0 ? names : Prisma.sql`${names} || ${rule}`,
  }
}

/** The same of the dated programs below a path. */
export const datedBelow = (tx: Tx, path: string): Promise<AlikePrograms> =>
  programsAlike(
    tx,
    Prisma.sql`p."enabled" AND p."kind" NOT IN ('dues', 'talk', 'election', 'development')
      AND o."dissolvedOn" IS NULL AND ${within(Prisma.sql`o."path"`, path)}`,
  )
