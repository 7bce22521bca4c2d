import type { Feature, Geometry } from 'geojson'
import { type LngLat, LngLatBounds, type LngLatLike, type Map as MapLibre, Marker } from 'maplibre-gl'
import { now } from '../platform/clock'
import type { Keyed, Versioned } from '../platform/live/keyed'
import type { HospitalView } from '../platform/wire'
import { callSpot, hospitalSpot, type MapCall, type MapUnit, sideBySide, stationSpots, unitSpots, ways } from './features'
import { type Ground, gentle, layGround, newMap } from './ground'
import { readInks } from './inks'
import { addLayers, type Pressable, pressable, type SourceName, sourceOf } from './layers'
import { addMarks } from './marks'

/** Read, never written. */
type Seen<T extends Versioned> = Pick<Keyed<T>, 'all' | 'get' | 'subscribeAll' | 'subscribeEach'>

export interface Things {
  calls: Seen<MapCall>
  units: Seen<MapUnit>
  hospitals: Seen<HospitalView>
}

/** What is chosen, by id. */
export interface Shown {
  call?: number | undefined
  unit?: number | undefined
}

export interface Point {
  latitude: number
  longitude: number
}

/** A place that a form asks for: it is moved by dragging, and pressed anew while it is being chosen. */
export interface Sought {
  key: string
  label: string
  point: Point | null
}

interface Presses {
  call: (id: number) => void
  unit: (id: number) => void
  /** Where a form's place is, as somebody pressed or dragged it. */
  place: (key: string, point: Point) => void
  /** The place was said by Enter: nothing more is to be chosen. */
  placed: () => void
  label: string
  /** Everything in sight has been drawn once. */
  drawn: () => void
  /** The streets could not be had. */
  bare: () => void
}

/** Vehicles move by the hundred; the eye wants them a few times a second at most. */
const pace = 400

/** A fix grows old without news of it. */
const aging = 10_000

/** Close enough to tell one house from the next. */
const near = 15

/** The map and what it shows: fed by the same live things as the lists, redrawn only in what changed. */
export class MapPicture {
  private chosen: Shown = {}
  private timer: ReturnType<typeof setTimeout> | null = null
  private readonly leave: (() => void)[] = []
  private readonly markers = new Map<string, Marker>()
  private choosing: string | null = null

  private constructor(
    private readonly map: MapLibre,
    private readonly things: Things,
    private readonly presses: Presses,
    private readonly accent: string,
  ) {}

  static async open(host: HTMLElement, sheet: HTMLElement, ground: Ground, things: Things, presses: Presses): Promise<MapPicture> {
    const inks = readInks(host)
    const map = newMap(host, inks, { maxZoom: 19, locale: { 'Map.Title': presses.label } })
    if (!(await layGround(map, ground, inks))) presses.bare()
    await addMarks(map, sheet, inks)
    addLayers(map, inks)
    const picture = new MapPicture(map, things, presses, inks.accent)
    picture.begin()
    return picture
  }

  /** Rings what is chosen, and brings it into sight when it is not. */
  choose(chosen: Shown): void {
    this.chosen = chosen
    // What is chosen of those at one place stands in its middle, where the ring is.
    this.drawUnits()
    this.drawCalls()
    const place = this.placeOfChosen()
    if (place && !this.map.getBounds().contains(place)) this.map.easeTo({ center: place, animate: gentle() })
  }

  /** Shows the places that forms ask for. One that is about to be chosen is brought under the cross, and the keyboard to the map. */
  seek(sought: readonly Sought[], choosing: string | null): void {
    for (const [key, marker] of this.markers) {
      if (sought.some(one => one.key === key && one.point)) continue
      marker.remove()
      this.markers.delete(key)
    }
    for (const { key, label, point } of sought) if (point) this.mark(key, label, [point.longitude, point.latitude])
    if (choosing === this.choosing) return
    this.choosing = choosing
    if (choosing === null) return
    const at = this.markers.get(choosing)?.getLngLat()
    if (at) this.map.easeTo({ center: at, zoom: Math.max(this.map.getZoom(), near), animate: gentle() })
    this.map.getCanvas().focus()
  }

  /** Says that what is sought lies under the cross, the middle of the map. */
  takeCentre(): void {
    if (this.choosing === null) return
    this.take(this.choosing, this.map.getCenter())
    this.presses.placed()
  }

  private take(key: string, at: LngLat) {
    const { lat, lng } = at.wrap()
    this.presses.place(key, { latitude: lat, longitude: lng })
  }

  private mark(key: string, label: string, at: LngLatLike) {
    const known = this.markers.get(key)
    if (known) {
      known.setLngLat(at)
      return
    }
    const marker = new Marker({ color: this.accent, draggable: true }).setLngLat(at).addTo(this.map)
    marker.getElement().setAttribute('aria-label', label)
    marker.on('dragend', () => this.take(key, marker.getLngLat()))
    this.markers.set(key, marker)
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

  private begin() {
    const { map, presses } = this
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
    map.getCanvas().addEventListener('keydown', event => {
      if (event.key !== 'Enter' || this.choosing === null) return
      event.preventDefault()
      this.takeCentre()
    })
    map.on('click', event => {
      if (this.choosing !== null) {
        this.take(this.choosing, event.lngLat)
        return
      }
      const [hit] = this.map.queryRenderedFeatures(event.point, { layers: [...pressable] })
      if (hit) chose[hit.layer.id as Pressable]?.(Number(hit.id))
    })
    this.map.on('mousemove', event => {
      const [hit] = this.map.queryRenderedFeatures(event.point, { layers: [...pressable] })
      this.map.getCanvas().style.cursor = this.choosing !== null ? 'crosshair' : hit && hit.layer.id in chose ? 'pointer' : ''
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
    this.set('units', unitSpots(units, at, this.chosen.unit))
    this.set('stations', stationSpots(units))
    this.set('ways', ways(units, this.things.calls.get))
    if (this.chosen.unit !== undefined) this.drawChosen()
  }

  private drawCalls() {
    const calls = this.things.calls.all().flatMap(call => callSpot(call) ?? [])
    this.set('calls', sideBySide(calls, this.chosen.call))
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
