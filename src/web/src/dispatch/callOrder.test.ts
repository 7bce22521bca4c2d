import { expect, it } from 'vitest'
import type { CallView } from '../platform/wire'
import { callView } from '../testing/exampleCalls'
import { byUrgency, callNumberIn, complaintOf, longestWait, matches, waitingSince } from './callOrder'

it('orders by needs a unit, priority and age; planned work last by when it is due', () => {
  const calls = [
    callView({ id: 1, needs_unit: false, state: 'PLANNED', due_at: '2026-03-01T15:00:00Z', priority: 'CRITICAL' }),
    callView({ id: 2, needs_unit: false, state: 'PLANNED', due_at: '2026-03-01T14:00:00Z', priority: 'CRITICAL' }),
    callView({ id: 3, needs_unit: false, state: 'EN_ROUTE', priority: 'LOW' }),
    callView({ id: 4, needs_unit: false, state: 'EN_ROUTE', priority: 'CRITICAL' }),
    callView({ id: 5, priority: 'LOW' }),
    callView({ id: 6, priority: 'HIGH', received_at: '2026-03-01T12:05:00Z' }),
    callView({ id: 7, priority: 'HIGH', received_at: '2026-03-01T12:01:00Z' }),
    callView({ id: 8, priority: 'HIGH', received_at: '2026-03-01T11:00:00Z', needs_unit_since: '2026-03-01T12:03:00Z' }),
  ]
  expect(calls.toSorted(byUrgency).map(call => call.id)).toEqual([7, 8, 6, 5, 4, 3, 2, 1])
})

it('counts the wait from the loss of the last unit', () => {
  expect(waitingSince(callView({ needs_unit_since: '2026-03-01T12:03:00Z' }))).toBe('2026-03-01T12:03:00Z')
  expect(waitingSince(callView({ needs_unit: false, needs_unit_since: '2026-03-01T12:03:00Z' }))).toBe('2026-03-01T12:00:00Z')
})

it('leaves what was written down afterwards out of the longest wait, until it waits anew', () => {
  const late = callView({ received_at: '2025-04-14T21:00:00Z' })
  expect(longestWait([late, callView(), callView({ received_at: '2026-03-01T11:55:00Z' })])).toBe('2026-03-01T11:55:00Z')
  expect(longestWait([late])).toBeUndefined()
  expect(longestWait([{ ...late, needs_unit_since: '2026-03-01T12:03:00Z' }])).toBe('2026-03-01T12:03:00Z')
})

it('says what happened by the call, else by a patient, and never at length', () => {
  const patient = (condition: string | null) => ({ condition }) as CallView['patients'][number]
  const patients = [patient(null), patient('burns')]
  expect(complaintOf(callView({ description: 'Chest pain', patients }))).toBe('Chest pain')
  expect(complaintOf(callView({ patients }))).toBe('burns')
  expect(complaintOf(callView())).toBe('')
  expect(complaintOf(callView({ description: 'a'.repeat(4000) }))).toHaveLength(120)
})

it('finds all words in any order and case', () => {
  expect(matches('rizal 12', '12 Rizal Avenue')).toBe(true)
  expect(matches('rizal 13', '12 Rizal Avenue', null)).toBe(false)
  expect(matches('  ', 'anything')).toBe(true)
})

it('knows the number of a call however it is written', () => {
  expect(['CALL-0000002A', 'call-0000002a', ' 0000002a ', 'call 0000002A'].map(callNumberIn)).toEqual(Array(4).fill('CALL-0000002A'))
  expect(['', '2A', 'rizal 12', '0000002G', 'CALL-0000002A1'].map(callNumberIn)).toEqual(Array(5).fill(null))
})
