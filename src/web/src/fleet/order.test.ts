import { expect, it } from 'vitest'
import { unitView } from './examples'
import { grouped, groupOf, isStale } from './order'

it('puts units under their status, numbers in natural order, a hold apart', () => {
  const units = [
    unitView({ id: 1, unit_number: 'M10' }),
    unitView({ id: 2, unit_number: 'M2' }),
    unitView({ id: 3, unit_number: 'M3', hold: { reason: 'meal', until: null } }),
    unitView({ id: 4, unit_number: 'M4', status: 'ON_SCENE' }),
    unitView({ id: 5, unit_number: 'M5', status: 'UNSTAFFED' }),
  ]
  expect(grouped(units).map(({ group, units: members }) => [group, members.map(unit => unit.unit_number)])).toEqual([
    ['AVAILABLE', ['M2', 'M10']],
    ['HOLD', ['M3']],
    ['ON_SCENE', ['M4']],
    ['UNSTAFFED', ['M5']],
  ])
  expect(groupOf(unitView({ status: 'ON_SCENE', hold: { reason: 'meal', until: null } }))).toBe('ON_SCENE')
})

it('holds a fix for stale when the server says so, or when none came for a minute', () => {
  const at = '2026-03-01T12:00:00Z'
  const position = { latitude: 0, longitude: 0, speed: null, heading: null, accuracy: null, at, stale: false }
  const now = Date.parse(at)
  expect(isStale(unitView(), now)).toBe(false)
  expect(isStale(unitView({ position }), now + 60_000)).toBe(false)
  expect(isStale(unitView({ position }), now + 60_001)).toBe(true)
  expect(isStale(unitView({ position: { ...position, stale: true } }), now)).toBe(true)
})
