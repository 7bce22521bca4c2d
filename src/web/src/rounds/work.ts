import { believed, nextStep, predict } from '../phone/predict'
import { useLifecycle, useRoom, useSteps } from '../phone/room'
import type { Step } from '../phone/step'
import { useThings } from '../platform/live/useLive'
import type { AppointmentView, LifecycleView, PlaceView } from '../platform/wire'
import { placeSubject, usePicture } from './rounds'

/** A visit and one's own part of it, as they will be when what waits was sent. */
export interface Visit {
  appointment: AppointmentView
  place: PlaceView
  next: string | null
}

/** Steps that are taken when there is a reason to: none of them is the next. */
export const aside: ReadonlySet<string> = new Set(['reject', 'release', 'i_am_fine'])

/** Somebody is on the way to the client, or there. */
export const underWay: ReadonlySet<string> = new Set(['EN_ROUTE', 'ARRIVED', 'IN_PROGRESS'])

/** Where it was begun stands in the step that waits, and is not asked for again at the end; nor is whether all is well. */
function beside(_: PlaceView, { action, body, madeAt }: Step): Partial<PlaceView> {
  const { latitude, longitude, minutes } = body
  if (action === 'i_am_fine' && typeof minutes === 'number')
    return { fine_until: new Date(Date.parse(madeAt) + minutes * 60_000).toISOString() }
  return action === 'start' && typeof latitude === 'number' && typeof longitude === 'number'
    ? { started_latitude: latitude, started_longitude: longitude }
    : {}
}

/** These visits as far as they are mine and not over, in their order. */
export function visitsOf(
  me: { id: number; permissions: Readonly<Record<string, unknown>> },
  appointments: readonly AppointmentView[],
  steps: readonly Step[],
  lifecycle: LifecycleView | undefined,
): readonly Visit[] {
  const absent = new Set(steps.filter(step => step.action === 'no_show' && !step.refused).map(step => step.thingId))
  return appointments
    .flatMap(appointment => {
      const own = appointment.places.find(place => place.therapist_id === me.id && place.state !== 'OPEN' && place.state !== 'RELEASED')
      if (!own || absent.has(appointment.id) || over.has(appointment.state)) return []
      const place = predict(own, 'places', believed(steps, placeSubject(own.id)), lifecycle, me.permissions, beside)
      return place.state === 'OPEN' ? [] : [{ appointment, place, next: nextStep(place, lifecycle, aside) }]
    })
    .toSorted((a, b) => Date.parse(a.appointment.starts_at) - Date.parse(b.appointment.starts_at))
}

const over: ReadonlySet<string> = new Set(['CANCELLED', 'NO_SHOW'])

export function useVisits(): readonly Visit[] {
  const { me } = useRoom()
  const appointments = useThings(usePicture().of.appointments)
  return visitsOf(me, appointments, useSteps(), useLifecycle('place'))
}

/** From then on they are asked whether all is well: when it should have ended, or so long later as they said. */
export const asksFrom = ({ ends_at }: AppointmentView, { fine_until }: PlaceView): number =>
  Math.max(Date.parse(ends_at), fine_until === null ? 0 : Date.parse(fine_until))

/** Something of what is done there asks for the client's code or signature, and nobody has given it, nor does one wait to be sent. */
export const unproved = ({ id, services }: AppointmentView, { proved }: PlaceView, steps: readonly Step[]): boolean =>
  proved === null &&
  services.some(service => service.proof_required) &&
  !steps.some(step => step.action === 'proof' && step.thingId === id && !step.refused)

/** What would be missing of the record of a visit if it ended here and now. */
export const missing = (
  place: PlaceView,
  known: boolean,
  proof: boolean,
): readonly ('started_at' | 'started_place' | 'ended_place' | 'proof')[] => [
  ...(place.started_at === null ? (['started_at'] as const) : []),
  ...(place.started_latitude === null ? (['started_place'] as const) : []),
  ...(known ? [] : (['ended_place'] as const)),
  ...(proof ? (['proof'] as const) : []),
]
