import { expect, it } from 'vitest'
import { appointmentView, placeLifecycle as lifecycle, placeView } from '../testing/exampleHomeVisits'
import { madeStep } from '../testing/exampleSteps'
import { asksFrom, missing, unproved, visitsOf } from './work'

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
  expect(visit && missing(visit.place, true, false)).toEqual([])
  expect(visit && missing(visit.place, false, true)).toEqual(['ended_place', 'proof'])
})

it('says what is missing of a visit that was never begun', () => {
  expect(missing(placeView({ state: 'ARRIVED' }), false, false)).toEqual(['started_at', 'started_place', 'ended_place'])
})

it('lets go of what was rejected or came to nothing, before the server knows', () => {
  expect(visitsOf(me, [appointmentView()], [tap('reject')], lifecycle)).toEqual([])
  const absent = madeStep('no_show', { thing: 'appointments', thingId: 7, subject: 'place:4' })
  expect(visitsOf(me, [appointmentView()], [absent], lifecycle)).toEqual([])
})

it('asks for what proves a visit until it is given, or waits to be sent', () => {
  const service = { number: 1, service_id: 1, name: 'Bath', minutes: 60, price: null, currency: null }
  const asking = appointmentView({ services: [{ ...service, proof_required: true }] })
  expect(unproved(asking, placeView(), [])).toBe(true)
  expect(unproved(asking, placeView({ proved: 'code' }), [])).toBe(false)
  expect(unproved(appointmentView({ services: [{ ...service, proof_required: false }] }), placeView(), [])).toBe(false)
  const proof = { thing: 'appointments', thingId: 7, subject: 'place:4' } as const
  expect(unproved(asking, placeView(), [madeStep('proof', proof)])).toBe(false)
})

it('asks whether all is well when it should be over, and then when they said', () => {
  const place = placeView({ state: 'IN_PROGRESS', actions: ['i_am_fine', 'end'] })
  expect(asksFrom(appointmentView(), place)).toBe(Date.parse('2026-03-01T13:00:00Z'))
  const fine = tap('i_am_fine', { minutes: 30 })
  const [visit] = visitsOf(me, [appointmentView({ places: [place] })], [{ ...fine, madeAt: '2026-03-01T13:10:00Z' }], lifecycle)
  expect(visit && asksFrom(visit.appointment, visit.place)).toBe(Date.parse('2026-03-01T13:40:00Z'))
  expect([visit?.next, visit?.place.actions.includes('i_am_fine')]).toEqual(['end', true])
})
