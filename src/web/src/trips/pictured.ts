import type { MapCall, MapUnit } from '../map/features'
import type { DriverView, TripView, UnitStatus } from '../platform/wire'
import { isUrgent, waits } from './pickups'

/** What a car is doing, in the signs of the map, by the trip that has come furthest. */
const signs: readonly (readonly [TripView['state'], UnitStatus])[] = [
  ['ON_BOARD', 'TRANSPORTING'],
  ['AT_PICKUP', 'ON_SCENE'],
  ['EN_ROUTE_PICKUP', 'EN_ROUTE'],
]

const still: Record<DriverView['status'], UnitStatus> = {
  free: 'AVAILABLE',
  asked: 'DISPATCHED',
  busy: 'DISPATCHED',
  unavailable: 'OUT_OF_SERVICE',
}

/** A driver as the map shows a unit: where the car is, what it does, and whom it drives to. */
export function unitOf(driver: DriverView, trips: readonly TripView[]): MapUnit {
  const own = trips.filter(trip => trip.driver_id === driver.user_id && driver.trip_ids.includes(trip.id))
  const [state, sign] = signs.find(([state]) => own.some(trip => trip.state === state)) ?? []
  const goal = own.find(trip => trip.state === (state ?? 'ASSIGNED'))
  const { latitude, longitude } = driver
  return {
    id: driver.user_id,
    version: driver.version,
    unit_number: driver.name,
    status: sign ?? still[driver.status],
    position:
      latitude === null || longitude === null
        ? null
        : {
            latitude,
            longitude,
            speed: null,
            heading: null,
            accuracy: null,
            at: driver.position_at,
            stale: driver.stale,
            position_from: driver.position_from ?? 'base',
          },
    // Where a car belongs is nobody's question here.
    home: { id: 0, name: null, latitude: null, longitude: null },
    held_by: goal ? { kind: 'response', id: goal.id, request_id: goal.id, since: goal.state_since } : null,
  }
}

/** A trip as the map shows a call: where somebody is picked up, and once they are on board, where they are brought. */
export function callOf(trip: TripView): MapCall {
  const place = trip.state === 'ON_BOARD' ? trip.to : trip.from
  return {
    id: trip.id,
    version: trip.version,
    state: waits(trip) ? 'RECEIVED' : 'DISPATCHED',
    priority: isUrgent(trip) ? 'CRITICAL' : 'MEDIUM',
    needs_unit: waits(trip),
    call_id: trip.passengers.map(one => one.name ?? '').join(', '),
    location: { address: place.address, latitude: place.latitude, longitude: place.longitude } as MapCall['location'],
  }
}
