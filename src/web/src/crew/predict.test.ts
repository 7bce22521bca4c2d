import { expect, it } from 'vitest'
import { responseLifecycle as lifecycle, responseView } from '../testing/exampleResponses'
import { unitView } from '../testing/exampleUnits'
import { believed, isOver, nextStep, predict, predictUnit } from './predict'
import type { Step } from './step'

const permissions = { 'responses.step': 'assigned', 'hospitals.handover': 'assigned', 'responses.undo': 'assigned' }
const grave = new Set(['decline', 'fail'])

let ids = 0
const step = (action: string, differing: Partial<Step> = {}): Step => ({
  id: ++ids,
  user: 5,
  subject: 'call:7',
  thing: 'responses',
  thingId: 3,
  action,
  name: 'CALL-0000002A',
  method: 'POST',
  body: {},
  clocked: true,
  key: `key-${ids}`,
  madeAt: `2026-03-01T12:1${ids % 10}:00Z`,
  tried: false,
  refused: null,
  ...differing,
})

const refused = { code: 'wrong_state', status: 409, sentence: '', facts: {}, errors: {} }

it('shows what the server said as long as nothing waits', () => {
  const response = responseView({ actions: ['only', 'these'] })
  expect(predict(response, [], lifecycle, permissions)).toBe(response)
  expect(predict(response, [step('notes', { thing: 'calls' })], lifecycle, permissions)).toBe(response)
})

it('goes on without a network: state, stamp and the next buttons follow from the table', () => {
  const taps = [step('depart'), step('arrive')]
  const now = predict(responseView(), taps, lifecycle, permissions)
  expect([now.state, now.en_route_at, now.on_scene_at, now.state_since]).toEqual([
    'ON_SCENE',
    taps[0]?.madeAt,
    taps[1]?.madeAt,
    taps[1]?.madeAt,
  ])
  expect(now.actions).toEqual(['at_patient', 'transport', 'arrive_hospital', 'transfer_care', 'clear', 'fail'])
  expect(nextStep(now, lifecycle, grave)).toBe('at_patient')
})

it('offers nothing for which the person lacks the permission', () => {
  const now = predict(responseView(), [step('depart')], lifecycle, { 'responses.step': 'assigned' })
  expect(now.actions).not.toContain('transfer_care')
  expect(now.actions).not.toContain('stand_down')
  expect(now.actions).not.toContain('undo')
})

it('does not offer a button that only stamps twice', () => {
  const now = predict(responseView({ state: 'ON_SCENE' }), [step('at_patient')], lifecycle, permissions)
  expect(now.state).toBe('ON_SCENE')
  expect(now.actions).not.toContain('at_patient')
  expect(nextStep(now, lifecycle, grave)).toBe('transport')
})

it('goes through to the end, big button after big button', () => {
  let response = responseView({ state: 'ASSIGNED', acknowledged_at: null, actions: ['acknowledge'] })
  const taken: string[] = []
  for (let next = nextStep(response, lifecycle, grave); next; next = nextStep(response, lifecycle, grave)) {
    taken.push(next)
    response = predict(response, [step(next)], lifecycle, permissions)
  }
  expect(taken).toEqual(['acknowledge', 'depart', 'arrive', 'at_patient', 'transport', 'arrive_hospital', 'transfer_care', 'clear'])
  expect(isOver(response, lifecycle)).toBe(true)
  expect(response.actions).toEqual(['back_at_base'])
})

it('makes the stamps of a second destination anew and keeps where it goes', () => {
  const there = responseView({ state: 'AT_HOSPITAL', transporting_at: 'a', at_hospital_at: 'b', on_scene_at: 'c' })
  const now = predict(there, [step('transport', { body: { hospital_id: 9 } })], lifecycle, permissions)
  expect([now.state, now.hospital_id, now.at_hospital_at, now.on_scene_at]).toEqual(['TRANSPORTING', 9, null, 'c'])
})

it('passes over a step that the server has already taken', () => {
  const now = predict(responseView({ state: 'EN_ROUTE', en_route_at: 'server' }), [step('depart')], lifecycle, permissions)
  expect([now.state, now.en_route_at]).toEqual(['EN_ROUTE', 'server'])
})

it('confirms a change once, and offers what depends on more than the state only if the server did', () => {
  const changed = responseView({ change_pending: 'place', actions: ['depart', 'confirm_change'] })
  const confirmed = predict(changed, [step('confirm_change')], lifecycle, permissions)
  expect(confirmed.change_pending).toBeNull()
  expect(confirmed.actions).not.toContain('confirm_change')
  expect(predict(changed, [step('depart')], lifecycle, permissions).actions).toContain('confirm_change')
  expect(predict(responseView(), [step('depart')], lifecycle, permissions).actions).not.toContain('change_destination')
})

it('believes nothing from a refused step on', () => {
  const steps = [step('depart'), step('arrive', { refused }), step('transport'), step('notes', { subject: 'call:8' })]
  expect(believed(steps, 'call:7').map(one => one.action)).toEqual(['depart'])
  expect(believed(steps, 'call:8')).toHaveLength(1)
})

it('knows its unit while signing on and setting it aside wait', () => {
  const me = { id: 5, name: 'Piripi Hale' }
  const unit = unitView({ id: 1 })
  const on = { thing: 'units', thingId: 1, subject: 'unit:1' } as const
  const signedOn = predictUnit(unit, [step('sign_on', on)], me)
  expect(signedOn.crew.map(member => member.member)).toEqual([5])
  const aside = predictUnit(signedOn, [step('hold', { ...on, body: { reason: 'meal' } })], me)
  expect(aside.hold).toEqual({ reason: 'meal', until: null })
  expect(predictUnit(aside, [step('release', on), step('sign_off', on)], me)).toMatchObject({ hold: null, crew: [] })
})
