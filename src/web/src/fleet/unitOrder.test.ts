import { expect, it } from 'vitest'
import { unitView } from '../testing/exampleUnits'
import { callIdOf, grouped, isStale } from './unitOrder'

it('puts units under their status, numbers in natural order, a hold apart', () => {
  const units = [
    unitView({ id: 1, unit_number: 'M10' }),
    unitView({ id: 2, unit_number: 'M2' }),
    unitView({ id: 3, unit_number: 'M3', status: 'HOLD', hold: { reason: 'meal', until: null } }),
    unitView({ id: 4, unit_number: 'M4', status: 'ON_SCENE' }),
    unitView({ id: 5, unit_number: 'M5', status: 'UNSTAFFED' }),
  ]
  expect(grouped(units).map(({ status, units: members }) => [status, members.map(unit => unit.unit_number)])).toEqual([
    ['AVAILABLE', ['M2', 'M10']],
    ['HOLD', ['M3']],
    ['ON_SCENE', ['M4']],
    ['UNSTAFFED', ['M5']],
  ])
})

it('holds a fix for stale when the server says so, or when none came for a minute', () => {
  const at = '2026-03-01T12:00:00Z'
  const position = { latitude: 0, longitude: 0, speed: null, heading: null, accuracy: null, at, stale: false, position_from: 'fix' }
  const now = Date.parse(at)
  expect(isStale(unitView(), now)).toBe(false)
  expect(isStale(unitView({ position }), now + 60_000)).toBe(false)
  expect(isStale(unitView({ position }), now + 60_001)).toBe(true)
  expect(isStale(unitView({ position: { ...position, stale: true } }), now)).toBe(true)
  expect(isStale(unitView({ position: { ...position, at: null, position_from: 'base' } }), now)).toBe(true)
})

it('knows the call of a unit, but a trip is none', () => {
  const holder = { id: 7, request_id: 12, since: '2026-03-01T12:00:00Z' }
  expect(callIdOf(unitView({ held_by: { kind: 'response', ...holder } }))).toBe(12)
  expect(callIdOf(unitView({ held_by: { kind: 'trip', ...holder } }))).toBeNull()
  expect(callIdOf(unitView())).toBeNull()
})
