import { expect, it } from 'vitest'
import type { ShiftView } from '../platform/wire'
import { onDay, rosterOf } from './week'

const zone = 'Europe/Berlin'
const shift = (from: string, to: string | null, user_id = 1, id = 1) => ({ id, user_id, from, to }) as ShiftView

it('shows a night shift on both of its days', () => {
  const night = shift('2026-03-10T18:00:00Z', '2026-03-11T06:00:00Z')
  expect(onDay(night, '2026-03-10', zone)).toEqual({ from: '19:00', to: null })
  expect(onDay(night, '2026-03-11', zone)).toEqual({ from: null, to: '07:00' })
  expect(onDay(night, '2026-03-12', zone)).toBeNull()
})

it('knows duty without an end, and one that ends at midnight', () => {
  expect(onDay(shift('2026-03-01T00:00:00Z', null), '2026-03-10', zone)).toEqual({ from: null, to: null })
  const late = shift('2026-03-10T11:00:00Z', '2026-03-10T23:00:00Z')
  expect(onDay(late, '2026-03-10', zone)).toEqual({ from: '12:00', to: null })
  expect(onDay(late, '2026-03-11', zone)).toBeNull()
})

it('puts the people in order of their names', () => {
  const names = ['', 'Zoe', 'Ben']
  const roster = rosterOf(
    [shift('2026-03-10T06:00:00Z', null, 1), shift('2026-03-09T06:00:00Z', null, 2, 2), shift('2026-03-08T06:00:00Z', null, 1, 3)],
    id => names[id] ?? '',
  )
  expect(roster.map(line => [line.name, line.shifts.map(one => one.id)])).toEqual([
    ['Ben', [2]],
    ['Zoe', [3, 1]],
  ])
})
