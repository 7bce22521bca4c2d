import type { Feature, Geometry } from 'geojson'
import { LngLatBounds, Map as MapLibre } from 'maplibre-gl'
import { now } from '../platform/clock'
import type { Keyed } from '../platform/live/keyed'
import type { CallView, HospitalView, UnitView } from '../platform/wire'
import { callSpot, hospitalSpot, sideBySide, stationSpots, unitSpot, ways } from './features'
import { type Ground, styleOf } from './ground'
import { readInks } from './inks'
import { addLayers, type Pressable, pressable, type SourceName, sourceOf } from './layers'
import { addMarks } from './marks'

export interface Things {
  calls: Keyed<CallView>
  units: Keyed<UnitView>
  hospitals: Keyed<HospitalView>
}

/** What is chosen, by id. */
export interface Shown {
  call?: number | undefined
  unit?: number | undefined
}

interface Presses {
  call: (id: number) => void
  unit: (id: number) => void
  label: string
  /** Everything in sight has been drawn once. */
  drawn: () => void
}

/** Vehicles move by the hundred; the eye wants them a few times a second at most. */
const pace = 400

/** A fix grows old without news of it. */
const aging = 10_000

const gentle = () => !matchMedia('(prefers-reduced-motion: reduce)').matches

/** The map and what it shows: fed by the same live things as the lists, redrawn only in what changed. */
export class Picture {
  private chosen: Shown = {}
  private timer: ReturnType<typeof setTimeout> | null = null
  private readonly leave: (() => void)[] = []

  private constructor(
    private readonly map: MapLibre,
    private readonly things: Things,
  ) {}

  static async open(host: HTMLElement, sheet: HTMLElement, ground: Ground, things: Things, presses: Presses): Promise<Picture> {
    const inks = readInks(host)
    const map = new MapLibre({
      container: host,
      style: await styleOf(ground, inks),
      attributionControl: { compact: true },
      center: [0, 20],
      zoom: 1,
      maxZoom: 19,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      locale: { 'Map.Title': presses.label },
    })
    map.touchZoomRotate.disableRotation()
    await map.once('load')
    await addMarks(map, sheet, inks)
    addLayers(map, inks)
    const picture = new Picture(map, things)
    picture.begin(presses)
    return picture
  }

  /** Rings what is chosen, and brings it into sight when it is not. */
  choose(chosen: Shown): void {
    this.chosen = chosen
    this.drawChosen()
    const place = this.placeOfChosen()
    if (place && !this.map.getBounds().contains(place)) this.map.easeTo({ center: place, animate: gentle() })
  }

  zoom(by: number): void {
    this.map.zoomTo(this.map.getZoom() + by, { animate: gentle() })
  }

  showAll(slowly = gentle()): void {
    const bounds = new LngLatBounds()
    for (const unit of this.things.units.all()) if (unit.position) bounds.extend([unit.position.longitude, unit.position.latitude])
    for (const call of this.things.calls.all()) {
      const spot = callSpot(call)
      if (spot) bounds.extend(spot.geometry.coordinates as [number, number])
    }
    for (const { latitude, longitude } of this.things.hospitals.all())
      if (latitude != null && longitude != null) bounds.extend([longitude, latitude])
    if (!bounds.isEmpty()) this.map.fitBounds(bounds, { padding: 48, maxZoom: 15, animate: slowly })
  }

  close(): void {
    for (const leave of this.leave) leave()
    if (this.timer) clearTimeout(this.timer)
    this.map.remove()
  }

  private begin(presses: Presses) {
    const { calls, units, hospitals } = this.things
    this.drawUnits()
    this.drawCalls()
    this.drawHospitals()
    // The room is known only once the page stands.
    this.map.resize()
    this.showAll(false)
    this.leave.push(
      units.subscribeEach(() => this.soon()),
      calls.subscribeAll(() => this.drawCalls()),
      hospitals.subscribeAll(() => this.drawHospitals()),
    )
    void this.map.once('idle').then(presses.drawn)
    const old = setInterval(() => this.drawUnits(), aging)
    this.leave.push(() => clearInterval(old))
    const chose: Partial<Record<Pressable, (id: number) => void>> = { calls: presses.call, units: presses.unit }
    this.map.on('click', event => {
      const [hit] = this.map.queryRenderedFeatures(event.point, { layers: [...pressable] })
      if (hit) chose[hit.layer.id as Pressable]?.(Number(hit.id))
    })
    this.map.on('mousemove', event => {
      const [hit] = this.map.queryRenderedFeatures(event.point, { layers: [...pressable] })
      this.map.getCanvas().style.cursor = hit && hit.layer.id in chose ? 'pointer' : ''
      this.map.getCanvas().title = hit ? String(hit.properties.label) : ''
    })
  }

  private soon() {
    this.timer ??= setTimeout(() => {
      this.timer = null
      this.drawUnits()
    }, pace)
  }

  private drawUnits() {
    const units = this.things.units.all()
    const at = now()
    this.set('units', sideBySide(units.flatMap(unit => unitSpot(unit, at) ?? [])))
    this.set('stations', stationSpots(units))
    this.set('ways', ways(units, this.things.calls.get))
    if (this.chosen.unit !== undefined) this.drawChosen()
  }

  private drawCalls() {
    this.set(
      'calls',
      this.things.calls.all().flatMap(call => callSpot(call) ?? []),
    )
    this.set('ways', ways(this.things.units.all(), this.things.calls.get))
    this.drawChosen()
  }

  private drawHospitals() {
    this.set(
      'hospitals',
      this.things.hospitals.all().flatMap(hospital => hospitalSpot(hospital) ?? []),
    )
  }

  private drawChosen() {
    const place = this.placeOfChosen()
    this.set('chosen', place ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: place }, properties: {} }] : [])
  }

  private placeOfChosen(): [number, number] | null {
    const unit = this.chosen.unit === undefined ? undefined : this.things.units.get(this.chosen.unit)
    if (unit?.position) return [unit.position.longitude, unit.position.latitude]
    const call = this.chosen.call === undefined ? undefined : this.things.calls.get(this.chosen.call)
    const { latitude, longitude } = call?.location ?? {}
    return latitude == null || longitude == null ? null : [longitude, latitude]
  }

  private set(name: SourceName, features: Feature<Geometry>[]) {
    void sourceOf(this.map, name)?.setData({ type: 'FeatureCollection', features })
  }
}
