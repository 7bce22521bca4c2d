import { createContext, useContext } from 'react'
import type { Fix } from '../phone/positions'
import { keptQuery } from '../phone/room'
import { isThere, send, type Ways } from '../phone/send'
import type { Draft, Step } from '../phone/step'
import { Things } from '../phone/things'
import { answered, api } from '../platform/api'
import type { Message } from '../platform/live/socket'
import { queries } from '../platform/queries'
import type { AppointmentView, PlaceView, TripView } from '../platform/wire'

/** What the server said last to this therapist: their visits, and the cars that take them there and back. */
export type RoundsPicture = Things<{ appointments: AppointmentView; trips: TripView }>

export const makePicture = (): RoundsPicture => new Things(['appointments', 'trips'])

export const PictureContext = createContext<RoundsPicture | null>(null)

export function usePicture(): RoundsPicture {
  const picture = useContext(PictureContext)
  if (!picture) throw new Error('usePicture outside of the therapist’s page')
  return picture
}

/** So far ahead a phone looks; what is planned for later it hears of when it begins anew. */
const ahead = 14 * 86_400_000

/** Takes in what `/ws/therapist/` says. */
export const hear =
  (picture: RoundsPicture, now: () => number = Date.now) =>
  ({ type, event, data }: Message): void => {
    const { appointments, trips } = picture.of
    switch (type) {
      case 'initial_data':
        picture.take(data as { appointments: AppointmentView[]; trips: TripView[] })
        break
      case 'gap':
        picture.standing.gap()
        break
      case 'appointment_updated_confirmed': {
        const visit = data as AppointmentView
        if (Date.parse(visit.starts_at) < now() + ahead) appointments.put(visit)
        else appointments.remove(visit.id)
        if (event === 'MATERIAL_NOTED') void queries.invalidateQueries({ queryKey: ['phone', 'materials', visit.id] })
        break
      }
      case 'appointment_removed':
        appointments.remove((data as { id: number }).id)
        break
      case 'pickup_requested':
      case 'driver_assigned_pickup':
      case 'trip_update': {
        const trip = data as TripView
        if (trip.ended_at === null && trip.dropped_off_at === null) trips.put(trip)
        else trips.remove(trip.id)
        break
      }
    }
  }

export const materialsQuery = (appointment: number) =>
  keptQuery(['materials', appointment], async signal => {
    const whole = await answered(api.GET('/api/appointments/{id}', { params: { path: { id: appointment } }, signal }))
    return whole.materials
  })

export const placeSubject = (place: number): string => `place:${place}`

/** Where it is done, in the words of visit verification; nothing where the phone does not know. */
export const whereOf = (fix: Fix | null): Draft['body'] =>
  fix ? { latitude: fix.latitude, longitude: fix.longitude, ...(fix.accuracy === null ? {} : { accuracy: fix.accuracy }) } : {}

export const placeDraft = ({ client_name }: AppointmentView, place: PlaceView, action: string, body: Draft['body'] = {}): Draft => ({
  subject: placeSubject(place.id),
  thing: 'places',
  thingId: place.id,
  action,
  name: client_name,
  method: 'POST',
  body,
  clocked: true,
})

/**
 * What is done to the visit as a whole. A client who is absent ends one's own part of it too: that waits for the steps before it. So does a proof,
 * and the end waits for that.
 */
export const visitDraft = (
  { id, client_name }: AppointmentView,
  place: PlaceView,
  action: 'running_late' | 'no_show' | 'materials' | 'proof',
  body: Draft['body'],
): Draft => ({
  subject: action === 'no_show' || action === 'proof' ? placeSubject(place.id) : `${action}:${id}`,
  thing: 'appointments',
  thingId: id,
  action,
  name: client_name,
  method: 'POST',
  body,
  clocked: action === 'no_show',
})

export const carDraft = ({ id, client_name }: AppointmentView, body: Draft['body']): Draft => ({
  subject: `car:${id}`,
  thing: 'trips',
  thingId: null,
  action: 'request',
  name: client_name,
  method: 'POST',
  body: { appointment_id: id, ...body },
  clocked: false,
})

const whole = async (picture: RoundsPicture, { thingId }: Step): Promise<unknown> => {
  const appointment = picture.of.appointments.all().find(one => one.places.some(place => place.id === thingId))
  if (!appointment) return null
  return (await answered(api.GET('/api/appointments/{id}', { params: { path: { id: appointment.id } } }))).appointment
}

/** How the therapist's steps are sent, and what their answers are to the picture. */
export const roundsWays = (picture: RoundsPicture): Ways => ({
  send: async step => {
    try {
      return await send(step)
    } catch (problem) {
      // Whoever drives them says that they have arrived, often before they do.
      if (step.thing !== 'places' || !isThere(step, problem, 'place')) throw problem
      return whole(picture, step)
    }
  },
  settle: (step, answer) => {
    if (step.thing === 'trips') picture.of.trips.put(answer as TripView)
    else if (step.action === 'materials') void queries.invalidateQueries({ queryKey: ['phone', 'materials', step.thingId] })
    else if (answer) picture.of.appointments.put(answer as AppointmentView)
  },
  refused: () => {},
})
