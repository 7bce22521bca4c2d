import { expect, it } from 'vitest'
import type { MapCell } from '../platform/wire'
import { placeOf, standingOf } from './squares'

const square: MapCell = {
  latitude: 52.50449,
  longitude: 13.4,
  south: 52.5,
  west: 13.39,
  north: 52.509,
  east: 13.41,
  count: 12,
  p50: 300,
  p90: 480,
  in_target: 0.9,
  of_target: 1,
}

it('stands in target as long as nine of ten calls did', () => {
  expect([1, 1.000001, 1.5, 1.51].map(of_target => standingOf({ ...square, of_target }))).toEqual(['in_target', 'over', 'over', 'far_over'])
})

it('says nothing of a square of which the server says nothing', () => {
  expect(standingOf({ ...square, count: 2, p50: null, p90: null, in_target: null, of_target: null })).toBe('few')
  expect(standingOf({ ...square, in_target: null, of_target: null })).toBe('no_target')
})

it('is named by its centre', () => {
  expect(placeOf(square)).toBe('52.5045, 13.4000')
})
