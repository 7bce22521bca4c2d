import { createContext, useContext } from 'react'
import { keptQuery } from '../phone/room'
import { isThere, send, type Ways } from '../phone/send'
import type { Draft, Step } from '../phone/step'
import { Things } from '../phone/things'
import { answered, api } from '../platform/api'
import type { Message } from '../platform/live/socket'
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

interface Snapshot {
  driver: DriverView | null
  offers: OfferView[]
  runs: RunView[]
  trips: TripView[]
}

/** Takes in what `/ws/driver/` says. What is over is let go of, and so is what somebody else drives. */
export const hear =
  (me: number, picture: DrivePicture, told: (driver: DriverView) => void) =>
  ({ type, data }: Message): void => {
    const { offers, runs, trips } = picture.of
    switch (type) {
      case 'initial_data': {
        const { driver, ...lists } = data as Snapshot
        picture.take(lists)
        if (driver) told(driver)
        break
      }
      case 'gap':
        picture.standing.gap()
        break
      case 'pickup_requested':
      case 'driver_assigned_pickup':
      case 'trip_update': {
        const trip = data as TripView
        if (trip.ended_at === null && trip.dropped_off_at === null) trips.put(trip)
        else trips.remove(trip.id)
        break
      }
      case 'trip_removed':
        trips.remove((data as { id: number }).id)
        break
      case 'offer': {
        const offer = data as OfferView
        if (offer.state === 'OPEN') offers.put(offer)
        else {
          offers.remove(offer.id)
          if (offer.state !== 'ACCEPTED' && trips.get(offer.trip_id)?.driver_id !== me) trips.remove(offer.trip_id)
        }
        break
      }
      case 'run_update': {
        const run = data as RunView
        if (run.state === 'PLANNED' || run.state === 'ACTIVE') runs.put(run)
        else runs.remove(run.id)
        break
      }
      case 'driver_update':
        told(data as DriverView)
        break
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

/** How the driver's steps are sent, and what their answers are to the picture; what they make of the run is told by the line. */
export const driveWays = (picture: DrivePicture): Ways => ({
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
  },
  refused: () => {},
})
