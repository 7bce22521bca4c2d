import { expect, it } from 'vitest'
import { fixOf, metresBetween, navigationTo } from './positions'

it('measures along the great circle', () => {
  expect(metresBetween({ latitude: 52.52, longitude: 13.4 }, { latitude: 52.52, longitude: 13.4 })).toBe(0)
  expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).toBeCloseTo(111_195, -1)
})

it('asks each platform for the way in its own words', () => {
  const place = { latitude: -36.87, longitude: 174.75, address: '27 Market Street' }
  expect(navigationTo(place, 'Mozilla/5.0 (Linux; Android 15)')).toBe('geo:-36.87,174.75?q=-36.87,174.75')
  expect(navigationTo(place, 'Mozilla/5.0 (iPhone)')).toBe('https://maps.apple.com/?daddr=-36.87,174.75')
  expect(navigationTo(place, 'Mozilla/5.0 (X11; Linux)')).toContain('destination=-36.87,174.75')
  expect(navigationTo({ ...place, latitude: null }, 'Android')).toBe('geo:0,0?q=27%20Market%20Street')
  expect(navigationTo({ latitude: null, longitude: null, address: null }, 'Android')).toBeNull()
})

it('leaves out what a device does not know', () => {
  const coords = { latitude: 1, longitude: 2, speed: null, heading: Number.NaN, accuracy: 8, altitude: null, altitudeAccuracy: null }
  const position = { coords, timestamp: Date.parse('2026-03-01T12:00:00Z') } as unknown as GeolocationPosition
  expect(fixOf(position)).toEqual({ latitude: 1, longitude: 2, speed: null, heading: null, accuracy: 8, at: '2026-03-01T12:00:00.000Z' })
})
