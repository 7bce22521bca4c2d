import { createContext, useContext } from 'react'
import type { AskedLine } from '../phone/askedLine'
import type { Fix } from '../phone/positions'
import { keptQuery } from '../phone/room'
import { isThere, send, type Ways } from '../phone/send'
import type { Draft, Step } from '../phone/step'
import { Things } from '../phone/things'
import { answered, api } from '../platform/api'
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

/** Each reading is a line in the access log; a visit that is asked for now has hours to be answered, and rings besides. */
export const every = 60_000

/** So far back and ahead: what began yesterday evening, and two weeks. */
const [back, ahead] = [12 * 3_600_000, 14 * 86_400_000]

export const ask =
  (me: number, picture: RoundsPicture, now: () => number = Date.now): ((all: boolean, signal: AbortSignal) => Promise<void>) =>
  async (_, signal) => {
    const [from, to] = [new Date(now() - back).toISOString(), new Date(now() + ahead).toISOString()]
    const [appointments, trips] = await Promise.all([
      answered(api.GET('/api/appointments', { params: { query: { therapist_id: me, from, to, limit: 200 } as never }, signal })),
      answered(api.GET('/api/trips', { params: { query: { open: true, passenger_id: me, limit: 200 } as never }, signal })),
    ])
    picture.take({ appointments: appointments.items, trips: trips.items })
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

/** What is done to the visit as a whole. A client who is absent ends one's own part of it too: that waits for the steps before it. */
export const visitDraft = (
  { id, client_name }: AppointmentView,
  place: PlaceView,
  action: 'running_late' | 'no_show' | 'extend' | 'materials' | 'proof',
  body: Draft['body'],
): Draft => ({
  subject: action === 'no_show' ? placeSubject(place.id) : `${action}:${id}`,
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
export const roundsWays = (picture: RoundsPicture, line: AskedLine): Ways => ({
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
    line.again()
  },
  refused: () => line.again(),
})
