import type { AppointmentView, LifecycleView, PlaceView, RunView, StopView, TripView } from '../platform/wire'

/** Things of home visits for tests: only what a test names is of interest. */
export const tripView = (differing: Partial<TripView> = {}): TripView =>
  ({
    id: 1,
    state: 'ASSIGNED',
    state_since: '2026-03-01T12:00:00Z',
    version: 1,
    driver_id: 5,
    passengers: [{ user_id: null, name: 'Aroha Reweti' }],
    from: { address: 'Mile 10', word: null, latitude: 52.5, longitude: 13.4 },
    to: { address: 'Mile 50', word: null, latitude: 52.5, longitude: 13.5 },
    actions: ['depart', 'arrive', 'board', 'fail'],
    ...differing,
  }) as TripView

const stop = (number: number, trip_id: number, kind: StopView['kind']): StopView => ({
  number,
  trip_id,
  kind,
  address: `Mile ${number}`,
  word: null,
  latitude: 52.5,
  longitude: 13.4,
  eta_at: '2026-03-01T12:10:00Z',
  done_at: null,
})

export const runView = (stops: readonly (readonly [trip: number, kind: StopView['kind']])[]): RunView =>
  ({ id: 9, state: 'ACTIVE', version: 1, vehicle_id: 3, stops: stops.map(([trip, kind], at) => stop(at + 1, trip, kind)) }) as RunView

const row = (action: string, from: string[], to: string, stamp: string | null, permission: string | null) => ({
  action,
  from,
  to,
  event: action,
  stamp,
  permission,
})

const driver = 'trips.step'
const driven = ['ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD']

export const tripLifecycle: LifecycleView = {
  name: 'trip',
  states: ['REQUESTED', ...driven, 'DROPPED_OFF', 'PASSENGER_NO_SHOW', 'FAILED'],
  steps: [
    row('depart', ['ASSIGNED'], 'EN_ROUTE_PICKUP', 'en_route_at', driver),
    row('arrive', ['ASSIGNED', 'EN_ROUTE_PICKUP'], 'AT_PICKUP', 'at_pickup_at', driver),
    row('board', ['ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP'], 'ON_BOARD', 'on_board_at', driver),
    row('drop_off', ['ON_BOARD'], 'DROPPED_OFF', 'dropped_off_at', driver),
    row('no_show', ['AT_PICKUP'], 'PASSENGER_NO_SHOW', 'ended_at', driver),
    row('fail', driven, 'FAILED', 'ended_at', driver),
  ],
}

export const placeView = (differing: Partial<PlaceView> = {}): PlaceView =>
  ({
    id: 4,
    number: 1,
    therapist_id: 5,
    state: 'ACCEPTED',
    state_since: '2026-03-01T08:00:00Z',
    version: 1,
    started_at: null,
    started_latitude: null,
    proved: null,
    fine_until: null,
    actions: ['reject', 'set_out', 'arrive', 'start', 'end'],
    ...differing,
  }) as PlaceView

export const appointmentView = (differing: Partial<AppointmentView> = {}): AppointmentView =>
  ({
    id: 7,
    version: 1,
    client_name: 'Hemi Walker',
    state: 'CONFIRMED',
    starts_at: '2026-03-01T12:00:00Z',
    ends_at: '2026-03-01T13:00:00Z',
    places: [placeView()],
    services: [],
    actions: [],
    ways: ['outbound', 'return'],
    ...differing,
  }) as AppointmentView

const therapist = 'visits.step'
const before = ['ACCEPTED', 'EN_ROUTE']

export const placeLifecycle: LifecycleView = {
  name: 'place',
  states: ['OPEN', 'ASKED', ...before, 'ARRIVED', 'IN_PROGRESS', 'COMPLETED', 'RELEASED'],
  steps: [
    row('accept', ['ASKED'], 'ACCEPTED', 'accepted_at', therapist),
    row('reject', ['ASKED', 'ACCEPTED'], 'OPEN', null, therapist),
    row('set_out', ['ACCEPTED'], 'EN_ROUTE', 'en_route_at', therapist),
    row('arrive', before, 'ARRIVED', 'arrived_at', therapist),
    row('start', [...before, 'ARRIVED'], 'IN_PROGRESS', 'started_at', therapist),
    row('i_am_fine', ['IN_PROGRESS'], 'IN_PROGRESS', null, therapist),
    row('end', [...before, 'ARRIVED', 'IN_PROGRESS'], 'COMPLETED', 'ended_at', therapist),
  ],
}
