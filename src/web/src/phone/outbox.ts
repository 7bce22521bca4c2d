import { pause } from '../platform/live/pause'
import { browserSurroundings, type Surroundings } from '../platform/live/socket'
import { type Problem, problemOf } from '../platform/problem'
import type { Draft, Step } from './step'

/** Where steps lie so that they outlast a killed tab. */
export interface Shelf {
  all(): Promise<Step[]>
  /** Answers the step's id; ids grow. */
  add(step: Omit<Step, 'id'>): Promise<number>
  /** False when it is not there any more: another page of this phone has given it up. */
  put(step: Step): Promise<boolean>
  remove(id: number): Promise<void>
}

export interface Way {
  /** Sends one step; a refusal or a missing answer is thrown as a `Problem`. */
  send(step: Step): Promise<unknown>
  /** What the server answered, before the step leaves the list: what is shown must not fall back in between. */
  settle(step: Step, answer: unknown): void
  /** The server refused a step, so that what this device believes is wrong. */
  refused(step: Step): void
  key(): string
  /** Somebody has pressed for a step: what they see is about to change. */
  pressed(): void
  /** The device cannot keep what is tapped: somebody must be told, or a tap is lost in silence. */
  failed(failure: unknown): void
}

/** Nobody said no: the network, a busy server, a session that has ended. The step waits, and nothing overtakes it. */
const waits = ({ passing, status }: Problem): boolean => passing || status === 401 || status === 408 || status === 425 || status === 429

/** A server that fails on the same step so often will fail on it again: somebody has to decide, and what is behind it goes on. */
const mostFailures = 5

type Lane = 'urgent' | 'ordinary'

/**
 * Every write of whoever carries the phone. It is on the shelf before it is sent, is sent in the order of the taps, and stays until the server has answered.
 * A refusal stops the rest of its subject until somebody has decided; other subjects go on. What is urgent waits for nothing but its like.
 */
export class Outbox {
  private list: readonly Step[] = []
  private listeners = new Set<() => void>()
  private attempt = 0
  private draining = new Set<Lane>()
  private again = new Set<Lane>()
  private failures = new Map<number, number>()
  private cancel: () => void = () => {}
  private user: number | null = null
  private strangers = 0

  constructor(
    private readonly shelf: Shelf,
    private readonly way: Way,
    private readonly surroundings: Pick<Surroundings, 'now' | 'random' | 'after'> = browserSurroundings,
  ) {}

  /** This user's steps that wait, oldest first. */
  steps = (): readonly Step[] => this.list

  /** How many steps of others lie here until they sign in on this device again. */
  others = (): number => this.strangers

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Takes up what an earlier page left, and begins to send. Steps of somebody else stay where they are. */
  async open(user: number): Promise<void> {
    this.user = user
    const all = await this.shelf.all()
    const own = all.filter(step => step.user === user)
    this.strangers = all.length - own.length
    this.show(own.toSorted((a, b) => a.id - b.id))
    this.wake()
  }

  close(): void {
    this.user = null
    this.cancel()
  }

  async add(draft: Draft): Promise<Step> {
    const user = this.user
    if (user === null) throw new Error('The outbox is not open.')
    this.way.pressed()
    const madeAt = new Date(this.surroundings.now()).toISOString()
    const step = { ...draft, user, key: this.way.key(), madeAt, tried: false, refused: null }
    try {
      const kept = { ...step, id: await this.shelf.add(step) }
      this.show([...this.list, kept])
      this.wake()
      return kept
    } catch (failure) {
      this.way.failed(failure)
      throw failure
    }
  }

  /** Takes a step back that never left the device; false when it may have. */
  takeBack(id: number): boolean {
    if (this.list.find(step => step.id === id)?.tried !== false) return false
    this.way.pressed()
    this.drop(id)
    return true
  }

  /** Gives a step up, whatever became of it. */
  drop(id: number): void {
    this.show(this.list.filter(step => step.id !== id))
    this.shelf.remove(id).then(this.wake, this.way.failed)
  }

  dropAll(subject: string): void {
    for (const step of this.list) if (step.subject === subject) this.drop(step.id)
  }

  /** Somebody looked at the refusal and wants it sent once more. */
  retry(id: number): void {
    this.keep(id, { refused: null }).then(this.wake, this.way.failed)
  }

  /** Tries at once: a step was added, the network came back, somebody pressed the button. */
  wake = (): void => {
    this.cancel()
    this.attempt = 0
    this.drain()
  }

  private drain() {
    void this.drainLane('urgent')
    void this.drainLane('ordinary')
  }

  private async drainLane(lane: Lane): Promise<void> {
    if (this.draining.has(lane)) {
      this.again.add(lane)
      return
    }
    this.draining.add(lane)
    try {
      for (let next = this.next(lane); next && this.user !== null; next = this.next(lane)) if (!(await this.sendOne(next))) break
    } catch (failure) {
      this.way.failed(failure)
    } finally {
      this.draining.delete(lane)
    }
    if (this.again.delete(lane)) void this.drainLane(lane)
  }

  private next(lane: Lane): Step | undefined {
    const stopped = new Set<string>()
    return this.list.find(step => {
      if (step.refused) stopped.add(step.subject)
      return !stopped.has(step.subject) && (step.urgent === true) === (lane === 'urgent')
    })
  }

  private async sendOne(step: Step): Promise<boolean> {
    const sent = { ...step, tried: true }
    // On the shelf before it is on the wire: whoever starts again after a crash must not believe that it never left.
    if (!(await this.keep(step.id, { tried: true }))) {
      this.show(this.list.filter(other => other.id !== step.id))
      return true
    }
    try {
      const answer = await this.way.send(sent)
      this.attempt = 0
      this.way.settle(sent, answer)
      this.show(this.list.filter(other => other.id !== step.id))
      await this.shelf.remove(step.id)
      return true
    } catch (failure) {
      const problem = problemOf(failure)
      if (waits(problem) && !this.isHopeless(step, problem)) {
        this.later()
        return false
      }
      const { code, status, sentence, facts, errors } = problem
      await this.keep(step.id, { refused: { code, status, sentence, facts, errors } })
      this.way.refused(sent)
      return true
    }
  }

  private isHopeless({ id }: Step, { status }: Problem): boolean {
    if (status !== 500) return false
    const failures = (this.failures.get(id) ?? 0) + 1
    this.failures.set(id, failures)
    return failures >= mostFailures
  }

  private later() {
    this.cancel()
    this.cancel = this.surroundings.after(pause(this.attempt++, this.surroundings.random()), () => this.drain())
  }

  private async keep(id: number, change: Partial<Step>): Promise<boolean> {
    this.show(this.list.map(step => (step.id === id ? { ...step, ...change } : step)))
    const changed = this.list.find(step => step.id === id)
    return changed !== undefined && this.shelf.put(changed)
  }

  private show(list: readonly Step[]) {
    this.list = list
    for (const listener of this.listeners) listener()
  }
}
