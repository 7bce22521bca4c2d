import { pause } from '../platform/live/pause'
import { browserSurroundings, type Connection, type Line, type Surroundings } from '../platform/live/socket'

/** A line that swallows requests is lost after so long. */
const patience = 20_000

/**
 * A line for news that no channel carries: it asks, and asks again after a while, when the page is looked at again, and when somebody wants
 * to know at once. It is lost when no answer comes, and tries again with growing pauses.
 */
export class AskedLine implements Line {
  private connection: Connection = { state: 'connecting' }
  private heard: number | null = null
  private lostAt: number | null = null
  private attempt = 0
  private started = false
  private asking = false
  private wanted = false
  private cancel: () => void = () => {}
  private listeners = new Set<() => void>()

  /** @param ask Asks, and hands on what it heard; whether it was to be all is true when somebody wants to know at once. */
  constructor(
    private readonly ask: (all: boolean, signal: AbortSignal) => Promise<void>,
    private readonly every: number,
    private readonly surroundings: Pick<Surroundings, 'now' | 'random' | 'after'> = browserSurroundings,
  ) {}

  state = (): Connection => this.connection

  heardAt = (): number | null => this.heard

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open(): void {
    this.started = true
    this.again()
  }

  close(): void {
    this.started = false
    this.cancel()
  }

  retry(): void {
    if (this.connection.state === 'lost') this.again()
  }

  /** Asks for all of it now, and once more where it is being asked already: what is answered then may be older than what is wanted. */
  again = (): void => {
    this.wanted = true
    void this.run()
  }

  /** Goes by what the machine knows of its network, and by whether anybody looks, until the answer is called. */
  followNetwork(): () => void {
    const [gone, back] = [() => this.lose(), () => this.again()]
    const seen = () => {
      if (!document.hidden) this.again()
    }
    window.addEventListener('offline', gone)
    window.addEventListener('online', back)
    document.addEventListener('visibilitychange', seen)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      window.removeEventListener('offline', gone)
      window.removeEventListener('online', back)
    }
  }

  private async run(): Promise<void> {
    if (this.asking || !this.started) return
    this.asking = true
    this.cancel()
    const all = this.wanted
    this.wanted = false
    try {
      await this.ask(all, AbortSignal.timeout(patience))
      this.heard = this.surroundings.now()
      this.lostAt = null
      this.attempt = 0
      if (this.connection.state !== 'live') this.become({ state: 'live' })
      this.later(this.every)
    } catch {
      // Whatever it was, nothing was heard; whether the session has ended is asked by who sees the line lost.
      this.wanted = true
      this.lose()
    } finally {
      this.asking = false
    }
    if (this.wanted && this.connection.state === 'live') void this.run()
  }

  private lose() {
    const now = this.surroundings.now()
    const wait = pause(this.attempt++, this.surroundings.random())
    this.lostAt ??= now
    this.later(wait)
    this.become({ state: 'lost', since: this.lostAt, retryAt: now + wait })
  }

  private later(wait: number) {
    this.cancel()
    if (this.started) this.cancel = this.surroundings.after(wait, () => void this.run())
  }

  private become(connection: Connection) {
    this.connection = connection
    for (const listener of this.listeners) listener()
  }
}
