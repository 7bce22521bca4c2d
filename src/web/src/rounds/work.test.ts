import { expect, it } from 'vitest'
import { appointmentView, placeLifecycle as lifecycle, placeView } from '../testing/exampleHomeVisits'
import { madeStep } from '../testing/exampleSteps'
import { missing, visitsOf } from './work'

const me = { id: 5, permissions: { 'visits.step': 'assigned' } }
const tap = (action: string, body: Record<string, unknown> = {}) =>
  madeStep(action, { thing: 'places', thingId: 4, subject: 'place:4', body })

it('shows what is mine in the order of the clock, and nothing that is over or somebody else’s', () => {
  const others = appointmentView({ id: 8, places: [placeView({ id: 9, therapist_id: 6 })] })
  const cancelled = appointmentView({ id: 10, state: 'CANCELLED' })
  const late = appointmentView({ id: 11, starts_at: '2026-03-01T15:00:00Z', places: [placeView({ id: 12 })] })
  const given = appointmentView({ id: 13, places: [placeView({ id: 14, state: 'OPEN' })] })
  const visits = visitsOf(me, [late, others, cancelled, given, appointmentView()], [], lifecycle)
  expect(visits.map(({ appointment, next }) => [appointment.id, next])).toEqual([
    [7, 'set_out'],
    [11, 'set_out'],
  ])
})

it('goes on without a network, and knows at the end where it was begun', () => {
  const [visit] = visitsOf(me, [appointmentView()], [tap('arrive'), tap('start', { latitude: 52.5, longitude: 13.4 })], lifecycle)
  expect([visit?.place.state, visit?.next]).toEqual(['IN_PROGRESS', 'end'])
  expect(visit && missing(visit.place, true)).toEqual([])
  expect(visit && missing(visit.place, false)).toEqual(['ended_place'])
})

it('says what is missing of a visit that was never begun', () => {
  expect(missing(placeView({ state: 'ARRIVED' }), false)).toEqual(['started_at', 'started_place', 'ended_place'])
})

it('lets go of what was rejected or came to nothing, before the server knows', () => {
  expect(visitsOf(me, [appointmentView()], [tap('reject')], lifecycle)).toEqual([])
  const absent = madeStep('no_show', { thing: 'appointments', thingId: 7, subject: 'place:4' })
  expect(visitsOf(me, [appointmentView()], [absent], lifecycle)).toEqual([])
})
