import { believed, nextStep, predict } from '../phone/predict'
import { useLifecycle, useRoom, useSteps } from '../phone/room'
import { useThings } from '../platform/live/useLive'
import type { LifecycleView, RunView, StopView, TripView } from '../platform/wire'
import { tripSubject, usePicture } from './drive'

/** A stop of a run as it will be when what waits was sent. */
export interface Stop extends StopView {
  trip: TripView
  done: boolean
}

export interface Run {
  run: RunView
  /** In the order in which they are driven. */
  stops: readonly Stop[]
  /** Where to go now, and the step that comes next there. */
  here: Stop | undefined
  next: string | null
}

/** Steps that are taken when there is a reason to: none of them is the next. */
export const aside: ReadonlySet<string> = new Set(['no_show', 'fail', 'cancel'])

/** Nobody is picked up twice, and nobody leaves before they are in. */
const before: Record<StopView['kind'], ReadonlySet<string>> = {
  pick_up: new Set(['ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP']),
  drop_off: new Set(['ASSIGNED', 'EN_ROUTE_PICKUP', 'AT_PICKUP', 'ON_BOARD']),
}

/** The run with its trips; what has been driven already follows from these, so that it is right without a network too. */
export function followed(run: RunView, trips: readonly TripView[], lifecycle: LifecycleView | undefined): Run {
  const stops = run.stops
    .toSorted((a, b) => a.number - b.number)
    .flatMap(stop => {
      const trip = trips.find(one => one.id === stop.trip_id)
      return trip ? [{ ...stop, trip, done: stop.done_at !== null || !before[stop.kind].has(trip.state) }] : []
    })
  const here = stops.find(stop => !stop.done)
  return { run, stops, here, next: here ? nextStep(here.trip, lifecycle, aside) : null }
}

/** The driver's trips as they will be when what waits was sent. */
export function useTrips(): readonly TripView[] {
  const { me } = useRoom()
  const picture = usePicture()
  const steps = useSteps()
  const lifecycle = useLifecycle('trip')
  return useThings(picture.of.trips).map(trip => predict(trip, 'trips', believed(steps, tripSubject(trip.id)), lifecycle, me.permissions))
}

/** What the driver is on: the run under way, else the next of those planned that has begun to be driven or is due. */
export function useRuns(): { now: Run | undefined; later: readonly Run[] } {
  const trips = useTrips()
  const lifecycle = useLifecycle('trip')
  const runs = useThings(usePicture().of.runs)
    .map(run => followed(run, trips, lifecycle))
    .filter(({ here }) => here !== undefined)
    .toSorted((a, b) => order(a) - order(b))
  const [first, ...rest] = runs
  return first && isOn(first) ? { now: first, later: rest } : { now: undefined, later: runs }
}

const order = (one: Run): number => (isOn(one) ? 0 : Date.parse(one.run.starts_at))

/** Under way by the server's word, or because somebody has set out without a network. */
const isOn = ({ run, stops }: Run): boolean => run.state === 'ACTIVE' || stops.some(stop => stop.trip.state !== 'ASSIGNED')
