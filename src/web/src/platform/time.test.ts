import { expect, it } from 'vitest'
import { learnServerTime, now } from './clock'
import { asTyped, fromTyped, isoSpan, span, timeOfDay, zone } from './time'

it('shows spans as a dispatcher reads them', () => {
  const second = 1000
  expect([0, 7, 59, 60, 754, 3600, 11_109].map(seconds => span(seconds * second))).toEqual([
    '0:00',
    '0:07',
    '0:59',
    '1:00',
    '12:34',
    '1:00:00',
    '3:05:09',
  ])
  expect(span(52 * 3600 * second)).toBe('2 d 4 h')
  expect(span(-5000)).toBe('0:00')
  expect(isoSpan(61_500)).toBe('PT61S')
})

it('names the day only when it is not today', () => {
  const today = new Date(2026, 2, 1, 14, 3, 22).getTime()
  expect(timeOfDay(today, 'en', today)).toBe('14:03:22')
  expect(timeOfDay(today, 'en', today + 86_400_000)).toContain('Mar')
})

it('follows the server’s clock past two seconds of difference', () => {
  const received = Date.now()
  learnServerTime(new Date(received + 600_000).toUTCString(), received)
  expect(Math.abs(now() - Date.now() - 600_000)).toBeLessThan(1500)
  learnServerTime(new Date(received + 1000).toUTCString(), received)
  expect(Math.abs(now() - Date.now())).toBeLessThan(100)
  learnServerTime(null)
  learnServerTime('nonsense')
  expect(Math.abs(now() - Date.now())).toBeLessThan(100)
})

it('takes times as a field holds them, in the zone that it says', () => {
  const at = new Date(2026, 2, 1, 14, 3, 22)
  expect(asTyped(at.toISOString())).toBe('2026-03-01T14:03:22')
  expect(fromTyped('2026-03-01T14:03:22')).toBe(at.toISOString())
  expect([asTyped(null), fromTyped(''), fromTyped('2026-03-')]).toEqual(['', null, null])
  expect(zone('en', at.getTime())).toContain(Intl.DateTimeFormat().resolvedOptions().timeZone)
})
