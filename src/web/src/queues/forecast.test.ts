import { expect, it } from 'vitest'
import type { WaitForecast } from '../platform/wire'
import { forecastText, minutesOf } from './forecast'

const words = (key: string, options: Record<string, unknown> = {}) =>
  [key.replace('queue.forecast.', ''), ...Object.values(options)].join(' ')
const forecast = (differing: Partial<WaitForecast> = {}): WaitForecast => ({
  from_seconds: 0,
  to_seconds: 0,
  basis: 'learned',
  made_at: '2026-03-01T12:00:00Z',
  very_long: false,
  ...differing,
})

it('is said in steps that grow, and never narrower than it is known', () => {
  const said = (from: number, to: number) => Object.values(minutesOf({ from_seconds: from * 60, to_seconds: to * 60 }))
  expect([said(0, 0), said(0, 3), said(12, 21), said(20, 30), said(34, 61), said(118, 190)]).toEqual([
    [0, 5],
    [0, 5],
    [10, 25],
    [20, 30],
    [30, 70],
    [90, 210],
  ])
})

it('says what it is made of, and nothing where nothing is known', () => {
  expect(forecastText(null, words)).toBeNull()
  expect(forecastText(undefined, words)).toBeNull()
  expect(forecastText(forecast({ from_seconds: 700, to_seconds: 1200 }), words)).toBe('range 10 20')
  expect(forecastText(forecast({ from_seconds: 700, to_seconds: 1200, basis: 'fallback' }), words)).toBe('estimate range 10 20')
  expect(forecastText(forecast({ to_seconds: 200 }), words)).toBe('up_to 5')
  expect(forecastText(forecast({ from_seconds: 118 * 60, to_seconds: 190 * 60 }), words)).toBe('hours 1.5 3.5')
  expect(forecastText(forecast({ very_long: true }), words)).toBe('very_long')
})
