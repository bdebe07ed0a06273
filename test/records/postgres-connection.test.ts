import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { PostgresFactory } from '../../src/records/postgres.ts'

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** A server that lets everybody in and falls over in the same breath. */
async function fallingServer(): Promise<string> {
  const letIn = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]
  const reason = 'terminating connection due to unexpected postmaster exit'
  const farewell = message('E', Buffer.from(`SFATAL\0C57P01\0M${reason}\0\0`))
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => socket.end(Buffer.concat([...letIn, farewell])))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address()
  return `postgres://zhibu@127.0.0.1:${typeof address === 'object' ? address?.port : ''}/zhibu`
}

test('a server that falls over as soon as it has let us in is a failed statement, not the end of the program', async () => {
  const uncaught: unknown[] = []
  const note = (error: unknown) => void uncaught.push(error)
  process.prependListener('uncaughtException', note)
  onTestFinished(() => void process.removeListener('uncaughtException', note))
  const adapter = await new PostgresFactory(await fallingServer()).connect()
  await expect(adapter.startTransaction()).rejects.toThrow()
  await expect(adapter.queryRaw({ sql: 'SELECT 1', args: [], argTypes: [] })).rejects.toThrow()
  await adapter.dispose()
  expect(uncaught).toEqual([])
})
