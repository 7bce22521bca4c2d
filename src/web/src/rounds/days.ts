import type { Visit } from './work'

export interface Day {
  /** Of whose date it is, in milliseconds. */
  at: number
  visits: readonly Visit[]
}

/** Visits that are in their order, by the days of this phone. */
export function daysOf(visits: readonly Visit[]): readonly Day[] {
  const days: { at: number; visits: Visit[] }[] = []
  for (const visit of visits) {
    const at = new Date(visit.appointment.starts_at).setHours(0, 0, 0, 0)
    const last = days.at(-1)
    if (last?.at === at) last.visits.push(visit)
    else days.push({ at, visits: [visit] })
  }
  return days
}

/** How many midnights lie between: 0 for today, 1 for tomorrow. */
export const daysFrom = (now: number, at: number): number => Math.round((at - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000)
