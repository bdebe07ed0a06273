import { bindingOrders } from './command-binding.ts'
import { guideQueries } from './command-guide.ts'
import { orders } from './command-orders.ts'
import { peopleOrders, peopleQueries } from './command-people.ts'
import { planOrders, planQueries, standingQueries } from './command-plan.ts'
import { programOrders } from './command-programs.ts'
import { queries } from './command-queries.ts'
import { rosterOrders, rosterQueries } from './command-roster.ts'
import { termOrders, termQueries } from './command-term.ts'
import { turnOrders, turnQueries } from './command-turns.ts'
import type { CommandRow } from './command-types.ts'
import { votingOrders, votingQueries } from './command-voting.ts'

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
