import { dayAfter, moment, wall } from '../../platform/zones'

/** A stretch of time in milliseconds, its end not in it. */
export interface Span {
  from: number
  to: number
}

export const minute = 60_000
export const hour = 60 * minute
/** Visits begin and end at times that one would say. */
export const step = 5 * minute

const at = (typed: string, zone: string): number => Date.parse(moment(typed, zone) ?? '')

/** A day by the clock of a site, from its first moment to the next day's: 23, 24 or 25 hours, as the clocks are. */
export const dayOf = (day: string, zone: string): Span => ({ from: at(`${day}T00:00`, zone), to: at(`${dayAfter(day, 1)}T00:00`, zone) })

export interface Hour {
  at: number
  /** `02:00`. */
  clock: string
  /** The clock has shown it before: it was put back. */
  again: boolean
}

/** Every full hour that the clock shows on a day. One that is left out in spring is not there, one that comes twice in autumn is there twice. */
export function hoursOf(day: Span, zone: string): Hour[] {
  const hours: Hour[] = []
  // Zones are set back and forth by quarters of an hour and more.
  for (let time = day.from; time < day.to; time += hour / 4) {
    const clock = wall(time, zone).slice(11)
    if (!clock.endsWith(':00')) continue
    hours.push({ at: time, clock, again: hours.some(before => before.clock === clock) })
  }
  return hours
}

/** How far along the day a moment lies: 0 at its beginning, 1 at its end; outside of it below and above. */
export const shareOf = (time: number, day: Span): number => (time - day.from) / (day.to - day.from)

/** The moment that lies so far along, to the next five minutes of the clock. */
export const timeAt = (share: number, day: Span): number => snapped(day.from + share * (day.to - day.from))

/** All zones differ by whole fives of minutes, so that what is even in one is even in each. */
export const snapped = (time: number): number => Math.round(time / step) * step

/** Where along a box a pointer is, from the side where its text begins. */
export function shareOfPointer(x: number, box: Pick<DOMRect, 'left' | 'right' | 'width'>, fromRight: boolean): number {
  return (fromRight ? box.right - x : x - box.left) / box.width
}

/** The part of a stretch that lies in a day; null when none does. */
export function within(span: Span, day: Span): (Span & { before: boolean; after: boolean }) | null {
  if (span.to <= day.from || span.from >= day.to) return null
  return { from: Math.max(span.from, day.from), to: Math.min(span.to, day.to), before: span.from < day.from, after: span.to > day.to }
}

/** What of a day lies in none of some stretches: when somebody does not work. */
export function without(spans: readonly Span[], day: Span): Span[] {
  const gaps: Span[] = []
  let free = day.from
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    if (span.from > free) gaps.push({ from: free, to: Math.min(span.from, day.to) })
    free = Math.max(free, span.to)
    if (free >= day.to) return gaps
  }
  return [...gaps, { from: free, to: day.to }]
}

/** The same time by the clock of the site on another day. */
export const onDay = (time: number, day: string, zone: string): number => at(`${day}${wall(time, zone).slice(10)}`, zone)

/** `09:05` by the clock of the site. */
export const clockAt = (time: number, zone: string): string => wall(time, zone).slice(11)

export const spanOf = (one: { starts_at: string; ends_at: string }): Span => ({
  from: Date.parse(one.starts_at),
  to: Date.parse(one.ends_at),
})
