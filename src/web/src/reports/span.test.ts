import { expect, it } from 'vitest'
import { daysOf, lastDays, minutes, momentsOf, percent } from './span'

const at = Date.parse('2026-03-10T23:30:00Z')

it('takes days by the clock of the reader, both included', () => {
  expect(lastDays(7, at, 'UTC')).toEqual({ from: '2026-03-04', to: '2026-03-10' })
  expect(lastDays(1, at, 'Europe/Berlin')).toEqual({ from: '2026-03-11', to: '2026-03-11' })
  expect(momentsOf({ from: '2026-03-28', to: '2026-03-29' }, 'Europe/Berlin')).toEqual({
    from: '2026-03-27T23:00:00.000Z',
    to: '2026-03-29T22:00:00.000Z',
  })
})

it('reads the address and mends what cannot be', () => {
  expect(daysOf({ from: '2026-02-03', to: '2026-02-01' }, at, 'UTC')).toEqual({ from: '2026-02-01', to: '2026-02-03' })
  expect(daysOf({ from: 'yesterday' }, at, 'UTC')).toEqual(lastDays(30, at, 'UTC'))
})

it('says shares and minutes', () => {
  expect([percent(0.945), percent(null), minutes(485), minutes(null)]).toEqual(['95 %', '–', 8.1, null])
})
