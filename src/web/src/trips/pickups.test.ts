import { describe, expect, it } from 'vitest'
import type { DriverView, TripView } from '../platform/wire'
import { inOrder, ranked, secondsLeft, stillChosen } from './pickups'
import { callOf, unitOf } from './pictured'

const trip = (id: number, more: Partial<Omit<TripView, 'urgency'>> & { urgency?: string } = {}): TripView =>
  ({
    id,
    version: 1,
    state: 'REQUESTED',
    urgency: 'normal',
    requested_at: `2026-05-04T08:0${id}:00Z`,
    eta_at: null,
    from: { address: 'A', word: null, latitude: 52.5, longitude: 13.4 },
    to: { address: 'B', word: null, latitude: 52.6, longitude: 13.4 },
    passengers: [{ user_id: 1, name: 'Ann' }],
    ...more,
  }) as TripView

const driver = (user_id: number, more: Partial<DriverView> = {}): DriverView =>
  ({
    user_id,
    version: 1,
    name: `Driver ${user_id}`,
    status: 'free',
    free_since: '2026-05-04T07:00:00Z',
    trip_ids: [],
    latitude: 52.5,
    longitude: 13.4,
    position_from: 'fix',
    position_at: '2026-05-04T08:00:00Z',
    stale: false,
    ...more,
  }) as DriverView

describe('pick-ups', () => {
  it('stand in the order in which they are served, and then by their next stop', () => {
    const { waiting, underWay } = inOrder([
      trip(3),
      trip(1, { state: 'OFFERED' }),
      trip(2, { urgency: 'urgent' }),
      trip(4, { state: 'ON_BOARD', eta_at: '2026-05-04T09:10:00Z' }),
      trip(5, { state: 'ASSIGNED', eta_at: '2026-05-04T09:05:00Z' }),
      trip(6, { state: 'AT_PICKUP' }),
    ])
    expect(waiting.map(one => one.id)).toEqual([2, 1, 3])
    expect(underWay.map(one => one.id)).toEqual([5, 4, 6])
  })

  it('have the nearest free driver first', () => {
    const drivers = [
      driver(1, { status: 'busy' }),
      driver(2),
      driver(3),
      driver(4),
      driver(5, { status: 'unavailable' }),
      driver(6, { status: 'asked' }),
    ]
    const far = (user_id: number, travel_seconds: number | null) => ({ user_id, travel_seconds, run_id: null, extra_seconds: null })
    const order = ranked(drivers, [
      { ...far(1, 60), run_id: 9, extra_seconds: 90 },
      far(2, 1200),
      far(3, 400.5),
      far(4, null),
      far(5, 10),
      far(6, 20),
    ])
    expect(order.map(one => one.driver.user_id)).toEqual([3, 2, 4, 6, 1, 5])
    expect([order[0]?.away, order[2]?.away, order[0]?.seat]).toEqual([400.5, null, null])
    expect(order[4]?.seat).toEqual({ run_id: 9, extra: 90 })
  })

  it('without a trip show first who has been free longest', () => {
    const drivers = [driver(1), driver(2, { free_since: '2026-05-04T06:00:00Z' })]
    expect(ranked(drivers, []).map(one => one.driver.user_id)).toEqual([2, 1])
  })
})

it('counts the seconds of an offer down to none', () => {
  const offer = { expires_at: '2026-05-04T08:00:25Z' }
  const at = (time: string) => secondsLeft(offer, Date.parse(time))
  expect([at('2026-05-04T08:00:00.400Z'), at('2026-05-04T08:00:24.900Z'), at('2026-05-04T08:00:30Z')]).toEqual([25, 1, 0])
  expect(secondsLeft({ expires_at: null }, 0)).toBeNull()
})

it('keeps what is chosen, or chooses what took its place', () => {
  expect(stillChosen([1, 2, 3], 2, 1)).toBe(2)
  expect(stillChosen([1, 3], 2, 1)).toBe(3)
  expect(stillChosen([1], 3, 2)).toBe(1)
  expect(stillChosen([], 3, 2)).toBeNull()
  expect(stillChosen([4, 5], null, -1)).toBe(4)
})

describe('on the map', () => {
  it('a car looks like what its driver is doing, and leads to whom it picks up', () => {
    const going = trip(7, { state: 'EN_ROUTE_PICKUP', driver_id: 1 })
    const car = unitOf(driver(1, { status: 'busy', trip_ids: [7] }), [going])
    expect([car.status, car.held_by?.request_id, car.unit_number, car.position?.latitude]).toEqual(['EN_ROUTE', 7, 'Driver 1', 52.5])
    expect(unitOf(driver(2, { status: 'busy', trip_ids: [8] }), [trip(8, { state: 'ON_BOARD', driver_id: 2 })]).status).toBe('TRANSPORTING')
    expect([unitOf(driver(3), []).status, unitOf(driver(4, { status: 'unavailable' }), []).status]).toEqual(['AVAILABLE', 'OUT_OF_SERVICE'])
    expect(unitOf(driver(5, { latitude: null }), []).position).toBeNull()
  })

  it('who waits stands where they are picked up', () => {
    const call = callOf(trip(1, { urgency: 'urgent' }))
    expect([call.priority, call.needs_unit, call.call_id, call.location.latitude]).toEqual(['CRITICAL', true, 'Ann', 52.5])
    expect(callOf(trip(2, { state: 'ON_BOARD' }))).toMatchObject({ priority: 'MEDIUM', needs_unit: false, location: { latitude: 52.6 } })
  })
})
