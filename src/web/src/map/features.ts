import type { Feature, LineString, Point } from 'geojson'
import { isOpen } from '../dispatch/callOrder'
import { callIdOf, isStale } from '../fleet/unitOrder'
import type { CallView, HospitalView, UnitView } from '../platform/wire'

/** What the map reads of what it shows, so that whoever has calls or units of another kind can show them too. */
export type MapUnit = Pick<UnitView, 'id' | 'version' | 'status' | 'position' | 'unit_number' | 'home' | 'held_by'>
export type MapCall = Pick<CallView, 'id' | 'version' | 'state' | 'location' | 'priority' | 'needs_unit' | 'call_id'>

/** `aside` moves the picture from its place, in its own pixels. */
export type Spot = Feature<Point, { icon: string; label: string; order: number; aside: [number, number] }>

const spot = (id: number, longitude: number, latitude: number, icon: string, label: string, order: number): Spot => ({
  type: 'Feature',
  id,
  geometry: { type: 'Point', coordinates: [longitude, latitude] },
  properties: { icon, label, order, aside: [0, 0] },
})

/**
 * What stands at one place (within some hundred metres), as units at their station, side by side: one that hides another looks like one,
 * and cannot be pressed. The one that is chosen keeps the place itself.
 */
export function sideBySide(spots: readonly Spot[], chosen?: number): Spot[] {
  const cellOf = (one: Spot) => one.geometry.coordinates.map(degrees => Math.round(degrees * 1000)) as [number, number]
  const own = spots.find(one => one.id === chosen)
  const places = new Map<string, { count: number }>()
  // Whoever stands across the line between two squares stands beside those all the same.
  const placeNear = ([east, north]: [number, number]) => {
    for (const x of [0, -1, 1]) {
      for (const y of [0, -1, 1]) {
        const found = places.get(`${east + x},${north + y}`)
        if (found) return found
      }
    }
    const made = { count: 0 }
    places.set(`${east},${north}`, made)
    return made
  }
  if (own) placeNear(cellOf(own)).count = 1
  return spots.map(one => {
    if (one === own) return one
    const place = placeNear(cellOf(one))
    const before = place.count++
    return before === 0 ? one : { ...one, properties: { ...one.properties, aside: [26 * before, 0] } }
  })
}

const moving: ReadonlySet<UnitView['status']> = new Set(['EN_ROUTE', 'TRANSPORTING'])

/** Units on the map; those that pass each other on the road do not step aside. */
export function unitSpots(units: readonly MapUnit[], now: number, chosen?: number): Spot[] {
  const spotsOf = (some: readonly MapUnit[]) => some.flatMap(unit => unitSpot(unit, now) ?? [])
  const standing = units.filter(unit => !moving.has(unit.status))
  return [...sideBySide(spotsOf(standing), chosen), ...spotsOf(units.filter(unit => moving.has(unit.status)))]
}

/** A unit where it is, or where it counts as being; one that may have moved since looks so. */
export function unitSpot(unit: MapUnit, now: number): Spot | null {
  const { position } = unit
  if (!position) return null
  const doubtful = position.position_from === 'base' || isStale(unit, now)
  return spot(unit.id, position.longitude, position.latitude, `unit-${unit.status}${doubtful ? '-stale' : ''}`, unit.unit_number, 2)
}

const weight = { CRITICAL: 9, HIGH: 8, MEDIUM: 7, LOW: 6 }

export function callSpot(call: MapCall): Spot | null {
  const { latitude, longitude } = call.location
  if (!isOpen(call) || latitude == null || longitude == null) return null
  const icon = `call-${call.priority}${call.needs_unit ? '-needs' : ''}`
  return spot(call.id, longitude, latitude, icon, call.call_id.replace('CALL-', ''), weight[call.priority])
}

export function hospitalSpot(hospital: HospitalView): Spot | null {
  const { latitude, longitude } = hospital
  if (latitude == null || longitude == null) return null
  const icon = `hospital-${hospital.on_diversion ? 'diversion' : hospital.load}`
  return spot(hospital.id, longitude, latitude, icon, hospital.name, 1)
}

/** The stations are the homes of the units: each once. */
export function stationSpots(units: readonly MapUnit[]): Spot[] {
  const homes = new Map(units.map(({ home }) => [home.id, home]))
  return [...homes.values()].flatMap(({ id, name, latitude, longitude }) =>
    latitude == null || longitude == null ? [] : [spot(id, longitude, latitude, 'station', name ?? '', 0)],
  )
}

/** From each unit that is on its way to the place of its call. */
export function ways(
  units: readonly MapUnit[],
  callOf: (id: number) => MapCall | undefined,
): Feature<LineString, { unit: number; call: number }>[] {
  return units.flatMap(unit => {
    const call = unit.status === 'DISPATCHED' || unit.status === 'EN_ROUTE' ? callOf(callIdOf(unit) ?? 0) : undefined
    const { latitude, longitude } = call?.location ?? {}
    if (!call || !unit.position || latitude == null || longitude == null) return []
    return [
      {
        type: 'Feature',
        id: unit.id,
        geometry: {
          type: 'LineString',
          coordinates: [
            [unit.position.longitude, unit.position.latitude],
            [longitude, latitude],
          ],
        },
        properties: { unit: unit.id, call: call.id },
      },
    ]
  })
}
