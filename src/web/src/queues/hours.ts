import type { DayHours, Holiday, HoursRequest, HoursView } from '../platform/wire'
import { moment, wall } from '../platform/zones'

/** What a person writes of a queue's hours; times of the override by the clock of the site, as a field holds them. */
export interface Plan {
  weekly: readonly DayHours[]
  holidays: readonly Holiday[]
  override: { open: boolean; until: string } | null
}

export const days = [1, 2, 3, 4, 5, 6, 7] as const

export const planOf = (view: HoursView): Plan => ({
  weekly: view.weekly,
  holidays: view.holidays,
  override: view.override ? { open: view.override.open === true, until: wall(view.override.until ?? '', view.zone) } : null,
})

/** The wire's request; null while something is only half said. */
export function requestOf(plan: Plan, zone: string): HoursRequest | null {
  const until = plan.override && moment(plan.override.until, zone)
  const whole =
    plan.weekly.every(isWhole) &&
    plan.holidays.every(({ date, name, from, to }) => date !== '' && name.trim() !== '' && Boolean(from) === Boolean(to)) &&
    (plan.override === null || until !== null)
  if (!whole) return null
  return {
    weekly: plan.weekly.toSorted(byTime),
    holidays: plan.holidays.toSorted((a, b) => a.date.localeCompare(b.date) || (a.from ?? '').localeCompare(b.from ?? '')),
    override: plan.override && until ? { open: plan.override.open, until } : null,
  }
}

export const isWhole = ({ from, to }: Pick<DayHours, 'from' | 'to'>): boolean => from !== '' && to !== ''

const byTime = (a: DayHours, b: DayHours): number => a.day - b.day || a.from.localeCompare(b.from) || a.to.localeCompare(b.to)

/** An end at or before its beginning is on the next day. */
export const isOvernight = ({ from, to }: Pick<DayHours, 'from' | 'to'>): boolean => isWhole({ from, to }) && to <= from

export const dayAfterDay = (day: number): number => (day % 7) + 1

/** A part of one day's 24 hours, in minutes; what began the day before is told apart. */
export interface Stretch {
  from: number
  to: number
  begun: 'here' | 'before'
}

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

/** When it is open on one day of the week, with what reaches into it from the night before. */
export function stretchesOf(weekly: readonly DayHours[], day: number): Stretch[] {
  const whole = weekly.filter(isWhole)
  const own = whole
    .filter(window => window.day === day)
    .map((window): Stretch => ({ from: minutes(window.from), to: isOvernight(window) ? 1440 : minutes(window.to), begun: 'here' }))
  const before = whole
    .filter(window => dayAfterDay(window.day) === day && isOvernight(window) && minutes(window.to) > 0)
    .map((window): Stretch => ({ from: 0, to: minutes(window.to), begun: 'before' }))
  return [...before, ...own].toSorted((a, b) => a.from - b.from)
}

/** The windows of one day on other days as well, in place of theirs. */
export const copied = (weekly: readonly DayHours[], from: number, to: readonly number[]): DayHours[] => {
  const own = weekly.filter(window => window.day === from)
  const others = to.filter(day => day !== from)
  return [...weekly.filter(window => !others.includes(window.day)), ...others.flatMap(day => own.map(window => ({ ...window, day })))]
}

/** A further window after the last one of a day, or the usual one. */
export function furtherOn(weekly: readonly DayHours[], day: number): DayHours {
  const last = weekly
    .filter(window => window.day === day && isWhole(window))
    .toSorted(byTime)
    .at(-1)
  if (!last || isOvernight(last) || last.to >= '22:00') return { day, from: last ? '' : '08:00', to: last ? '' : '17:00' }
  const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  return { day, from: clock(minutes(last.to) + 60), to: clock(Math.min(minutes(last.to) + 240, 1439)) }
}

/** `Mon` or `Monday` in the reader's language, by the number that ISO 8601 gives it. */
export const weekday = (day: number, language: string, width: 'short' | 'long' = 'long'): string =>
  new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day))

/** `Mon 08:00` by the clock of the site; with the day of the month where that is a week ahead or more. */
export function clockOf(at: string, zone: string, language: string, now: number): string {
  const far = Date.parse(at) - now > 6 * 86_400_000
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    weekday: 'short',
    ...(far ? { day: 'numeric', month: 'short' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at))
}

type Words = (key: string, options?: Record<string, unknown>) => string

/** What a plan means now, in one sentence. */
export function meaning(
  view: Pick<HoursView, 'weekly' | 'override' | 'open_now' | 'changes_at' | 'zone'>,
  language: string,
  now: number,
  t: Words,
): string {
  if (view.weekly.length === 0 && !view.override) return t('queue.hours.by_hand')
  if (view.changes_at === null) return t(view.open_now ? 'queue.hours.always' : 'queue.hours.never')
  const time = clockOf(view.changes_at, view.zone, language, now)
  return t(view.open_now ? 'queue.hours.closes' : 'queue.hours.opens', { time })
}
