import { moment } from '../platform/zones'

/** The days of a week as RFC 5545 calls them, from Monday on. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY'

/** How a visit comes again, as somebody says it. */
export interface Repeats {
  /** Null: it does not. */
  frequency: Frequency | null
  /** Every so many days, weeks or months. */
  every: number
  /** Of a week; none: that of the first visit. */
  days: readonly Weekday[]
  /** So many visits in all, or until a day. */
  count: number | null
  until: string | null
}

export const once: Repeats = { frequency: null, every: 1, days: [], count: 12, until: null }

/** On which day of the week a time by a clock (`2026-03-02T09:00`) is. */
export const weekdayOf = (at: string): Weekday => weekdays[(new Date(`${at.slice(0, 10)}T00:00Z`).getUTCDay() + 6) % 7] ?? 'MO'

/** What is missing before it can be sent, as a word key under `visit.repeat`; null where nothing is. */
export function lacking({ frequency, every, count, until }: Repeats): 'every' | 'end' | null {
  if (frequency === null) return null
  if (!Number.isInteger(every) || every < 1) return 'every'
  return (count !== null && Number.isInteger(count) && count >= 1) || /^\d{4}-\d\d-\d\d$/.test(until ?? '') ? null : 'end'
}

/** The rule by RFC 5545; it ends with a number of visits, or with the end of a day by the clock of the zone. */
export function ruleOf({ frequency, every, days, count, until }: Repeats, zone: string): string {
  const last = until === null ? null : moment(`${until}T23:59`, zone)
  return [
    `FREQ=${frequency}`,
    ...(every > 1 ? [`INTERVAL=${every}`] : []),
    ...(frequency === 'WEEKLY' && days.length > 0 ? [`BYDAY=${weekdays.filter(day => days.includes(day)).join(',')}`] : []),
    last === null ? `COUNT=${count}` : `UNTIL=${last.slice(0, 19).replace(/[-:]/g, '')}Z`,
  ].join(';')
}

/** A rule as it is said; null where it says more than these words can. */
export function readRule(rule: string): Pick<Repeats, 'frequency' | 'every' | 'days'> | null {
  const parts = new Map(rule.split(';').map(part => part.split('=', 2) as [string, string]))
  const frequency = parts.get('FREQ')
  const plain = [...parts.keys()].every(name => ['FREQ', 'INTERVAL', 'BYDAY', 'COUNT', 'UNTIL', 'WKST'].includes(name))
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean)
  const known = days.filter((day): day is Weekday => (weekdays as readonly string[]).includes(day))
  if (!plain || known.length < days.length || (frequency !== 'DAILY' && frequency !== 'WEEKLY' && frequency !== 'MONTHLY')) return null
  return { frequency, every: Number(parts.get('INTERVAL') ?? 1), days: known }
}

/** From one time by a clock to another: a night is as long as it is meant, also where the clock is changed in the first of them. */
export const minutesBetween = (from: string, to: string): number =>
  (Date.parse(`${to.slice(0, 16)}Z`) - Date.parse(`${from.slice(0, 16)}Z`)) / 60_000

/** A time by a clock, later by as much as another was moved. */
export const movedAs = (at: string, from: string, to: string): string =>
  new Date(Date.parse(`${at}Z`) + Date.parse(`${to}Z`) - Date.parse(`${from}Z`)).toISOString().slice(0, 16)
