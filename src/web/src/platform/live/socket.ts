import { pause } from './pause'

/** One message of a live channel. Facts and snapshots carry a cursor, states only an id and a version. */
export interface Message {
  type: string
  event?: string
  cursor?: string
  data?: unknown
}

export type Connection = { state: 'connecting' } | { state: 'live' } | { state: 'lost'; since: number; retryAt: number }

/** What a browser's WebSocket gives; a test brings its own. */
export interface Wire {
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

export interface Surroundings {
  open(path: string): Wire
  now(): number
  random(): number
  after(milliseconds: number, then: () => void): () => void
}

/** One line, or several that are looked at as one. */
export type Line = Pick<LiveSocket, 'state' | 'heardAt' | 'subscribe' | 'retry' | 'open' | 'close' | 'followNetwork'>

export const browserSurroundings: Surroundings = {
  // A page that came over TLS may open no other line.
  open: path => new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`) as unknown as Wire,
  now: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, then) => {
    const timer = setTimeout(then, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** The server sends a beacon every 20 s: after two missed ones and a little the line is dead, whatever the browser believes. */
export const silenceLimit = 45_000

/** After one missed beacon a machine that wakes does not wait for the second: while it slept its timers slept too. */
const sleepLimit = 25_000

/**
 * A live channel that stays connected: resumes at the last cursor, notices silence, and tries again with a growing, jittered pause.
 * It hands every message on, in order; what they mean is the receiver's business. Why a line was closed matters to nobody here: whoever
 * is signed out is told so by the next request.
 */
export class LiveSocket {
  private wire: Wire | null = null
  private cursor: string | null = null
  private attempt = 0
  private heard: number | null = null
  private opened = 0
  private lostAt: number | null = null
  private cancelTimer: () => void = () => {}
  private listeners = new Set<() => void>()
  private connection: Connection = { state: 'connecting' }

  constructor(
    private readonly path: string,
    private readonly receive: (message: Message) => void,
    private readonly surroundings: Surroundings = browserSurroundings,
  ) {}

  state = (): Connection => this.connection

  /** When the last message came, by this machine's clock; null before the first. */
  heardAt = (): number | null => this.heard

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  open(): void {
    this.drop()
    const more = this.path.includes('?') ? '&' : '?'
    const at = this.cursor === null ? this.path : `${this.path}${more}cursor=${encodeURIComponent(this.cursor)}`
    const wire = this.surroundings.open(at)
    this.wire = wire
    wire.onmessage = event => this.take(event.data)
    wire.onclose = () => this.closed()
    this.opened = this.surroundings.now()
    this.watchSilence()
    if (this.lostAt === null) this.become({ state: 'connecting' })
  }

  /** Tries at once: somebody pressed the button, or the network came back. */
  retry(): void {
    if (this.connection.state === 'lost') this.open()
  }

  /** The machine says that it has no network: the line is dead, long before its silence would tell. */
  lose(): void {
    if (!this.wire) return
    this.drop()
    this.closed()
  }

  /** Says something to the server. False where there is no line: nothing is kept here, whoever says it says it again. */
  send(message: object): boolean {
    if (!this.wire || this.connection.state !== 'live') return false
    this.wire.send(JSON.stringify(message))
    return true
  }

  close(): void {
    this.cancelTimer()
    this.drop()
  }

  /** Goes by what the machine knows of its network and of its own sleep, until the answer is called. */
  followNetwork(): () => void {
    const [gone, back] = [() => this.lose(), () => this.retry()]
    const awake = () => {
      if (document.hidden) return
      if (this.heard !== null && this.surroundings.now() - this.heard > sleepLimit) this.lose()
      this.retry()
    }
    window.addEventListener('offline', gone)
    window.addEventListener('online', back)
    document.addEventListener('visibilitychange', awake)
    return () => {
      document.removeEventListener('visibilitychange', awake)
      window.removeEventListener('offline', gone)
      window.removeEventListener('online', back)
    }
  }

  private take(text: unknown) {
    const message = parse(text)
    this.hear()
    if (!message) return
    this.receive(message)
    // After the receiver, so that a message that could not be taken is asked for again.
    if (message.cursor !== undefined) this.cursor = message.cursor
  }

  /** Only a message proves the line: a server that accepts and closes at once must still be tried with growing pauses. */
  private hear() {
    this.heard = this.surroundings.now()
    this.lostAt = null
    this.attempt = 0
    if (this.connection.state !== 'live') this.become({ state: 'live' })
  }

  private closed() {
    this.wire = null
    this.cancelTimer()
    const now = this.surroundings.now()
    const wait = pause(this.attempt++, this.surroundings.random())
    this.lostAt ??= now
    this.cancelTimer = this.surroundings.after(wait, () => this.open())
    this.become({ state: 'lost', since: this.lostAt, retryAt: now + wait })
  }

  /** One timer for a whole silence: a busy line has a hundred messages a second, and none of them is worth a timer of its own. */
  private watchSilence(wait = silenceLimit) {
    this.cancelTimer()
    this.cancelTimer = this.surroundings.after(wait, () => {
      const left = silenceLimit - (this.surroundings.now() - Math.max(this.opened, this.heard ?? 0))
      // A clock that was set back must not make the line immortal.
      if (left > 0 && left < silenceLimit) this.watchSilence(left)
      else this.lose()
    })
  }

  private drop() {
    const wire = this.wire
    if (!wire) return
    this.wire = null
    wire.onmessage = wire.onclose = null
    wire.close(1000, 'left')
  }

  private become(connection: Connection) {
    this.connection = connection
    for (const listener of this.listeners) listener()
  }
}

function parse(text: unknown): Message | null {
  if (typeof text !== 'string') return null
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message !== null && 'type' in message ? (message as Message) : null
  } catch {
    return null
  }
}
