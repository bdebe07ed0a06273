/** Every refusal has a code of this list; docs/错误码.md explains each, and a test holds the two together. */
export const errorCodes = [
  'BAD_CONFIG',
  'NODE_TOO_OLD',
  'BAD_COMMAND',
  'PORT_TAKEN',
  'DATA_DIR_UNWRITABLE',
  'ALREADY_RUNNING',
  'DATABASE_NEWER',
  'UPGRADE_NEEDS_STOP',
  'MOVE_REFUSED',
  'MOVE_DIFFERS',
  'MOVE_UNFINISHED',
  'DATABASE_REFUSED',
  'DATABASE_UNFIT',
  'DATABASE_UNREACHABLE',
  'DATABASE_DAMAGED',
  'REDIS_UNREACHABLE',
  'FILE_NOT_FOUND',
  'FILE_EXISTS',
  'NOT_A_WORKBOOK',
  'WORKBOOK_TOO_LARGE',
  'ROSTER_INVALID',
  'TREE_INVALID',
  'TREE_REFUSED',
  'TRANSFER_REFUSED',
  'BRANCH_UNKNOWN',
  'BRANCH_NEEDED',
  'PROGRAM_UNKNOWN',
  'RULE_INVALID',
  'RULE_FIXED',
  'GUIDE_INVALID',
  'NOT_ALLOWED',
  'NOT_FOUND',
  'CHAT_REFUSED',
  'CLOCK_MOVED',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/**
 * A refusal that a person can act on.
 * @param message what is wrong, in plain Chinese
 * @param next what to do now, in plain Chinese
 */
export class ZhibuError extends Error {
  readonly code: ErrorCode
  readonly next: string

  constructor(code: ErrorCode, message: string, next: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ZhibuError'
    this.code = code
    this.next = next
  }
}
