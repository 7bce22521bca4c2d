import { nextFrame } from '../frames'

/** A thing that the server tells news about: the version grows with every change. */
export interface Versioned {
  id: number
  version: number
}

type Listener = () => void

/** What rings, and what a key answers for, is told with the message that brings it: it waits for no picture. */
export const atOnce = (then: () => void): void => queueMicrotask(then)

/**
 * Things by id, with listeners per thing and for the set. A row that listens to its own id is not drawn again when another changes.
 * Listeners are told once per flush, however many things changed; what they read is always the newest.
 */
export class Keyed<T extends Versioned> {
  private changed = new Set<number>()
  private setChanged = false
  private flushing = false
  private things = new Map<number, T>()
  private listeners = new Map<number, Set<Listener>>()
  private setListeners = new Set<Listener>()
  private eachListeners = new Set<Listener>()
  private list: readonly T[] = []
  private stale = false

  constructor(private readonly schedule: (then: () => void) => void = nextFrame) {}

  get = (id: number): T | undefined => this.things.get(id)

  get size(): number {
    return this.things.size
  }

  /** The same array until something changes, as React's external stores must be. */
  all = (): readonly T[] => {
    if (this.stale) {
      this.list = [...this.things.values()]
      this.stale = false
    }
    return this.list
  }

  /**
   * Takes a thing unless a newer version is already here. The same version is taken: news come in order, and a view may have changed
   * in a part that another thing's version counts (a call's unit was acknowledged, the call itself did not move).
   */
  put(thing: T): boolean {
    const known = this.things.get(thing.id)
    if (known && known.version > thing.version) return false
    this.store(thing)
    return true
  }

  /**
   * Changes parts of a thing that carry no version of their own, such as a vehicle's position. Only who listens to this thing is told:
   * such news come by the hundred a second, and neither the order of a list nor its counts depend on them.
   */
  amend(id: number, change: (thing: T) => T): boolean {
    const known = this.things.get(id)
    if (!known) return false
    const changed = change(known)
    if (changed === known) return false
    this.things.set(id, changed)
    this.touch(id, false)
    return true
  }

  /** A snapshot is the truth: it may hold older versions (after a restore) and lack things that are gone. */
  replace(things: readonly T[]): void {
    const before = this.things
    this.things = new Map(things.map(thing => [thing.id, thing]))
    for (const id of before.keys()) this.touch(id)
    for (const id of this.things.keys()) this.touch(id)
    this.stale = true
  }

  remove(id: number): void {
    if (this.things.delete(id)) this.touch(id)
  }

  subscribe = (id: number, listener: Listener): (() => void) => {
    const listeners = this.listeners.get(id) ?? new Set()
    this.listeners.set(id, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.listeners.delete(id)
    }
  }

  subscribeAll = (listener: Listener): (() => void) => {
    this.setListeners.add(listener)
    return () => this.setListeners.delete(listener)
  }

  /** Told of every change, positions included: for a picture that draws all of them at once. */
  subscribeEach = (listener: Listener): (() => void) => {
    this.eachListeners.add(listener)
    return () => this.eachListeners.delete(listener)
  }

  private store(thing: T) {
    this.things.set(thing.id, thing)
    this.touch(thing.id)
  }

  private touch(id: number, set = true) {
    this.stale = true
    // Five hundred units move, and at most one of them is looked at.
    if (!set && this.eachListeners.size === 0 && !this.listeners.has(id)) return
    this.setChanged ||= set
    this.changed.add(id)
    this.flushSoon()
  }

  private flushSoon() {
    if (this.flushing) return
    this.flushing = true
    this.schedule(() => {
      const { changed, setChanged } = this
      this.changed = new Set()
      this.setChanged = false
      this.flushing = false
      for (const id of changed) for (const listener of this.listeners.get(id) ?? []) listener()
      if (setChanged) for (const listener of this.setListeners) listener()
      for (const listener of this.eachListeners) listener()
    })
  }
}
