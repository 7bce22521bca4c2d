import { expect, it } from 'vitest'
import { responseLifecycle as lifecycle, responseView } from '../testing/exampleResponses'
import { madeStep as step } from '../testing/exampleSteps'
import { unitView } from '../testing/exampleUnits'
import { predictResponse, predictUnit } from './predict'

const permissions = { 'responses.step': 'assigned', 'hospitals.handover': 'assigned', 'responses.undo': 'assigned' }

it('makes the stamps of a second destination anew and keeps where it goes', () => {
  const there = responseView({ state: 'AT_HOSPITAL', transporting_at: 'a', at_hospital_at: 'b', on_scene_at: 'c' })
  const now = predictResponse(there, [step('transport', { body: { hospital_id: 9 } })], lifecycle, permissions)
  expect([now.state, now.hospital_id, now.at_hospital_at, now.on_scene_at]).toEqual(['TRANSPORTING', 9, null, 'c'])
})

it('confirms a change once, and offers what depends on more than the state only if the server did', () => {
  const changed = responseView({ change_pending: 'place', actions: ['depart', 'confirm_change'] })
  const confirmed = predictResponse(changed, [step('confirm_change')], lifecycle, permissions)
  expect(confirmed.change_pending).toBeNull()
  expect(confirmed.actions).not.toContain('confirm_change')
  expect(predictResponse(changed, [step('depart')], lifecycle, permissions).actions).toContain('confirm_change')
  expect(predictResponse(responseView(), [step('depart')], lifecycle, permissions).actions).not.toContain('change_destination')
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
