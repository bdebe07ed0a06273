export * from './attendance-ledger.ts'
export * from './dues-ledger.ts'
