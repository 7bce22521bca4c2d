import type { AppointmentView } from '../../platform/wire'
import { dayAfter } from '../../platform/zones'
import type { Block, Lane } from './lanes'
import { clockAt, hour, onDay, type Span, snapped, step } from './ruler'

/** A visit that is lifted from its place and was not put down yet: by the pointer or by the keys, in the day or in the week. */
export interface Carried {
  block: Block
  /** Whose lane it is over. */
  therapist: number | null
  from: number
  /** What carries it: under a pointer it is put down where that lets go. */
  by: 'pointer' | 'keys'
}

export const lift = (block: Block, by: Carried['by']): Carried => ({ block, therapist: therapistOf(block), from: block.from, by })

export const therapistOf = (block: Block): number | null => (block.place.state === 'OPEN' ? null : block.place.therapist_id)

export const spanOfCarried = ({ block, from }: Carried): Span => ({ from, to: from + block.to - block.from })

/** Whether it lies where it was. */
export const isHome = ({ block, therapist, from }: Carried): boolean => from === block.from && therapist === therapistOf(block)

/**
 * What may be moved, by the server's word: the time of one that can be rescheduled, to somebody else what can be reassigned. Where one of the
 * two is not offered the visit stays in its lane, or at its time.
 */
export const maySlide = (visit: Pick<AppointmentView, 'actions'>): boolean => visit.actions.includes('reschedule')
export const mayPass = (visit: Pick<AppointmentView, 'actions'>): boolean => visit.actions.includes('reassign')
export const mayMove = (visit: Pick<AppointmentView, 'actions'>): boolean => maySlide(visit) || mayPass(visit)

/** Where it is when it is held there: only as far as it may be moved. Nothing is taken from somebody to be nobody's. */
export function carriedTo(carried: Carried, therapist: number | null, from: number): Carried {
  const { visit } = carried.block
  const at = maySlide(visit) ? from : carried.block.from
  const lane = mayPass(visit) && therapist !== null ? therapist : therapist === therapistOf(carried.block) ? therapist : carried.therapist
  return at === carried.from && lane === carried.therapist ? carried : { ...carried, therapist: lane, from: at }
}

export type Direction = 'earlier' | 'later' | 'up' | 'down'

/** One press of an arrow in the day's lanes: five minutes, or an hour with Shift; one lane up or down. */
export function pressedInDay(carried: Carried, direction: Direction, far: boolean, lanes: readonly Lane[], day: Span): Carried {
  if (direction === 'up' || direction === 'down') return passed(carried, direction, lanes)
  const by = (far ? hour : step) * (direction === 'earlier' ? -1 : 1)
  const to = snapped(carried.from) === carried.from ? carried.from + by : snapped(carried.from + by)
  // It stays in sight: what is put on another day is put there in the week.
  return carriedTo(carried, carried.therapist, Math.min(Math.max(to, day.from), day.to - step))
}

/** The same in the week: one day, at the same time of the clock. */
export function pressedInWeek(
  carried: Carried,
  direction: Direction,
  lanes: readonly Lane[],
  days: readonly string[],
  zone: string,
): Carried {
  if (direction === 'up' || direction === 'down') return passed(carried, direction, lanes)
  const day = dayOfTime(carried.from, zone, days)
  const to = dayAfter(day, direction === 'earlier' ? -1 : 1)
  return days.includes(to) ? carriedTo(carried, carried.therapist, onDay(carried.block.from, to, zone)) : carried
}

function dayOfTime(time: number, zone: string, days: readonly string[]): string {
  return days.findLast(day => onDay(time, day, zone) <= time) ?? days[0] ?? ''
}

function passed(carried: Carried, direction: 'up' | 'down', lanes: readonly Lane[]): Carried {
  const at = lanes.findIndex(lane => lane.therapist === carried.therapist)
  const next = lanes[at + (direction === 'up' ? -1 : 1)]
  return next ? carriedTo(carried, next.therapist, carried.from) : carried
}

/** The direction of an arrow: where the text runs from the right, the day does too. */
export function directionOf(key: string, fromRight: boolean): Direction | null {
  switch (key) {
    case 'ArrowUp':
      return 'up'
    case 'ArrowDown':
      return 'down'
    case 'ArrowLeft':
      return fromRight ? 'later' : 'earlier'
    case 'ArrowRight':
      return fromRight ? 'earlier' : 'later'
    default:
      return null
  }
}

/** Another time, another therapist, or both: what the server is asked for. */
export type Step =
  | { do: 'reschedule'; starts_at: string; therapist_ids?: number[] }
  | { do: 'reassign'; place_id: number; therapist_id: number }

/** What is asked for when a visit is put down: one thing, whatever was moved of it. Null: nothing was. */
export function stepOf({ block, therapist, from }: Carried): Step | null {
  const other = therapist === null || therapist === therapistOf(block) ? null : therapist
  if (from === block.from) return other === null ? null : { do: 'reassign', place_id: block.id, therapist_id: other }
  const starts_at = new Date(from).toISOString()
  if (other === null) return { do: 'reschedule', starts_at }
  const others = block.visit.places.flatMap(place => (place.id !== block.id && comes(place) ? [place.therapist_id] : []))
  return { do: 'reschedule', starts_at, therapist_ids: [...others.filter(id => id !== null), other] }
}

const comes = ({ state }: Block['place']): boolean => state !== 'OPEN' && state !== 'RELEASED'

/** `10:05` and whose it would be, for whoever hears it. */
export const heard = (carried: Carried, zone: string): { from: string; to: string } => {
  const { from, to } = spanOfCarried(carried)
  return { from: clockAt(from, zone), to: clockAt(to, zone) }
}
