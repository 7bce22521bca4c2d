import { describe, expect, it } from 'vitest'
import type { HoursView } from '../platform/wire'
import { clockOf, copied, furtherOn, isOvernight, meaning, type Plan, planOf, requestOf, stretchesOf, weekday } from './hours'

const view = (differing: Partial<HoursView> = {}): HoursView => ({
  weekly: [],
  holidays: [],
  override: null,
  zone: 'Europe/Berlin',
  open_now: false,
  changes_at: null,
  version: 1,
  ...differing,
})
const window = (day: number, from: string, to: string) => ({ day, from, to })
const plan = (differing: Partial<Plan> = {}): Plan => ({ weekly: [], holidays: [], override: null, ...differing })

describe('a week', () => {
  it('shows what reaches over midnight on both days, from Sunday into Monday too', () => {
    const weekly = [window(7, '22:00', '06:00'), window(1, '08:00', '12:00'), window(1, '13:00', '17:30')]
    expect(stretchesOf(weekly, 7)).toEqual([{ from: 1320, to: 1440, begun: 'here' }])
    expect(stretchesOf(weekly, 1)).toEqual([
      { from: 0, to: 360, begun: 'before' },
      { from: 480, to: 720, begun: 'here' },
      { from: 780, to: 1050, begun: 'here' },
    ])
    expect(stretchesOf([window(2, '00:00', '00:00')], 2)).toEqual([{ from: 0, to: 1440, begun: 'here' }])
    expect(stretchesOf([window(2, '20:00', '00:00')], 3)).toEqual([])
    expect(stretchesOf([window(2, '20:00', '')], 2)).toEqual([])
  })

  it('knows a night by its end', () => {
    expect([
      isOvernight(window(1, '22:00', '06:00')),
      isOvernight(window(1, '08:00', '17:00')),
      isOvernight(window(1, '08:00', '08:00')),
    ]).toEqual([true, false, true])
  })

  it('copies a day in place of others', () => {
    const weekly = [window(1, '08:00', '12:00'), window(3, '09:00', '10:00'), window(6, '09:00', '10:00')]
    expect(copied(weekly, 1, [1, 2, 3])).toEqual([
      window(1, '08:00', '12:00'),
      window(6, '09:00', '10:00'),
      window(2, '08:00', '12:00'),
      window(3, '08:00', '12:00'),
    ])
  })

  it('adds a window after the last one of the day', () => {
    expect(furtherOn([], 4)).toEqual(window(4, '08:00', '17:00'))
    expect(furtherOn([window(4, '08:00', '12:00')], 4)).toEqual(window(4, '13:00', '16:00'))
    expect(furtherOn([window(4, '14:00', '21:00')], 4)).toEqual(window(4, '22:00', '23:59'))
    expect(furtherOn([window(4, '20:00', '02:00')], 4)).toEqual(window(4, '', ''))
  })

  it('is called as the reader calls it', () => {
    expect([weekday(1, 'en'), weekday(7, 'en', 'short'), weekday(3, 'de')]).toEqual(['Monday', 'Sun', 'Mittwoch'])
  })
})

describe('a plan', () => {
  it('goes by the clock of the site, both ways', () => {
    const read = planOf(view({ override: { open: true, until: '2026-03-02T17:30:00Z' } }))
    expect(read.override).toEqual({ open: true, until: '2026-03-02T18:30' })
    expect(requestOf(read, 'Europe/Berlin')?.override).toEqual({ open: true, until: '2026-03-02T17:30:00.000Z' })
  })

  it('is written in order, and not before it is whole', () => {
    const whole = plan({
      weekly: [window(2, '08:00', '12:00'), window(1, '13:00', '17:00'), window(1, '08:00', '12:00')],
      holidays: [
        { date: '2026-12-25', name: 'Christmas', from: null, to: null },
        { date: '2026-05-01', name: 'May Day', from: '09:00', to: '12:00' },
      ],
    })
    const request = requestOf(whole, 'Europe/Berlin')
    expect(request?.weekly?.map(({ day, from }) => `${day} ${from}`)).toEqual(['1 08:00', '1 13:00', '2 08:00'])
    expect(request?.holidays?.map(({ date }) => date)).toEqual(['2026-05-01', '2026-12-25'])
    expect(requestOf(plan({ weekly: [window(1, '08:00', '')] }), 'UTC')).toBeNull()
    expect(requestOf(plan({ holidays: [{ date: '2026-12-25', name: 'Christmas', from: '09:00', to: null }] }), 'UTC')).toBeNull()
    expect(requestOf(plan({ holidays: [{ date: '', name: 'Christmas', from: null, to: null }] }), 'UTC')).toBeNull()
    expect(requestOf(plan({ override: { open: true, until: '' } }), 'UTC')).toBeNull()
  })

  it('means one sentence', () => {
    const words = (key: string, options: Record<string, unknown> = {}) => `${key.replace('queue.hours.', '')} ${options.time ?? ''}`.trim()
    const now = Date.parse('2026-03-01T12:00:00Z')
    const weekly = [window(1, '08:00', '17:00')]
    const said = (differing: Partial<HoursView>) => meaning(view({ weekly, ...differing }), 'en-GB', now, words)
    expect(said({ weekly: [] })).toBe('by_hand')
    expect(said({ changes_at: '2026-03-02T07:00:00Z' })).toBe('opens Mon 08:00')
    expect(said({ open_now: true, changes_at: '2026-03-01T16:00:00Z' })).toBe('closes Sun 17:00')
    expect(said({ open_now: true })).toBe('always')
    expect(said({})).toBe('never')
    expect(clockOf('2026-03-23T07:00:00Z', 'Europe/Berlin', 'en-GB', now)).toBe('Mon 23 Mar, 08:00')
  })
})
