import { describe, expect, it } from 'vitest'
import { clockAt, dayOf, hour, hoursOf, minute, onDay, shareOf, shareOfPointer, snapped, timeAt, within, without } from './ruler'

const berlin = 'Europe/Berlin'
const at = (iso: string) => Date.parse(iso)

describe('a day by the clock of a site', () => {
  it('is as long as the clocks make it', () => {
    const length = (day: string, zone = berlin) => {
      const { from, to } = dayOf(day, zone)
      return (to - from) / hour
    }
    expect([length('2026-03-28'), length('2026-03-29'), length('2026-10-25')]).toEqual([24, 23, 25])
    // Lord Howe is put back by half an hour.
    expect(length('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5)
    // In Beirut the day itself begins an hour later.
    expect(length('2026-03-29', 'Asia/Beirut')).toBe(23)
    expect(new Date(dayOf('2026-03-29', 'Asia/Beirut').from).toISOString()).toBe('2026-03-28T22:00:00.000Z')
  })

  it('names the hours that the clock shows', () => {
    const clocks = (day: string) => hoursOf(dayOf(day, berlin), berlin).map(({ clock, again }) => (again ? `${clock}+` : clock))
    expect(clocks('2026-03-28')).toHaveLength(24)
    expect(clocks('2026-03-29').slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00'])
    expect(clocks('2026-10-25').slice(0, 5)).toEqual(['00:00', '01:00', '02:00', '02:00+', '03:00'])
    expect(hoursOf(dayOf('2026-01-01', 'Asia/Kathmandu'), 'Asia/Kathmandu')[0]?.at).toBe(at('2025-12-31T18:15:00Z'))
  })
})

describe('from a place on the screen to a time and back', () => {
  const day = dayOf('2026-10-25', berlin)

  it('goes by steps of five minutes', () => {
    expect(shareOf(day.from + 5 * hour, day)).toBe(0.2)
    expect(timeAt(0.2, day)).toBe(day.from + 5 * hour)
    expect(timeAt(0.2004, day)).toBe(day.from + 5 * hour)
    expect(timeAt(0.203, day)).toBe(day.from + 5 * hour + 5 * minute)
    expect(snapped(at('2026-05-01T10:07:29Z'))).toBe(at('2026-05-01T10:05:00Z'))
    expect(snapped(at('2026-05-01T10:07:30Z'))).toBe(at('2026-05-01T10:10:00Z'))
  })

  it('comes back to where it was from every step of a long and a short day', () => {
    for (const one of [day, dayOf('2026-03-29', berlin)])
      for (let time = one.from; time <= one.to; time += 5 * minute) expect(timeAt(shareOf(time, one), one)).toBe(time)
  })

  it('counts from the side where the text begins', () => {
    const box = { left: 100, right: 500, width: 400 }
    expect(shareOfPointer(200, box, false)).toBe(0.25)
    expect(shareOfPointer(200, box, true)).toBe(0.75)
  })
})

describe('what lies in a day', () => {
  const day = dayOf('2026-05-01', 'UTC')
  const span = (from: string, to: string) => ({ from: at(`2026-05-${from}:00Z`), to: at(`2026-05-${to}:00Z`) })

  it('is cut where it lasts over midnight, and says so', () => {
    expect(within(span('01T22:00', '02T06:00'), day)).toEqual({ from: at('2026-05-01T22:00:00Z'), to: day.to, before: false, after: true })
    expect(within(span('01T00:00', '01T06:00'), day)).toMatchObject({ before: false, after: false })
    expect(within({ from: day.from - hour, to: day.from }, day)).toBeNull()
    expect(within({ from: day.to, to: day.to + hour }, day)).toBeNull()
  })

  it('is hatched where nobody works', () => {
    const gaps = without([span('01T13:00', '01T17:00'), span('01T08:00', '01T12:00')], day)
    expect(gaps.map(gap => [clockAt(gap.from, 'UTC'), clockAt(gap.to, 'UTC')])).toEqual([
      ['00:00', '08:00'],
      ['12:00', '13:00'],
      ['17:00', '00:00'],
    ])
    expect(without([], day)).toEqual([day])
    expect(without([{ from: day.from - hour, to: day.to + hour }], day)).toEqual([])
    expect(without([span('01T22:00', '02T06:00')], day)).toHaveLength(1)
    expect(without([span('01T08:00', '01T12:00'), span('01T10:00', '01T11:00')], day)).toHaveLength(2)
  })
})

it('keeps the time of the clock on another day', () => {
  const ten = at('2026-03-28T09:00:00Z')
  expect(clockAt(ten, berlin)).toBe('10:00')
  expect(new Date(onDay(ten, '2026-03-29', berlin)).toISOString()).toBe('2026-03-29T08:00:00.000Z')
})
