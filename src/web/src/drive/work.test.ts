import { expect, it } from 'vitest'
import { predict } from '../phone/predict'
import { tripLifecycle as lifecycle, runView, tripView } from '../testing/exampleHomeVisits'
import { madeStep } from '../testing/exampleSteps'
import { followed } from './work'

const tap = (trip: number, action: string) => madeStep(action, { thing: 'trips', thingId: trip, subject: `trip:${trip}` })

const two = runView([
  [1, 'pick_up'],
  [2, 'pick_up'],
  [1, 'drop_off'],
  [2, 'drop_off'],
])

it('goes through the stops in their order, big button after big button, without a network', () => {
  let trips = [tripView({ id: 1 }), tripView({ id: 2 })]
  const taken: string[] = []
  for (let at = followed(two, trips, lifecycle); at.here && at.next; at = followed(two, trips, lifecycle)) {
    const { trip } = at.here
    const step = tap(trip.id, at.next)
    taken.push(`${at.here.number} ${at.next}`)
    trips = trips.map(one => (one.id === trip.id ? predict(one, 'trips', [step], lifecycle, { 'trips.step': 'assigned' }) : one))
  }
  expect(taken).toEqual(['1 depart', '1 arrive', '1 board', '2 depart', '2 arrive', '2 board', '3 drop_off', '4 drop_off'])
  expect(followed(two, trips, lifecycle).here).toBeUndefined()
})

it('passes over whoever was not there, and never makes a breakdown the next step', () => {
  const trips = [
    tripView({ id: 1, state: 'PASSENGER_NO_SHOW', actions: [] }),
    tripView({ id: 2, state: 'ON_BOARD', actions: ['drop_off', 'fail'] }),
  ]
  const now = followed(two, trips, lifecycle)
  expect([now.here?.number, now.next]).toEqual([4, 'drop_off'])
  expect(followed(two, [tripView({ id: 1, actions: ['fail'] })], lifecycle).next).toBeNull()
})

it('believes the server about a stop that is done', () => {
  const run = { ...two, stops: two.stops.map(stop => (stop.number === 1 ? { ...stop, done_at: '2026-03-01T12:05:00Z' } : stop)) }
  expect(followed(run, [tripView({ id: 1 }), tripView({ id: 2 })], lifecycle).here?.number).toBe(2)
})
