import { expect, it } from 'vitest'
import { asksOf, bodyOf, inOrder, keyOf, missingIn, type Values } from './asks'

const values = (differing: Partial<Values> = {}): Values => ({
  reason: '',
  back_in_minutes: null,
  queue_id: null,
  queue_ids: [],
  priority: 2,
  emergency: false,
  outcome: null,
  ...differing,
})

it('offers what has a form here, in the order in which it is needed', () => {
  expect(inOrder(['cancel', 'call', 'hold', 'start', 'never_heard_of', 'recall'])).toEqual(['start', 'recall', 'hold', 'cancel'])
})

it('has a key of its own for each, beside those of the page', () => {
  const keys = [...Object.values(keyOf), 'n', ' ', 'enter', 'u', 'o', 'w', 'a', '/', '?', 'z']
  expect(new Set(keys).size).toBe(keys.length)
})

it('sends what was filled in', () => {
  expect(bodyOf(asksOf('hold'), values())).toEqual({})
  expect(bodyOf(asksOf('hold'), values({ reason: ' X-ray ', back_in_minutes: 20 }))).toEqual({ reason: 'X-ray', back_in_minutes: 20 })
  expect(bodyOf(asksOf('set_priority'), values({ emergency: true }))).toEqual({ priority: 2, emergency: true })
  expect(bodyOf(asksOf('plan'), values({ queue_ids: [4, 5] }))).toEqual({ queue_ids: [4, 5] })
  expect(bodyOf(asksOf('complete'), values({ outcome: 'discharged' }))).toEqual({ outcome: 'discharged' })
  expect(missingIn(asksOf('transfer'), values())).toBe('queue_id')
  expect(missingIn(asksOf('transfer'), values({ queue_id: 3 }))).toBeUndefined()
})
