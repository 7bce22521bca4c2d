import type { AppointmentView, FitFinding } from '../../platform/wire'
import { type Block, type Lane, night, travel } from './lanes'
import type { Span } from './ruler'

/** What speaks against a visit's being somewhere, in the server's words for it and two of our own. */
export interface Against {
  kind: FitFinding['kind'] | 'client_booked' | 'past'
  appointment_id?: number | null | undefined
  seconds_needed?: number | null | undefined
  seconds_there?: number | null | undefined
  skills?: readonly string[] | null | undefined
  /** As the server says it. */
  stands?: boolean | undefined
}

/** What nobody passes over, whatever reason they give: until the server has said so itself. */
const standing: ReadonlySet<Against['kind']> = new Set(['booked', 'not_a_therapist', 'past'] satisfies Against['kind'][])

export const stands = (against: readonly Against[]): boolean => against.some(one => one.stands ?? standing.has(one.kind))

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/**
 * What the page itself knows against a visit's being at a time with somebody. Skills, who refused it and where somebody lives are the
 * server's to know: it is asked as soon as the pointer rests, and decides when the visit is dropped.
 * @param others All that is in sight, of every lane.
 */
export function conflictsOf(
  visit: Pick<AppointmentView, 'id' | 'client_id' | 'starts_at' | 'latitude' | 'longitude' | 'overlap_reason'>,
  at: Span,
  lane: Lane,
  others: readonly Block[],
  now: number,
): Against[] {
  const found: Against[] = []
  // Another may still be asked for what stands where it was.
  if (at.from < now && at.from !== Date.parse(visit.starts_at)) found.push({ kind: 'past' })
  const meets = (one: Span) => one.from < at.to && at.from < one.to
  const client = others.find(
    one =>
      one.visit.id !== visit.id &&
      one.visit.client_id === visit.client_id &&
      one.visit.overlap_reason === null &&
      one.place.state !== 'COMPLETED' &&
      meets(one),
  )
  if (client && visit.overlap_reason === null) found.push({ kind: 'client_booked', appointment_id: client.visit.id })
  if (lane.therapist === null) return found
  const own = lane.blocks.filter(one => one.visit.id !== visit.id)
  for (const one of own) if (one.place.state !== 'COMPLETED' && meets(one)) found.push({ kind: 'booked', appointment_id: one.visit.id })
  if (lane.works !== null && !lane.works.some(works => works.from <= at.from && works.to >= at.to)) found.push({ kind: 'not_at_work' })
  if (lane.away) found.push({ kind: 'away' })
  const before = own.findLast(one => one.to <= at.from && at.from - one.to < night)
  if (before && travel(before.visit, visit) > at.from - before.to) {
    const [needed, there] = [seconds(travel(before.visit, visit)), seconds(at.from - before.to)]
    found.push({ kind: 'travel_before', appointment_id: before.visit.id, seconds_needed: needed, seconds_there: there })
  }
  const after = own.find(one => one.from >= at.to && one.from - at.to < night)
  if (after && travel(visit, after.visit) > after.from - at.to) {
    const [needed, there] = [seconds(travel(visit, after.visit)), seconds(after.from - at.to)]
    found.push({ kind: 'travel_after', appointment_id: after.visit.id, seconds_needed: needed, seconds_there: there })
  }
  return found
}

/** What the page knows and the server does not say of a person (the client, the past), with what the server says in place of the rest. */
export const answeredBy = (page: readonly Against[], server: readonly FitFinding[]): Against[] => [
  ...page.filter(one => one.kind === 'client_booked' || one.kind === 'past'),
  ...server,
]
