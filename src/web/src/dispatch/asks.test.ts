import { expect, it } from 'vitest'
import { asksOf, belongsHere, bodyOf, wrongWith } from './asks'

const at = Date.parse('2026-03-01T12:00:00Z')

it('sends ids as numbers and a span as the time at which it ends', () => {
  expect(bodyOf(asksOf('units', 'hold'), { reason: 'meal', until: '30' }, at)).toEqual({
    reason: 'meal',
    until: '2026-03-01T12:30:00.000Z',
  })
  expect(bodyOf(asksOf('responses', 'redirect'), { call_id: '12' }, at)).toEqual({ call_id: 12 })
  expect(bodyOf(asksOf('responses', 'transport'), { hospital_id: ' ' }, at)).toEqual({})
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
  expect(address && wrongWith(address, ' ')).toBe('required')
  expect(coordinates && wrongWith(coordinates, '')).toBeNull()
  expect(coordinates && wrongWith(coordinates, 'north')).toBe('coordinates_wrong')
})

it('asks nothing for an action that it does not know, and offers it all the same', () => {
  expect(asksOf('calls', 'something_new')).toEqual([])
  expect(belongsHere('calls', 'something_new')).toBe(true)
  expect(belongsHere('units', 'edit')).toBe(false)
})
