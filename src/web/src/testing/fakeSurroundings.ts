import type { Message, Surroundings, Wire } from '../platform/live/socket'

/** A socket, a clock and timers that a test moves by hand. */
export class FakeSurroundings implements Surroundings {
  readonly opened: FakeWire[] = []
  private time = 1_000_000
  private timers: { at: number; then: () => void }[] = []

  constructor(public chance = 0) {}

  open(url: string): Wire {
    const wire = new FakeWire(url)
    this.opened.push(wire)
    return wire
  }

  now(): number {
    return this.time
  }

  random(): number {
    return this.chance
  }

  after(milliseconds: number, then: () => void): () => void {
    const timer = { at: this.time + milliseconds, then }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter(other => other !== timer)
    }
  }

  pass(milliseconds: number): void {
    const until = this.time + milliseconds
    for (;;) {
      const next = this.timers.filter(timer => timer.at <= until).toSorted((a, b) => a.at - b.at)[0]
      if (!next) break
      this.timers = this.timers.filter(timer => timer !== next)
      this.time = next.at
      next.then()
    }
    this.time = until
  }

  get last(): FakeWire {
    const wire = this.opened.at(-1)
    if (!wire) throw new Error('no socket was opened')
    return wire
  }
}

export class FakeWire implements Wire {
  onmessage: Wire['onmessage'] = null
  onclose: Wire['onclose'] = null
  closed = false
  readonly sent: string[] = []

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.closed = true
  }

  say(message: Message | string): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) })
  }

  lose(): void {
    this.onclose?.()
  }
}
