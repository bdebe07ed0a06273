import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type SayOptions, type Sent, self } from './puppet.ts'
import type { Command, Report } from './service.ts'

export const token = 'insecure_5d0f0f0e-1b1e-4f0a-9a53-aa2f0c1c7b11'

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A puppet service in a process of its own. */
export class Service {
  readonly port: number
  readonly #sent: Sent[] = []
  #child: ChildProcess | null = null
  #waiting: { fits: (report: Report) => boolean; resolve: () => void }[] = []

  constructor(port: number) {
    this.port = port
  }

  get endpoint(): string {
    return `127.0.0.1:${this.port}`
  }

  /** @param user who is logged in; nobody: a QR code is shown */
  async start(user: string = self, tls = false): Promise<this> {
    const child = fork(
      fileURLToPath(new URL('service.ts', import.meta.url)),
      [this.endpoint, token, user, tls ? 'tls' : ''],
      {
        execArgv: ['--no-deprecation', '--import', 'tsx'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    )
    this.#child = child
    child.on('message', (report: Report) => {
      if (report.is === 'sent') this.#sent.push(report.sent)
      const [fitting, others] = [
        this.#waiting.filter((one) => one.fits(report)),
        this.#waiting.filter((one) => !one.fits(report)),
      ]
      this.#waiting = others
      for (const one of fitting) one.resolve()
    })
    await this.#report((report) => report.is === 'ready')
    return this
  }

  /** Resolves when something has been sent that was not there before. */
  async nextSent(): Promise<void> {
    await this.#report((report) => report.is === 'sent')
  }

  /** All that it was given to send. The reports come one after the other: after an answer, none is still on its way. */
  async sent(): Promise<readonly Sent[]> {
    await this.tell({ do: 'set' })
    return [...this.#sent]
  }

  say(message: SayOptions): Promise<void> {
    return this.tell({ do: 'say', message })
  }

  async tell(command: Command): Promise<void> {
    const done = this.#report((report) => report.is === 'done')
    this.#running().send(command)
    await done
  }

  signal(signal: NodeJS.Signals): void {
    this.#running().kill(signal)
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    this.#child = null
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  #running(): ChildProcess {
    if (!this.#child) throw new Error('the service does not run')
    return this.#child
  }

  #report(fits: (report: Report) => boolean): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push({ fits, resolve }))
  }
}
