import type { ShiftView } from '../platform/wire'
import { wall } from '../platform/zones'

/** The part of a shift that lies on a day, as `07:00`: what lies on another day is null; nothing when it touches the day not. */
export function onDay(shift: Pick<ShiftView, 'from' | 'to'>, day: string, zone: string): { from: string | null; to: string | null } | null {
  const from = wall(shift.from, zone)
  const to = shift.to === null ? null : wall(shift.to, zone)
  const [began, ended] = [from.slice(0, 10), to?.slice(0, 10)]
  if (began > day || (ended !== undefined && (ended < day || (ended === day && to?.endsWith('T00:00') && began < day)))) return null
  return { from: began === day ? from.slice(11) : null, to: ended === day ? (to?.slice(11) ?? null) : null }
}

export interface RosterLine {
  userId: number
  name: string
  shifts: ShiftView[]
}

/** The shifts of each person, the people by name. */
export function rosterOf(shifts: readonly ShiftView[], nameOf: (userId: number) => string): RosterLine[] {
  const lines = new Map<number, RosterLine>()
  for (const shift of shifts.toSorted((a, b) => a.from.localeCompare(b.from))) {
    const line = lines.get(shift.user_id)
    if (line) line.shifts.push(shift)
    else lines.set(shift.user_id, { userId: shift.user_id, name: nameOf(shift.user_id), shifts: [shift] })
  }
  return [...lines.values()].toSorted((a, b) => a.name.localeCompare(b.name) || a.userId - b.userId)
}
