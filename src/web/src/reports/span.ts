import { dayAfter, moment, wall } from '../platform/zones'

/** The days of a report, both of them included, by the clock of this browser. */
export interface Days {
  from: string
  to: string
}

export const presets = [1, 7, 30, 90] as const

/** So many days up to and with today. */
export function lastDays(count: number, at: number, zone: string): Days {
  const to = wall(at, zone).slice(0, 10)
  return { from: dayAfter(to, 1 - count), to }
}

const isDay = (value: string | undefined): value is string =>
  value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))

/** What the address says, or the last thirty days. */
export function daysOf(search: { from?: string; to?: string }, at: number, zone: string): Days {
  const usual = lastDays(30, at, zone)
  const days = { from: isDay(search.from) ? search.from : usual.from, to: isDay(search.to) ? search.to : usual.to }
  return days.from > days.to ? { from: days.to, to: days.from } : days
}

/** The moments between which the days lie. */
export const momentsOf = ({ from, to }: Days, zone: string): { from: string; to: string } => ({
  from: moment(`${from}T00:00`, zone) ?? '',
  to: moment(`${dayAfter(to, 1)}T00:00`, zone) ?? '',
})

/** A whole number of per cent of a share from 0 to 1; a dash where nothing was measured. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)

/** Seconds as minutes for an axis, to a tenth; null stays a gap. */
export const minutes = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds / 6) / 10)
