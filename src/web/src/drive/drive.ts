import { createContext, useContext } from 'react'
import type { AskedLine } from '../phone/askedLine'
import { keptQuery } from '../phone/room'
import { isThere, send, type Ways } from '../phone/send'
import type { Draft, Step } from '../phone/step'
import { Things } from '../phone/things'
import { answered, api } from '../platform/api'
import type { DriverView, OfferView, RunView, TripView } from '../platform/wire'

/** What the server said last to this driver: what they are asked, what they drive, and who rides. */
export type DrivePicture = Things<{ offers: OfferView; runs: RunView; trips: TripView }>

export const makePicture = (): DrivePicture => new Things(['offers', 'runs', 'trips'])

export const PictureContext = createContext<DrivePicture | null>(null)

export function usePicture(): DrivePicture {
  const picture = useContext(PictureContext)
  if (!picture) throw new Error('usePicture outside of the driver’s page')
  return picture
}

/** An offer is open for 25 s: the driver hears of it with most of them left. */
export const every = 3_000

/** Each reading of a trip is a line in the access log: all of it is read where something has happened, and else this seldom. */
const allEvery = 15_000

const most = { limit: 200 }

/** Asks what there is. Offers, which nobody's name stands in, each time; runs and trips when these have changed. */
export function ask(me: number, picture: DrivePicture, now: () => number = Date.now): (all: boolean, signal: AbortSignal) => Promise<void> {
  let known = ''
  let readAt = Number.NEGATIVE_INFINITY
  return async (all, signal) => {
    const offers = (await answered(api.GET('/api/offers', { params: { query: most as never }, signal }))).items.filter(
      offer => offer.driver_id === me,
    )
    const news = offers.map(({ id, version }) => `${id} ${version}`).join()
    if (!all && news === known && now() - readAt < allEvery) return
    const [runs, trips] = await Promise.all([
      answered(api.GET('/api/runs', { params: { query: { driver_id: me, state: ['PLANNED', 'ACTIVE'], ...most } as never }, signal })),
      answered(api.GET('/api/trips', { params: { query: { open: true, ...most } as never }, signal })),
    ])
    const asked = new Set(offers.map(offer => offer.trip_id))
    // Whoever is a passenger of one and the driver of another drives only the other.
    picture.take({ offers, runs: runs.items, trips: trips.items.filter(trip => trip.driver_id === me || asked.has(trip.id)) })
    known = news
    readAt = now()
  }
}

export const driverQuery = (me: number) =>
  keptQuery<DriverView>(['driver', me], signal => answered(api.GET('/api/drivers/{id}', { params: { path: { id: me } }, signal })))

export const tripSubject = (trip: number): string => `trip:${trip}`

export const tripDraft = (trip: TripView, action: string, name: string, body: Draft['body'] = {}): Draft => ({
  subject: tripSubject(trip.id),
  thing: 'trips',
  thingId: trip.id,
  action,
  name,
  method: 'POST',
  body,
  clocked: true,
})

export const offerDraft = (offer: OfferView, action: 'accept' | 'decline', name: string): Draft => ({
  subject: `offer:${offer.id}`,
  thing: 'offers',
  thingId: offer.id,
  action,
  name,
  method: 'POST',
  body: {},
  clocked: true,
})

const readTrip = async (id: number): Promise<TripView> => (await answered(api.GET('/api/trips/{id}', { params: { path: { id } } }))).trip

/** How the driver's steps are sent, and what their answers are to the picture: each moves the whole run. */
export const driveWays = (picture: DrivePicture, line: AskedLine): Ways => ({
  send: async step => {
    try {
      return await send(step)
    } catch (problem) {
      if (step.thing !== 'trips' || step.thingId === null || !isThere(step, problem, 'trip')) throw problem
      return readTrip(step.thingId)
    }
  },
  settle: (step: Step, answer) => {
    picture.of.trips.put(answer as TripView)
    if (step.thing === 'offers' && step.thingId !== null) picture.of.offers.remove(step.thingId)
    line.again()
  },
  refused: () => line.again(),
})
