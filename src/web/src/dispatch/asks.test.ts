import { expect, it } from 'vitest'
import { asksOf, bodyOf } from './asks'

it('sends ids as numbers and a span as the time at which it ends', () => {
  const at = Date.parse('2026-03-01T12:00:00Z')
  expect(bodyOf(asksOf('units', 'hold'), { reason: 'meal', until: '30' }, at)).toEqual({
    reason: 'meal',
    until: '2026-03-01T12:30:00.000Z',
  })
  expect(bodyOf(asksOf('responses', 'redirect'), { call_id: '12' }, at)).toEqual({ call_id: 12 })
  expect(bodyOf(asksOf('responses', 'transport'), { hospital_id: ' ' }, at)).toEqual({})
})

it('asks nothing for an action that it does not know', () => {
  expect(asksOf('calls', 'something_new')).toEqual([])
})
