import type { DriverCandidateView, DriverStatus, DriverView, OfferView, TripState, TripView } from '../platform/wire'

/** Nobody has it yet. */
const waiting: ReadonlySet<TripState> = new Set<TripState>(['REQUESTED', 'OFFERED'])

export const waits = (trip: Pick<TripView, 'state'>): boolean => waiting.has(trip.state)

const urgent: string = 'urgent'

export const isUrgent = (trip: Pick<TripView, 'urgency'>): boolean => trip.urgency === urgent

/** When something happens to it next; what nobody knows comes last. */
const next = ({ eta_at }: TripView): number => (eta_at === null ? Number.MAX_SAFE_INTEGER : Date.parse(eta_at))

/** Those who wait, the urgent first and then whoever has waited longest; then those under way, the next stop first. */
export function inOrder(trips: readonly TripView[]): { waiting: TripView[]; underWay: TripView[] } {
  const age = (a: TripView, b: TripView) => a.requested_at.localeCompare(b.requested_at) || a.id - b.id
  return {
    waiting: trips.filter(waits).toSorted((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)) || age(a, b)),
    underWay: trips.filter(trip => !waits(trip)).toSorted((a, b) => next(a) - next(b) || age(a, b)),
  }
}

const rank: Record<DriverStatus, number> = { free: 0, asked: 1, busy: 2, unavailable: 3 }

export interface Ranked {
  driver: DriverView
  /** Seconds to the pick-up by the server's estimate; null where nobody knows where they are, or no trip is looked at. */
  away: number | null
  /** A run of theirs that has a seat on the way, and the seconds that it would drive more. */
  seat: { run_id: number; extra: number } | null
}

/** Drivers for a trip: who is free, the nearest first; then who was asked, is busy, or cannot. Without a trip, who has been free longest. */
export function ranked(drivers: readonly DriverView[], candidates: readonly DriverCandidateView[]): Ranked[] {
  const known = new Map(candidates.map(one => [one.user_id, one]))
  return drivers
    .map(driver => {
      const { travel_seconds = null, run_id = null, extra_seconds = null } = known.get(driver.user_id) ?? {}
      return { driver, away: travel_seconds, seat: run_id === null ? null : { run_id, extra: extra_seconds ?? 0 } }
    })
    .toSorted(
      (a, b) =>
        rank[a.driver.status] - rank[b.driver.status] ||
        (a.away ?? Number.POSITIVE_INFINITY) - (b.away ?? Number.POSITIVE_INFINITY) ||
        a.driver.free_since.localeCompare(b.driver.free_since) ||
        a.driver.user_id - b.driver.user_id,
    )
}

/** Whole seconds until an offer lapses, not below zero; null while it is kept from a driver who is moving. */
export const secondsLeft = (offer: Pick<OfferView, 'expires_at'>, now: number): number | null =>
  offer.expires_at === null ? null : Math.max(0, Math.ceil((Date.parse(offer.expires_at) - now) / 1000))

/** Which of a list stays chosen when the list changes: the same, else what took its place, else the last. */
export function stillChosen(ids: readonly number[], chosen: number | null, at: number): number | null {
  if (chosen !== null && ids.includes(chosen)) return chosen
  return ids[Math.min(Math.max(at, 0), ids.length - 1)] ?? null
}
