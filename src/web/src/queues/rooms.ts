import type { Keyed, Versioned } from '../platform/live/keyed'
import { type Connection, type Line, LiveSocket, type Surroundings } from '../platform/live/socket'
import type { Stand } from '../platform/live/standing'
import type { DeskView, QueueView, TicketView } from '../platform/wire'
import { type News, QueueRoom } from './room'

/** Things of several rooms as one list: the same one until something changes, and each thing once, as new as any room knows it. */
export class Merged<T extends Versioned> implements Pick<Keyed<T>, 'all' | 'subscribeAll'> {
  private parts: readonly (readonly T[])[] = []
  private list: readonly T[] = []

  constructor(private readonly things: readonly Keyed<T>[]) {}

  all = (): readonly T[] => {
    const parts = this.things.map(one => one.all())
    if (parts.some((part, at) => part !== this.parts[at])) {
      const known = new Map<number, T>()
      for (const thing of parts.flat()) if ((known.get(thing.id)?.version ?? -1) <= thing.version) known.set(thing.id, thing)
      this.parts = parts
      this.list = [...known.values()]
    }
    return this.list
  }

  subscribeAll = (listener: () => void): (() => void) => {
    const leave = this.things.map(one => one.subscribeAll(listener))
    return () => {
      for (const each of leave) each()
    }
  }
}

/** Where nothing is followed nothing can be lost. */
const alone: Connection = { state: 'live' }

const weight: Record<Connection['state'], number> = { lost: 0, connecting: 1, live: 2 }
const stands: readonly Stand[] = ['waiting', 'kept', 'behind', 'current']

/**
 * The queues that a screen follows, each by a socket of its own. Together they are a line that is as good as its worst one: whoever calls from
 * two queues must not take half a picture for the whole.
 */
export class Rooms implements Line {
  readonly rooms: readonly QueueRoom[]
  readonly tickets: Merged<TicketView>
  readonly desks: Merged<DeskView>
  private readonly sockets: readonly LiveSocket[]

  constructor(
    queues: readonly Pick<QueueView, 'id' | 'code' | 'site_id'>[],
    tell: (news: News) => void = () => {},
    surroundings?: Surroundings,
    schedule?: (then: () => void) => void,
  ) {
    this.rooms = queues.map(({ id }) => new QueueRoom(id, tell, schedule))
    this.sockets = queues.map(
      ({ code, site_id }, at) => new LiveSocket(`/ws/queue/${code}/?site=${site_id}`, this.rooms[at]?.receive ?? (() => {}), surroundings),
    )
    this.tickets = new Merged(this.rooms.map(room => room.tickets))
    this.desks = new Merged(this.rooms.map(room => room.desks))
  }

  room = (queue: number): QueueRoom | undefined => this.rooms.find(({ id }) => id === queue)

  ticket = (id: number): TicketView | undefined => this.tickets.all().find(ticket => ticket.id === id)

  /** The answer to a press: every room takes from it what is its own. */
  take(ticket: TicketView): void {
    for (const room of this.rooms) room.take(ticket)
  }

  leave(seen: Pick<TicketView, 'id' | 'version'>): void {
    for (const room of this.rooms) room.leave(seen)
  }

  takeDesk(desk: DeskView): void {
    for (const room of this.rooms) if (desk.queues.includes(room.id)) room.takeDesk(desk)
  }

  state = (): Connection => {
    const states = this.sockets.map(socket => socket.state())
    return states.toSorted((a, b) => weight[a.state] - weight[b.state] || since(a) - since(b))[0] ?? alone
  }

  /** The longest ago of all; null while one has never been heard. */
  heardAt = (): number | null => {
    const times = this.sockets.map(socket => socket.heardAt())
    return times.length === 0 || times.includes(null) ? null : Math.min(...(times as number[]))
  }

  subscribe = (listener: () => void): (() => void) => {
    const leave = this.sockets.map(socket => socket.subscribe(listener))
    return () => {
      for (const each of leave) each()
    }
  }

  /** Of the rooms' stands the one that may be believed least. */
  standing = (): Stand => {
    const all = this.rooms.map(room => stands.indexOf(room.standing.at()))
    return stands[Math.min(...all, stands.length - 1)] ?? 'current'
  }

  isCut = (): boolean => this.rooms.some(room => room.isCut())

  /** How many wait, as the server counts them; null while one of the queues has said nothing. */
  waiting = (): number | null => {
    const counts = this.rooms.map(room => room.stands()?.total_waiting ?? null)
    return counts.includes(null) ? null : (counts as number[]).reduce((sum, count) => sum + count, 0)
  }

  subscribeStanding = (listener: () => void): (() => void) => {
    const leave = this.rooms.map(room => room.standing.subscribe(listener))
    return () => {
      for (const each of leave) each()
    }
  }

  open(): void {
    for (const socket of this.sockets) socket.open()
  }

  close(): void {
    for (const socket of this.sockets) socket.close()
  }

  retry(): void {
    for (const socket of this.sockets) socket.retry()
  }

  followNetwork(): () => void {
    const leave = this.sockets.map(socket => socket.followNetwork())
    return () => {
      for (const each of leave) each()
    }
  }
}

const since = (connection: Connection): number => (connection.state === 'lost' ? connection.since : 0)
