import { describe, expect, it } from 'vitest'
import { lacking, movedAs, once, type Repeats, readRule, ruleOf, weekdayOf } from './repeats'

const weekly: Repeats = { ...once, frequency: 'WEEKLY' }

describe('how a visit comes again', () => {
  it('is a rule that ends with a number of visits', () => {
    expect(ruleOf({ ...weekly, days: ['TH', 'MO'] }, 'Europe/Berlin')).toBe('FREQ=WEEKLY;BYDAY=MO,TH;COUNT=12')
    expect(ruleOf({ ...weekly, frequency: 'DAILY', every: 2, days: ['MO'], count: 5 }, 'Europe/Berlin')).toBe(
      'FREQ=DAILY;INTERVAL=2;COUNT=5',
    )
    expect(ruleOf({ ...weekly, frequency: 'MONTHLY', count: 3 }, 'Europe/Berlin')).toBe('FREQ=MONTHLY;COUNT=3')
  })

  it('or with the end of a day where the visits are, on both sides of a change of the clocks', () => {
    expect(ruleOf({ ...weekly, until: '2026-03-28' }, 'Europe/Berlin')).toBe('FREQ=WEEKLY;UNTIL=20260328T225900Z')
    expect(ruleOf({ ...weekly, until: '2026-03-29' }, 'Europe/Berlin')).toBe('FREQ=WEEKLY;UNTIL=20260329T215900Z')
  })

  it('is not sent without an end', () => {
    expect(lacking(once)).toBeNull()
    expect(lacking({ ...weekly, count: null })).toBe('end')
    expect(lacking({ ...weekly, count: null, until: '2026-05' })).toBe('end')
    expect(lacking({ ...weekly, every: 0 })).toBe('every')
    expect(lacking(weekly)).toBeNull()
  })

  it('is read where these words can say it', () => {
    expect(readRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20260329T215900Z')).toEqual({
      frequency: 'WEEKLY',
      every: 2,
      days: ['MO', 'FR'],
    })
    expect(readRule('FREQ=MONTHLY;BYDAY=1MO;COUNT=3')).toBeNull()
    expect(readRule('FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3')).toBeNull()
    expect(readRule('FREQ=YEARLY;COUNT=3')).toBeNull()
  })

  it('knows the day of a time, and moves times by the clock', () => {
    expect([weekdayOf('2026-03-02T09:00'), weekdayOf('2026-03-08T00:00')]).toEqual(['MO', 'SU'])
    expect(movedAs('2026-03-02T09:00', '2026-03-16T09:00', '2026-03-17T10:30')).toBe('2026-03-03T10:30')
  })
})
