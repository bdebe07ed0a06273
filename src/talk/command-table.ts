import { bindingOrders } from './command-binding.ts'
import { guideQueries } from './command-guide.ts'
import { orders } from './command-orders.ts'
import { queries } from './command-queries.ts'
import type { CommandRow } from './command-types.ts'

/** Every command, in the order in which they are tried and told. The manual and 帮助 are made from this table. */
export const commandTable: readonly CommandRow[] = [...queries, ...orders, ...bindingOrders, ...guideQueries]
