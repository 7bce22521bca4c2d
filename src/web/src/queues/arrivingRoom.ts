import { Keyed } from '../platform/live/keyed'
import type { Message } from '../platform/live/socket'
import { Standing } from '../platform/live/standing'
import type { ArrivalView } from '../platform/wire'

/** What happened that the staff should hear of, wherever they look. */
export type ArrivingNews = { kind: 'announced' | 'arrived'; arrival: ArrivalView }

const active = (arrival: ArrivalView): boolean => arrival.state === 'ARRIVING' || arrival.state === 'ARRIVED'

/** Who comes to one emergency queue by ambulance, fed by `/ws/arrivals/{code}/` and by nothing else. */
export class ArrivingRoom {
  readonly arrivals: Keyed<ArrivalView>
  readonly standing = new Standing()

  constructor(
    private readonly queue: number,
    private readonly tell: (news: ArrivingNews) => void = () => {},
    schedule?: (then: () => void) => void,
  ) {
    this.arrivals = new Keyed(schedule)
  }

  receive = ({ type, event, data }: Message): void => {
    switch (type) {
      case 'initial_data':
        this.arrivals.replace((data as { arrivals: ArrivalView[] }).arrivals)
        this.standing.snapshot()
        break
      case 'gap':
        this.standing.gap()
        break
      case 'arrival_removed':
        this.arrivals.remove((data as { id: number }).id)
        break
      case 'arrival_update':
        if (event === 'ETA_UPDATE') this.takeTime(data as Pick<ArrivalView, 'id' | 'eta' | 'eta_from' | 'eta_at'>)
        else this.take(data as ArrivalView)
        break
    }
  }

  /** What the server answered to a press here, or what the socket says a moment earlier or later. */
  take(arrival: ArrivalView): void {
    const before = this.arrivals.get(arrival.id)
    if (!active(arrival) || arrival.queue_id !== this.queue) {
      if (!before || before.version <= arrival.version) this.arrivals.remove(arrival.id)
      return
    }
    if (!this.arrivals.put(arrival)) return
    // Whose button at the door was forgotten, or whose reception was taken back, is there without having come.
    if (isThere(arrival) && (!before || !isThere(before))) this.tell({ kind: 'arrived', arrival })
    else if (!before) this.tell({ kind: 'announced', arrival })
  }

  /** A time of arrival is a state and no news: the order of the list follows, nobody is told. */
  private takeTime({ id, eta, eta_from, eta_at }: Pick<ArrivalView, 'id' | 'eta' | 'eta_from' | 'eta_at'>) {
    const known = this.arrivals.get(id)
    if (known?.state === 'ARRIVING') this.arrivals.put({ ...known, eta, eta_from, eta_at })
  }
}

export const isThere = (arrival: ArrivalView): boolean => arrival.state === 'ARRIVED'

/** Who is there: emergencies first, then by class, then who waits longest. */
export const byUrgency = (a: ArrivalView, b: ArrivalView): number =>
  Number(b.emergency) - Number(a.emergency) ||
  a.level.place - b.level.place ||
  Date.parse(a.state_since) - Date.parse(b.state_since) ||
  a.id - b.id

/** On the way: the next to come first, those of whom nobody knows last. */
export const byTime = (a: ArrivalView, b: ArrivalView): number => time(a.eta) - time(b.eta) || a.id - b.id

const time = (at: string | null): number => (at === null ? Number.MAX_SAFE_INTEGER : Date.parse(at))
