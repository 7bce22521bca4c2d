import { Keyed } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { DeskView, QueueState, QueueView, TicketState, TicketView, WaitForecast } from '../platform/wire'
import { byKey } from './tickets'

/** How a queue stands, under the names that its wall reads. */
export interface QueueStatus {
  id: number
  state: QueueState
  total_waiting: number
  in_service: number
  desks: number
  version: number
}

interface Snapshot {
  status: QueueStatus
  queue: QueueView
  /** Null for whoever may only see the wall. */
  tickets: TicketView[] | null
  desks: DeskView[] | null
}

/** What happened that a person should see or hear beside the lists. */
export type News =
  | { kind: 'worse'; ticket: TicketView }
  | { kind: 'emergency'; ticket: TicketView }
  | { kind: 'missed' }
  | { kind: 'state_changed'; queue: number }
  | { kind: 'desk_changed'; desk: DeskView }
  | { kind: 'few_left'; queue: number }
  | { kind: 'caught_up' }

const here: ReadonlySet<TicketState> = new Set<TicketState>(['WAITING', 'CALLED', 'IN_SERVICE', 'ON_HOLD'])

/** So many of a queue the server tells at once: of a longer line the first. */
const most = 500

/** So few of a longer line being left, the next are asked for. */
const few = 100

/** Those who did not come are a list of their own, which is asked for when one is added to it or leaves it. */
const missing = new Set(['TICKET_NO_SHOW', 'TICKET_REINSTATED', 'DEED_UNDONE'])

/** One queue's picture for its staff: who is here and who serves, fed by `/ws/queue/{code}/` and by nothing else. */
export class QueueRoom {
  readonly tickets: Keyed<TicketView>
  readonly desks: Keyed<DeskView>
  readonly standing = new Standing()
  private status: QueueStatus | null = null
  private forecast: WaitForecast | null | undefined
  /** Of those who are here no more, so that news which were under way when this desk had its answer do not bring them back. */
  private over = new Map<number, number>()
  /** The key of the last one here of a longer line; null where all are here. */
  private edge: string | null = null

  constructor(
    readonly id: number,
    private readonly tell: (news: News) => void = () => {},
    schedule?: (then: () => void) => void,
  ) {
    this.tickets = new Keyed(schedule)
    this.desks = new Keyed(schedule)
  }

  /** Null until the first snapshot. */
  stands = (): QueueStatus | null => this.status

  /** For somebody who would join now: null when nobody can, undefined until it is told. */
  expects = (): WaitForecast | null | undefined => this.forecast

  isCut = (): boolean => this.edge !== null

  receive = (message: Message): void => {
    const { type, event, data } = message
    switch (type) {
      case 'initial_data':
        this.begin(data as Snapshot)
        break
      case 'gap':
        this.standing.gap()
        break
      case 'queue_status_update':
        this.takeStatus((message as unknown as { status: QueueStatus }).status)
        break
      case 'forecast_update':
        this.forecast = (data as { forecast: WaitForecast | null }).forecast
        this.standing.tell()
        break
      case 'ticket_update':
        this.hear(event, data as TicketView)
        break
      case 'desk_update':
        this.takeDesk(data as DeskView)
        break
    }
  }

  /** As the server says it stands now, in the news or in the answer to a press. */
  take(ticket: TicketView): void {
    if ((this.over.get(ticket.id) ?? -1) >= ticket.version) return
    if (ticket.queue_id === this.id && here.has(ticket.state)) {
      this.over.delete(ticket.id)
      if (this.isBeyond(ticket)) this.tickets.remove(ticket.id)
      else this.tickets.put(ticket)
    } else this.end(ticket.id, ticket.version)
  }

  /** The first of a longer line, as they were asked for. */
  fill(first: readonly TicketView[]): void {
    this.edge = null
    for (const ticket of first) this.take(ticket)
    this.edge = edgeOf(first)
    this.standing.tell()
  }

  takeDesk(desk: DeskView): void {
    this.desks.put(desk)
    this.tell({ kind: 'desk_changed', desk })
  }

  /** It is no more as it was seen here, and the version that says so may still be under way; where that has come already, it stands. */
  leave({ id, version }: Pick<TicketView, 'id' | 'version'>): void {
    const known = this.tickets.get(id)
    if (known && known.version <= version) this.end(id, known.version)
  }

  private begin(snapshot: Snapshot) {
    this.over.clear()
    this.tickets.replace(snapshot.tickets ?? [])
    this.desks.replace(snapshot.desks ?? [])
    this.status = snapshot.status
    this.edge = edgeOf(snapshot.tickets ?? [])
    if (this.standing.snapshot()) this.tell({ kind: 'caught_up' })
  }

  private hear(event: string | undefined, ticket: TicketView) {
    const before = this.tickets.get(ticket.id)
    this.take(ticket)
    if (event !== undefined && missing.has(event)) this.tell({ kind: 'missed' })
    const now = this.tickets.get(ticket.id)
    if (!now || now === before) return
    if (now.worse_at !== null && before?.worse_at !== now.worse_at) this.tell({ kind: 'worse', ticket: now })
    if (now.emergency && now.state === 'WAITING' && !(before?.emergency && before.state === 'WAITING')) {
      this.tell({ kind: 'emergency', ticket: now })
    }
  }

  private takeStatus(status: QueueStatus) {
    const before = this.status
    // A state may be told again, and a count changes without the queue's own version.
    if (before && before.version > status.version) return
    this.status = status
    this.standing.tell()
    if (this.edge !== null && this.tickets.all().filter(isWaiting).length < few) this.tell({ kind: 'few_left', queue: this.id })
    if (before && before.state !== status.state) this.tell({ kind: 'state_changed', queue: this.id })
  }

  /** Behind those who are here stand others who are not: whoever joins them would have a place here that is not theirs. */
  private isBeyond(ticket: TicketView): boolean {
    return this.edge !== null && isWaiting(ticket) && ticket.worse_at === null && ticket.key > this.edge
  }

  private end(id: number, version: number) {
    this.over.set(id, version)
    this.tickets.remove(id)
  }
}

const isWaiting = ({ state }: TicketView): boolean => state === 'WAITING'

/** The last of those who wait where there may be more behind them. */
const edgeOf = (first: readonly TicketView[]): string | null =>
  first.length < most ? null : (first.filter(isWaiting).toSorted(byKey).at(-1)?.key ?? '')
