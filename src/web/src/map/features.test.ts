import { describe, expect, it } from 'vitest'
import { callView } from '../testing/exampleCalls'
import { unitView } from '../testing/exampleUnits'
import { callSpot, hospitalSpot, type Spot, sideBySide, stationSpots, unitSpot, unitSpots, ways } from './features'

const now = Date.parse('2026-03-01T12:00:00Z')
const fix = {
  latitude: 52.5,
  longitude: 13.4,
  speed: null,
  heading: null,
  accuracy: null,
  at: '2026-03-01T11:59:50Z',
  stale: false,
  position_from: 'fix',
}

describe('the map', () => {
  it('shows a unit where it is, and says when that is doubtful', () => {
    const unit = { ...unitView({ id: 1 }), position: fix }
    expect(unitSpot(unit, now)?.properties.icon).toBe(`unit-${unit.status}`)
    expect(unitSpot(unit, now)?.geometry.coordinates).toEqual([13.4, 52.5])
    expect(unitSpot(unit, now + 120_000)?.properties.icon).toBe(`unit-${unit.status}-stale`)
    expect(unitSpot({ ...unit, position: { ...fix, position_from: 'base' } }, now)?.properties.icon).toBe(`unit-${unit.status}-stale`)
    expect(unitSpot({ ...unit, position: null }, now)).toBeNull()
  })

  it('shows open calls that have a place, and rings those without a unit', () => {
    const call = callView({ id: 7, location: { address: 'Here 1', latitude: 52, longitude: 13 }, needs_unit: true, priority: 'HIGH' })
    expect(callSpot(call)?.properties.icon).toBe('call-HIGH-needs')
    expect(callSpot({ ...call, needs_unit: false })?.properties.icon).toBe('call-HIGH')
    expect(callSpot({ ...call, state: 'CLOSED' })).toBeNull()
    expect(callSpot({ ...call, location: { address: 'Somewhere', latitude: null, longitude: null } })).toBeNull()
  })

  it('puts units that stand together side by side', () => {
    const spots = [1, 2, 3].flatMap(id => unitSpot({ ...unitView({ id: id }), position: fix }, now) ?? [])
    expect(sideBySide(spots).map(one => one.properties.aside[0])).toEqual([0, 26, 52])
    expect(sideBySide(spots, 2).map(one => one.properties.aside[0])).toEqual([26, 0, 52])
    // Two squares meet between them.
    const [here] = spots
    const at = (east: number): Spot => ({ ...(here as Spot), id: 9, geometry: { type: 'Point', coordinates: [east, 52.5] } })
    expect(sideBySide([at(13.40049), at(13.40051), at(13.404)]).map(one => one.properties.aside[0])).toEqual([0, 26, 0])
  })

  it('lets units on the road pass each other', () => {
    const units = [1, 2].map(id => ({ ...unitView({ id }), position: fix, status: 'EN_ROUTE' as const }))
    expect(unitSpots(units, now).map(one => one.properties.aside[0])).toEqual([0, 0])
  })

  it('draws each station once, and the way of a unit to its call', () => {
    const unit = {
      ...unitView({ id: 1 }),
      status: 'EN_ROUTE' as const,
      position: fix,
      held_by: { kind: 'response' as const, id: 5, request_id: 7, since: fix.at },
    }
    const call = callView({ id: 7, location: { address: null, latitude: 52.6, longitude: 13.5 } })
    expect(stationSpots([unit, { ...unit, id: 2 }])).toHaveLength(unit.home.latitude == null ? 0 : 1)
    expect(ways([unit], id => (id === 7 ? call : undefined)).map(way => way.geometry.coordinates)).toEqual([
      [
        [13.4, 52.5],
        [13.5, 52.6],
      ],
    ])
    expect(ways([{ ...unit, status: 'AT_HOSPITAL' }], () => call)).toEqual([])
  })

  it('shows a hospital by how full it is, and diversion before all', () => {
    const hospital = { id: 1, name: 'General', latitude: 52, longitude: 13, load: 'HIGH', on_diversion: false } as Parameters<
      typeof hospitalSpot
    >[0]
    expect(hospitalSpot(hospital)?.properties.icon).toBe('hospital-HIGH')
    expect(hospitalSpot({ ...hospital, on_diversion: true })?.properties.icon).toBe('hospital-diversion')
  })
})
