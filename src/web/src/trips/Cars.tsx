import { lazy, Suspense, useEffect, useState } from 'react'
import type { MapCall, MapUnit } from '../map/features'
import { WaitingPart } from '../platform/Interlude'
import { Keyed } from '../platform/live/keyed'
import type { HospitalView, TripView } from '../platform/wire'
import type { Ranked } from './pickups'
import { callOf, unitOf } from './pictured'

const MapView = lazy(() => import('../map/MapView').then(module => ({ default: module.MapView })))

interface CarsProps {
  trips: readonly TripView[]
  drivers: readonly Ranked[]
  trip: number | undefined
  driver: number | undefined
  onTrip: (id: number) => void
  onDriver: (id: number) => void
}

/** The same map as the dispatchers', of cars and of whom they pick up. */
export function Cars({ trips, drivers, trip, driver, onTrip, onDriver }: CarsProps) {
  const [things] = useState(() => {
    const made = { calls: new Keyed<MapCall>(), units: new Keyed<MapUnit>(), hospitals: new Keyed<HospitalView>() }
    made.calls.replace(trips.map(callOf))
    made.units.replace(drivers.map(one => unitOf(one.driver, trips)))
    return made
  })
  useEffect(() => things.calls.replace(trips.map(callOf)), [things, trips])
  useEffect(() => things.units.replace(drivers.map(one => unitOf(one.driver, trips))), [things, drivers, trips])
  return (
    <Suspense fallback={<WaitingPart />}>
      <MapView
        things={things}
        chosen={driver === undefined ? { call: trip } : { unit: driver }}
        pins={none}
        choosing={null}
        onCall={onTrip}
        onUnit={onDriver}
        onPlace={nothing}
        onPlaced={nothing}
        onBack={nothing}
      />
    </Suspense>
  )
}

const none: readonly never[] = []
const nothing = () => {}
