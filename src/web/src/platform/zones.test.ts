import { expect, it } from 'vitest'
import { dayAfter, moment, mondayOf, wall } from './zones'

it('goes from the wall clock of a place to the moment and back', () => {
  expect(moment('2026-07-01T08:00', 'Europe/Berlin')).toBe('2026-07-01T06:00:00.000Z')
  expect(moment('2026-01-01T08:00', 'America/New_York')).toBe('2026-01-01T13:00:00.000Z')
  expect(moment('2026-01-01T08:00', 'Asia/Kathmandu')).toBe('2026-01-01T02:15:00.000Z')
  expect(wall('2026-07-01T06:00:30Z', 'Europe/Berlin')).toBe('2026-07-01T08:00')
  expect(moment('2026-07-01', 'UTC')).toBeNull()
})

it('knows the hour that is left out and the one that comes twice', () => {
  expect(moment('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
  expect(moment('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  expect(moment('2026-03-29T04:00', 'Europe/Berlin')).toBe('2026-03-29T02:00:00.000Z')
})

it('counts days without a zone', () => {
  expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01')
  expect(mondayOf('2026-03-15')).toBe('2026-03-09')
  expect(mondayOf('2026-03-09')).toBe('2026-03-09')
})
