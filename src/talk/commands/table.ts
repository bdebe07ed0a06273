import { bindingOrders } from './binding.ts'
import { guideQueries } from './guide.ts'
import { orders } from './orders.ts'
import { peopleOrders, peopleQueries } from './people.ts'
import { planOrders, planQueries, standingQueries } from './plan.ts'
import { programOrders } from './programs.ts'
import { queries } from './queries.ts'
import { rosterOrders, rosterQueries } from './roster.ts'
import { termOrders, termQueries } from './term.ts'
import { turnOrders, turnQueries } from './turns.ts'
import type { CommandRow } from './types.ts'
import { votingOrders, votingQueries } from './voting.ts'

/** Every command, in the order in which they are tried and told. The manual and 帮助 are made from this table. */
export const commandTable: readonly CommandRow[] = [
  ...votingQueries,
  ...termQueries,
  ...planQueries,
  ...turnQueries,
  ...queries,
  ...peopleQueries,
  ...rosterQueries,
  ...votingOrders,
  ...programOrders,
  ...termOrders,
  ...planOrders,
  ...turnOrders,
  ...orders,
  ...peopleOrders,
  ...rosterOrders,
  ...bindingOrders,
  ...guideQueries,
  ...standingQueries,
]
