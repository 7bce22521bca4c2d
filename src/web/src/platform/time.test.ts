import { expect, it } from 'vitest'
import { learnServerTime, now } from './clock'
import { against, age, asTyped, fromTyped, isoSpan, span, timeOfDay, zone } from './time'

it('tells what is left of a target, and from four fifths on that it is near', () => {
  const target = 480_000
  expect(against(0, target)).toEqual({ reached: 'within', share: 0, rest: target })
  expect(against(383_999, target).reached).toBe('within')
  expect(against(384_000, target)).toEqual({ reached: 'near', share: 0.8, rest: 96_000 })
  // Age and rest add up, though both are shown in whole seconds.
  expect([span(400_400), span(against(400_400, target).rest)]).toEqual(['6:40', '1:20'])
  expect(against(480_000, target)).toEqual({ reached: 'over', share: 1, rest: 0 })
  expect(against(545_000, target).rest).toBe(65_000)
  expect(against(-2_000, target)).toEqual({ reached: 'within', share: 0, rest: 482_000 })
})

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

it('says how old something is as one would say it', () => {
  const minute = 60_000
  expect([-5, 59_999, minute, 59 * minute, 60 * minute, 47 * 60 * minute, 48 * 60 * minute].map(age)).toEqual([
    { word: 'now', count: 0 },
    { word: 'now', count: 0 },
    { word: 'minutes', count: 1 },
    { word: 'minutes', count: 59 },
    { word: 'hours', count: 1 },
    { word: 'hours', count: 47 },
    { word: 'days', count: 2 },
  ])
})

it('names the day only when it is not today', () => {
  const today = new Date(2026, 2, 1, 14, 3, 22).getTime()
  expect(timeOfDay(today, 'en', today)).toBe('14:03:22')
  expect(timeOfDay('2026-03-01T23:30:00Z', 'en', Date.parse('2026-03-02T12:00:00Z'), 'Europe/Berlin')).toBe('00:30:00')
  expect(timeOfDay('2026-03-01T22:30:00Z', 'en', Date.parse('2026-03-02T12:00:00Z'), 'Europe/Berlin')).toContain('Mar')
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
