import { expect, it } from 'vitest'
import { appointmentView, placeView } from '../testing/exampleHomeVisits'
import { daysFrom, daysOf } from './days'
import { quantityOf } from './quantity'

const at = (starts_at: string) => ({ appointment: appointmentView({ starts_at }), place: placeView(), next: null })

it('puts visits under the days of this phone', () => {
  const first = new Date(2026, 2, 1, 9).toISOString()
  const second = new Date(2026, 2, 1, 23, 30).toISOString()
  const third = new Date(2026, 2, 2, 0, 15).toISOString()
  const days = daysOf([at(first), at(second), at(third)])
  expect(days.map(({ visits }) => visits.length)).toEqual([2, 1])
  expect(days.map(day => daysFrom(new Date(2026, 2, 1, 12).getTime(), day.at))).toEqual([0, 1])
})

it('counts a day in which the clock is turned as one', () => {
  expect(daysFrom(new Date(2026, 2, 28, 12).getTime(), new Date(2026, 2, 30).setHours(0, 0, 0, 0))).toBe(2)
})

it('takes a quantity with a comma or a point, and nothing that is none', () => {
  expect(['1', '2,5', '0.125', ' 3 '].map(quantityOf)).toEqual([1, 2.5, 0.125, 3])
  expect(['', '0', '-1', '1.2345', 'two', '1e3'].map(quantityOf)).toEqual([null, null, null, null, null, null])
})
