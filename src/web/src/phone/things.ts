import { atOnce, Keyed, type Versioned } from '../platform/live/keyed'
import { Standing } from '../platform/live/standing'

type Kinds = { [name: string]: Versioned }
type Lists<T extends Kinds> = { [K in keyof T]: T[K][] }

/** What the server said last, where that is nothing but lists of things; kept on the device, so that a start without a network shows it. */
export class Things<T extends Kinds> {
  readonly standing = new Standing()
  readonly of: { [K in keyof T]: Keyed<T[K]> }

  constructor(
    private readonly names: readonly (keyof T)[],
    schedule: (then: () => void) => void = atOnce,
  ) {
    this.of = Object.fromEntries(names.map(name => [name, new Keyed(schedule)])) as unknown as { [K in keyof T]: Keyed<T[K]> }
  }

  /** The server's word on all of it. */
  take(lists: Lists<T>): void {
    this.show(lists)
    this.standing.snapshot()
  }

  /** What the device kept from an earlier page; the server's word is newer whenever it came. */
  remember(lists: Lists<T>): void {
    if (this.standing.at() !== 'waiting') return
    this.show(lists)
    this.standing.remember()
  }

  snapshot = (): Lists<T> => Object.fromEntries(this.names.map(name => [name, [...this.of[name].all()]])) as Lists<T>

  watch(listener: () => void): () => void {
    const stops = this.names.map(name => this.of[name].subscribeAll(listener))
    return () => {
      for (const stop of stops) stop()
    }
  }

  private show(lists: Lists<T>) {
    for (const name of this.names) this.of[name].replace(lists[name])
  }
}
