import { nextFrame } from '../platform/frames'
import { Keyed } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { DeliveryState, DeliveryView, Way } from '../platform/wire'

/** Newest first: a message's deliveries stand together. */
export const newerFirst = (one: DeliveryView, other: DeliveryView): number => other.message_id - one.message_id || other.id - one.id

export const amiss: readonly DeliveryState[] = ['FAILED', 'EXPIRED', 'UNKNOWN']

/** What the list is narrowed to, as it stands in the address; a state, or `amiss`. */
export interface DeliverySearch {
  state?: string
  way?: string
  kind?: string
  user?: string
  subject?: string
  from?: string
  to?: string
  delivery?: string
}

export const statesOf = (search: DeliverySearch): readonly DeliveryState[] =>
  search.state === 'amiss' ? amiss : search.state ? [search.state as DeliveryState] : []

/** Whether news belong into the list as it is narrowed; the server's own rule, for what it has not been asked about yet. */
export function fits(search: DeliverySearch, span: { from: string | null; to: string | null }): (one: DeliveryView) => boolean {
  const states = statesOf(search)
  const [from, to] = [
    span.from === null ? Number.NEGATIVE_INFINITY : Date.parse(span.from),
    span.to === null ? Infinity : Date.parse(span.to),
  ]
  return one =>
    (states.length === 0 || states.includes(one.state)) &&
    (!search.way || one.way === search.way) &&
    (!search.kind || one.kind === search.kind) &&
    (!search.user || String(one.user_id) === search.user) &&
    (!search.subject || one.subject === search.subject) &&
    Date.parse(one.said_at) >= from &&
    Date.parse(one.said_at) < to
}

/** What stands still: nothing above it appears, and nothing of it goes, though each line still tells the truth. */
export interface Held {
  top: DeliveryView | undefined
  kept: ReadonlySet<number>
}

export const hold = (rows: readonly DeliveryView[]): Held => ({ top: rows[0], kept: new Set(rows.map(one => one.id)) })

/**
 * The pages that were asked for, brought up to date by the news. News older than the last of those pages come with a page of their own.
 * @param whole No further page follows.
 */
export function together(
  pages: readonly DeliveryView[],
  news: readonly DeliveryView[],
  belongs: (one: DeliveryView) => boolean,
  held: Held | null,
  whole: boolean,
): { rows: DeliveryView[]; newer: number } {
  const all = new Map(pages.map(one => [one.id, one]))
  const last = pages.at(-1)
  for (const one of news) {
    const known = all.get(one.id)
    if (known ? known.version <= one.version : whole || last === undefined || newerFirst(one, last) < 0) all.set(one.id, one)
  }
  const rows = [...all.values()].filter(one => held?.kept.has(one.id) || belongs(one)).toSorted(newerFirst)
  if (!held) return { rows, newer: 0 }
  const shown = rows.filter(one => held.kept.has(one.id) || (held.top !== undefined && newerFirst(one, held.top) > 0))
  return { rows: shown, newer: rows.length - shown.length }
}

interface Moved {
  way: Way
  state: DeliveryState
  count: number
}

/** How many deliveries came into which state in the last minute. */
export class LastMinute {
  private parts: { at: number; moved: readonly Moved[] }[] = []

  add(at: number, moved: readonly Moved[]): void {
    this.parts.push({ at, moved })
    this.forget(at)
  }

  /** By state, of one way or of all. */
  of(at: number, way?: string): ReadonlyMap<DeliveryState, number> {
    this.forget(at)
    const counts = new Map<DeliveryState, number>()
    for (const { moved } of this.parts)
      for (const one of moved) if (!way || one.way === way) counts.set(one.state, (counts.get(one.state) ?? 0) + one.count)
    return counts
  }

  private forget(at: number) {
    const kept = this.parts.findIndex(part => part.at > at - 60_000)
    this.parts = kept < 0 ? [] : this.parts.slice(kept)
  }
}

/** More than this no screen shows; what is older comes in pages. */
const most = 500

/** What the channel of deliveries tells, for as long as the page is open. */
export class DeliveryFeed {
  readonly things: Keyed<DeliveryView>
  readonly standing = new Standing()
  readonly minute = new LastMinute()
  /** When some were last left out, by this machine's clock. */
  floodedAt = Number.NEGATIVE_INFINITY

  /** @param missed Told when something was missed: what was asked for before is asked for again. */
  constructor(
    private readonly missed: () => void,
    private readonly clock: () => number = Date.now,
    schedule: (then: () => void) => void = nextFrame,
  ) {
    this.things = new Keyed(schedule)
  }

  receive = (message: Message): void => {
    switch (message.type) {
      case 'gap':
        this.standing.gap()
        break
      case 'initial_data':
        this.things.replace((message.data as { deliveries: DeliveryView[] }).deliveries)
        if (this.standing.snapshot()) this.missed()
        break
      case 'deliveries': {
        const told = message.data as { deliveries: DeliveryView[]; moved: Moved[]; left_out: number }
        for (const one of told.deliveries) this.things.put(one)
        this.minute.add(this.clock(), told.moved)
        if (told.left_out > 0) this.floodedAt = this.clock()
        this.prune()
        break
      }
    }
  }

  private prune() {
    if (this.things.size <= most + 100) return
    for (const one of this.things.all().toSorted(newerFirst).slice(most)) this.things.remove(one.id)
  }
}
