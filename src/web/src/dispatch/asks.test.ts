import { expect, it } from 'vitest'
import en from '../platform/words/en.json'
import { asksOf, belongsHere, bodyOf, offered, removal, wrongWith } from './asks'

const at = Date.parse('2026-03-01T12:00:00Z')

it('sends ids as numbers and a span as the time at which it ends', () => {
  expect(bodyOf(asksOf('units', 'hold'), { reason: 'meal', until: '30' }, at)).toEqual({
    reason: 'meal',
    until: '2026-03-01T12:30:00.000Z',
  })
  expect(bodyOf(asksOf('responses', 'redirect'), { call_id: '12' }, at)).toEqual({ call_id: 12 })
  expect(bodyOf(asksOf('responses', 'transport'), { hospital_id: ' ' }, at)).toEqual({})
  expect(bodyOf(asksOf('responses', 'transport'), { hospital_id: '3', patient_ids: '7 9', eta_minutes: '12' }, at)).toEqual({
    hospital_id: 3,
    patient_ids: [7, 9],
    eta_minutes: 12,
  })
})

it('puts a place together from its words and its degrees', () => {
  const values = { address: '12 Rizal Avenue', coordinates: '14.5, 120.9', reason: 'caller corrected' }
  expect(bodyOf(asksOf('calls', 'relocate'), values, at)).toEqual({
    location: { address: '12 Rizal Avenue', latitude: 14.5, longitude: 120.9 },
    reason: 'caller corrected',
  })
  expect(bodyOf(asksOf('calls', 'relocate'), { address: 'Here' }, at)).toEqual({
    location: { address: 'Here', latitude: null, longitude: null },
  })
})

it('names what is missing or wrong before it is sent', () => {
  const [address, coordinates] = asksOf('calls', 'relocate')
  expect(address && wrongWith(address, { address: ' ' })).toBe('required')
  expect(coordinates && wrongWith(coordinates, {})).toBeNull()
  expect(coordinates && wrongWith(coordinates, { coordinates: 'north' })).toBe('coordinates_wrong')
})

it('takes a stamp away only when that was said, and never by an empty time', () => {
  const asked = asksOf('responses', 'correct')
  const time = asked.find(one => one.name === 'at')
  const values = { step: 'on_scene_at', reason: 'wrong button' }
  expect(time && wrongWith(time, values)).toBe('time_or_removal')
  expect(bodyOf(asked, values, at)).toEqual(values)
  const removed = { ...values, [removal('at')]: 'yes', at: '2026-03-01T12:00' }
  expect(time && wrongWith(time, removed)).toBeNull()
  expect(bodyOf(asked, removed, at)).toEqual({ ...values, at: null })
  const local = new Date(2026, 2, 1, 12, 0, 7)
  expect(bodyOf(asked, { ...values, at: '2026-03-01T12:00:07' }, at)).toEqual({ ...values, at: local.toISOString() })
})

it('sets a unit aside as it clears, and no span without a reason', () => {
  const asked = asksOf('responses', 'clear')
  const until = asked.find(one => one.name === 'until')
  expect(bodyOf(asked, { disposition: 'REFUSED', reason: 'meal', until: '30' }, at)).toEqual({
    disposition: 'REFUSED',
    hold: { reason: 'meal', until: '2026-03-01T12:30:00.000Z' },
  })
  expect(until && wrongWith(until, { until: '30' })).toBe('reason_needed')
  expect(bodyOf(asked, {}, at)).toEqual({})
})

it('offers no action that it has no form for', () => {
  expect(belongsHere('calls', 'something_new')).toBe(false)
  expect(belongsHere('units', 'edit')).toBe(false)
  expect(belongsHere('units', 'retire')).toBe(false)
  expect(belongsHere('responses', 'arrive')).toBe(true)
})

it('sends people by their numbers, and the role that each has aboard', () => {
  const values = { user_ids: '7 9', role: 'lead' }
  expect(bodyOf(asksOf('units', 'sign_on'), values, at)).toEqual({ user_ids: [7, 9], role: 'lead' })
  const [who] = asksOf('responses', 'change_crew')
  expect(who && wrongWith(who, { crew: '' })).toBe('required')
  expect(bodyOf(asksOf('responses', 'change_crew'), { crew: '4', override_reason: 'relief late' }, at)).toEqual({
    crew: [4],
    override_reason: 'relief late',
  })
})

it('has a word for every action and every field that it asks for', () => {
  const lacking = offered.flatMap(entry => {
    const [thing, action] = entry.split('.') as ['calls' | 'responses' | 'units', string]
    const fields = asksOf(thing, action).map(one => one.word ?? (one.as === 'minutes' ? 'minutes' : one.name))
    return [...(action in en.action ? [] : [entry]), ...fields.filter(field => !(field in en.field))]
  })
  expect(lacking).toEqual([])
})
