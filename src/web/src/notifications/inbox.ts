import { Keyed } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { InboxView, NotificationView } from '../platform/wire'

/** What is said to the server of a message: this app has it, or its person has opened it. */
export type Mark = 'ack' | 'read'

/** What the bell shows. */
export interface Counts {
  /** Whether the server has said anything yet. */
  known: boolean
  unread: number
  /** How many of all want an answer. */
  asking: number
}

/** How far back in time the inbox was read. */
export interface Paging {
  state: 'idle' | 'loading' | 'failed'
  problem: unknown
  /** Undefined before the first page, null at the end. */
  next: number | null | undefined
}

interface Snapshot {
  notifications: NotificationView[]
  unread: number
}

const unreadStates: readonly string[] = ['PENDING', 'DELIVERED']

/** As many as the server takes at once. */
const mostMarks = 200

/** What comes in one burst is marked in one message: a line that says too much is closed. */
const burst = 200

/** Milliseconds: a bell may be a little late, and takes no turn from what a board draws. */
const aside = 100

/** Read ones beyond these are let go of; they can be asked for again. */
const mostKept = 500

/** Somebody is asked for an answer, and nobody has given it. */
export const wantsAnswer = ({ actions, over }: NotificationView): boolean => over === null && actions.includes('acknowledge')

/** What wants an answer first, else the newest. `first` keeps what was answered a moment ago in its place. */
export const inOrder =
  (first: ReadonlySet<number> = new Set()) =>
  (a: NotificationView, b: NotificationView): number => {
    const rank = (one: NotificationView) => (first.has(one.id) || wantsAnswer(one) ? 0 : 1)
    return rank(a) - rank(b) || Date.parse(b.said_at) - Date.parse(a.said_at) || b.id - a.id
  }

/**
 * One's own messages as `/ws/me/` tells them, and older ones as they were asked for. That this app has a message is said when it is here, that
 * it was read when its person has opened it; both are said again until the server has it.
 */
export class Inbox {
  readonly things: Keyed<NotificationView>
  readonly standing = new Standing()
  /** Unread ones that were counted and not shown. */
  private beyond = 0
  /** Those of them that are read since. */
  private passed = new Set<number>()
  private owed = new Map<number, Mark>()
  private said = new Set<number>()
  private saying = false
  private counted: Counts = { known: false, unread: 0, asking: 0 }
  private paged: Paging = { state: 'idle', problem: null, next: undefined }
  private generation = 0
  private telling = false
  private listeners = new Set<() => void>()

  constructor(
    private readonly say: (mark: Mark, ids: readonly number[]) => boolean,
    private readonly ask: (after: number | undefined) => Promise<InboxView>,
    private readonly schedule: (then: () => void) => void = then => void setTimeout(then, aside),
    private readonly later: (then: () => void) => void = then => void setTimeout(then, burst),
    /** It was read or is over: nothing about it need lie on a lock screen. */
    private readonly done: (view: NotificationView) => void = () => {},
  ) {
    this.things = new Keyed(schedule)
  }

  counts = (): Counts => this.counted

  paging = (): Paging => this.paged

  /** Told when a count or the paging has become another, a moment later and once for all of it. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What its person opened here counts as read before the server says so. */
  isUnread = (one: NotificationView): boolean => unreadStates.includes(one.state) && this.owed.get(one.id) !== 'read'

  receive = ({ type, event, data }: Message): void => {
    switch (type) {
      case 'initial_data':
        this.begin(data as Snapshot)
        break
      case 'gap':
        this.standing.gap()
        break
      case 'beacon':
        this.repeat()
        break
      case 'notification':
        this.take(event, data as NotificationView)
        break
    }
  }

  /** A view that came as the answer to something that was done here. */
  put(view: NotificationView): void {
    this.things.put(view)
    this.settle(view)
    this.count()
  }

  /** Its person has opened these. */
  read(ids: readonly number[]): void {
    for (const id of ids) {
      const one = this.things.get(id)
      if (!one || !this.isUnread(one)) continue
      this.owed.set(id, 'read')
      this.said.delete(id)
    }
    this.count()
    this.saySoon()
  }

  /** The line is new, or has been quiet for a while: what the server does not know yet is said again. */
  repeat(): void {
    this.said.clear()
    if (this.owed.size > 0) this.saySoon()
  }

  /** The page before those that are here. */
  more = async (): Promise<void> => {
    if (this.paged.state === 'loading' || this.paged.next === null) return
    const { generation } = this
    this.page({ ...this.paged, state: 'loading', problem: null })
    try {
      const page = await this.ask(this.paged.next)
      if (generation !== this.generation) return
      for (const one of page.items) {
        this.things.put(one)
        this.settle(one)
      }
      this.passed.clear()
      this.beyond = Math.max(0, page.unread - this.things.all().filter(one => unreadStates.includes(one.state)).length)
      this.page({ state: 'idle', problem: null, next: page.next })
      this.count()
    } catch (problem) {
      if (generation === this.generation) this.page({ ...this.paged, state: 'failed', problem })
    }
  }

  private begin({ notifications, unread }: Snapshot) {
    this.things.replace(notifications)
    this.beyond = Math.max(0, unread - notifications.length)
    this.passed.clear()
    this.generation++
    this.page({ state: 'idle', problem: null, next: undefined })
    this.said.clear()
    for (const one of notifications) this.settle(one)
    this.standing.snapshot()
    this.count()
  }

  private take(event: string | undefined, view: NotificationView) {
    if (view.over !== null || !unreadStates.includes(view.state)) this.done(view)
    if (event === 'PLANNED' || this.things.get(view.id)) {
      this.things.put(view)
      this.settle(view)
      this.forget()
    } else if (!unreadStates.includes(view.state) && !this.passed.has(view.id) && (event === 'READ' || view.read_at === null)) {
      // One of those that were only counted was opened on another device.
      this.passed.add(view.id)
      this.beyond = Math.max(0, this.beyond - 1)
    }
    this.count()
  }

  /** What the server must still be told of a message, or no more. */
  private settle({ id, state }: NotificationView) {
    const owed = this.owed.get(id)
    if (state === 'PENDING') {
      if (!owed) this.owed.set(id, 'ack')
    } else if (state !== 'DELIVERED' || owed === 'ack') this.owed.delete(id)
    if (this.owed.has(id) && !this.said.has(id)) this.saySoon()
  }

  private saySoon() {
    if (this.saying) return
    this.saying = true
    this.later(() => {
      this.saying = false
      this.sayOwed('ack')
      this.sayOwed('read')
    })
  }

  private sayOwed(mark: Mark) {
    const ids = [...this.owed].flatMap(([id, owed]) => (owed === mark && !this.said.has(id) ? [id] : []))
    for (let at = 0; at < ids.length; at += mostMarks) {
      const some = ids.slice(at, at + mostMarks)
      if (!this.say(mark, some)) return
      for (const id of some) this.said.add(id)
    }
  }

  private forget() {
    if (this.things.size <= mostKept) return
    const read = this.things
      .all()
      .filter(one => !this.isUnread(one) && !wantsAnswer(one))
      .toSorted((a, b) => Date.parse(a.said_at) - Date.parse(b.said_at))
    for (const one of read.slice(0, this.things.size - mostKept)) this.things.remove(one.id)
    // What was let go of is there again when the pages before it are asked for anew.
    this.page({ ...this.paged, next: undefined })
  }

  private count() {
    const all = this.things.all()
    const counts: Counts = {
      known: this.standing.at() !== 'waiting',
      unread: this.beyond + all.filter(this.isUnread).length,
      asking: all.filter(wantsAnswer).length,
    }
    if (counts.known === this.counted.known && counts.unread === this.counted.unread && counts.asking === this.counted.asking) return
    this.counted = counts
    this.tell()
  }

  private page(paging: Paging) {
    this.paged = paging
    this.tell()
  }

  private tell() {
    if (this.telling) return
    this.telling = true
    this.schedule(() => {
      this.telling = false
      for (const listener of this.listeners) listener()
    })
  }
}
