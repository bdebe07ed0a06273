/**
 * Makes the errors of libraries fit for logs and pages: the secrets are taken out, also the parts of them that stand
 * alone, and what goes past one line is cut.
 */
export function scrubber(secrets: readonly (string | undefined)[]): (error: unknown) => string {
  const parts = secrets
    .flatMap((secret) => (secret === undefined ? [] : [secret, ...secret.split('_')]))
    // A short part ("puppet", "insecure") is a word of every other message and no secret.
    .filter((part) => part.length >= 12)
    .sort((a, b) => b.length - a.length)
  return (error) => {
    const lines = messageOf(error).trim().split('\n')
    // Prisma quotes the whole call, with what people said, and says at its end what was wrong.
    const said = error instanceof Error && error.name.startsWith('PrismaClient') ? lines.at(-1) : lines[0]
    const line = (said ?? '').replace(/\/\/[^/\s@]+@/g, '//…@')
    return parts.reduce((text, part) => text.replaceAll(new RegExp(escaped(part), 'gi'), '…'), line).slice(0, 300)
  }
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  if (error !== null && typeof error === 'object' && 'message' in error) return String(error.message)
  return String(error)
}
