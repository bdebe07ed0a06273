import { PuppetService } from 'wechaty-puppet-service'

type Grpc = PuppetService['grpcManager']

/** Far longer than any silence: the library's watchdog restarts healthy idle links, and ours watches anyway. */
const watchdogSeconds = 7 * 24 * 3600

/** The client of a puppet service, without what makes the library's own one deaf, leaky or talkative. */
export class ServicePuppet extends PuppetService {
  /** The event stream has ended: nothing will be heard any more, although sending may still work. */
  onStreamEnd: (reason: string) => void = () => undefined
  /** Ask the service to stop its puppet when this end stops. */
  stopRemote = true

  constructor(options: ConstructorParameters<typeof PuppetService>[0]) {
    super({ ...options, timeoutSeconds: watchdogSeconds })
  }

  /**
   * The library keeps contacts and rooms in a folder of the home directory that is named after the token, shows stale
   * names from it for days, and dies when two clients open it. Memory is enough.
   */
  protected override hookPayloadStore(): void {}

  /** The library only notes in its debug log that the stream has ended. */
  protected override bridgeGrpcEventStream(grpc: Grpc): void {
    super.bridgeGrpcEventStream(grpc)
    const ended = (reason: string) => {
      if (this._grpcManager === grpc) this.onStreamEnd(reason)
    }
    grpc
      .on('end', () => ended('event stream ended'))
      .on('cancel', () => ended('event stream cancelled'))
      .on('error', (error: unknown) => ended(error instanceof Error ? error.message : String(error)))
  }

  override async onStop(): Promise<void> {
    if (this.stopRemote) return super.onStop()
    for (const cleanUp of this._cleanupCallbackList.splice(0)) cleanUp()
    this.hangUp()
  }

  /** Drops the connection without a word, also one that answers nothing; may be called any number of times. */
  hangUp(): void {
    const grpc = this._grpcManager
    delete this._grpcManager
    if (!grpc) return
    // Both throw when they never came into being or are gone already.
    for (const close of [() => grpc.eventStream?.cancel(), () => grpc.client.close()]) {
      try {
        close()
      } catch {}
    }
  }
}
