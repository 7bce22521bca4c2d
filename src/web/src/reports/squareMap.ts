import type { Feature } from 'geojson'
import { type GeoJSONSource, type LayerSpecification, LngLatBounds, type Map as MapLibre } from 'maplibre-gl'
import { type Ground, gentle, layGround, newMap } from '../map/ground'
import { type Inks, readInk, readInks } from '../map/inks'
import type { MapCell } from '../platform/wire'
import { time } from './IntervalsReport'
import { standingLook, standingOf, standings } from './squares'

/** Drawn at three times its size, so that it is sharp on every screen. */
const density = 3
const side = 12

/** What the map says in words; everything else is on the page around it. */
export interface MapWords {
  canvas: string
  scroll: (key: string) => string
  fingers: string
}

/** The squares of a report on the ground of the product's other maps. */
export class SquareMap {
  private squares: readonly MapCell[] = []

  private constructor(private readonly map: MapLibre) {}

  static async open(host: HTMLElement, ground: Ground, words: MapWords, onPress: (square: number) => void): Promise<SquareMap> {
    const inks = readInks(host)
    const map = newMap(host, inks, {
      maxZoom: 17,
      // The page scrolls; a map in its way must not take the wheel.
      cooperativeGestures: true,
      locale: {
        'Map.Title': words.canvas,
        'CooperativeGesturesHandler.WindowsHelpText': words.scroll('Ctrl'),
        'CooperativeGesturesHandler.MacHelpText': words.scroll('⌘'),
        'CooperativeGesturesHandler.MobileHelpText': words.fingers,
      },
    })
    // Without streets the squares say the same.
    await layGround(map, ground, inks)
    for (const standing of standings) {
      const { tone, hatching } = standingLook[standing]
      map.addImage(`shade-${standing}`, shade(readInk(`--${tone}`, host), hatching, standing === 'few'), { pixelRatio: density })
    }
    for (const name of ['squares', 'middles']) map.addSource(name, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
    for (const layer of layers(inks, host)) map.addLayer(layer)
    map.on('click', 'squares', event => onPress(Number(event.features?.[0]?.id)))
    map.on('mousemove', 'squares', () => {
      map.getCanvas().style.cursor = 'pointer'
    })
    map.on('mouseleave', 'squares', () => {
      map.getCanvas().style.cursor = ''
    })
    return new SquareMap(map)
  }

  /** Puts other squares on the map and them all into sight; resolves when they are drawn. */
  async show(squares: readonly MapCell[]): Promise<void> {
    this.squares = squares
    this.set('squares', squares.map(outline))
    this.set('middles', squares.map(middle))
    this.map.resize()
    this.showAll(false)
    await this.map.once('idle')
  }

  /** Frames one, and brings it into sight. */
  choose(index: number | null): void {
    this.map.setFilter('chosen', ['==', ['id'], index ?? -1])
    const square = index === null ? undefined : this.squares[index]
    if (!square) return
    const center: [number, number] = [square.longitude, square.latitude]
    if (!this.map.getBounds().contains(center)) this.map.easeTo({ center, animate: gentle() })
  }

  zoom(by: number): void {
    this.map.zoomTo(this.map.getZoom() + by, { animate: gentle() })
  }

  showAll(slowly = gentle()): void {
    const bounds = new LngLatBounds()
    for (const { west, south, east, north } of this.squares) bounds.extend([west, south]).extend([east, north])
    if (!bounds.isEmpty()) this.map.fitBounds(bounds, { padding: 24, maxZoom: 14, animate: slowly })
  }

  close(): void {
    this.map.remove()
  }

  private set(name: string, features: Feature[]) {
    void this.map.getSource<GeoJSONSource>(name)?.setData({ type: 'FeatureCollection', features })
  }
}

const outline = (square: MapCell, id: number): Feature => {
  const { west, south, east, north } = square
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Feature', id, geometry: { type: 'Polygon', coordinates: [ring] }, properties: { standing: standingOf(square) } }
}

const middle = (square: MapCell, id: number): Feature => ({
  type: 'Feature',
  id,
  geometry: { type: 'Point', coordinates: [square.longitude, square.latitude] },
  properties: { label: square.p90 === null ? `(${square.count})` : time(square.p90) },
})

const layers = (inks: Inks, host: HTMLElement): LayerSpecification[] => [
  { id: 'squares', type: 'fill', source: 'squares', paint: { 'fill-pattern': ['concat', 'shade-', ['get', 'standing']] } },
  {
    id: 'edges',
    type: 'line',
    source: 'squares',
    paint: {
      'line-width': 1.2,
      'line-color': [
        'match',
        ['get', 'standing'],
        'in_target',
        readInk('--free', host),
        ['over', 'far_over'],
        readInk('--high', host),
        'no_target',
        readInk('--moving', host),
        readInk('--aside', host),
      ],
    },
  },
  {
    id: 'chosen',
    type: 'line',
    source: 'squares',
    filter: ['==', ['id'], -1],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': inks.accent, 'line-width': 4 },
  },
  {
    id: 'labels',
    type: 'symbol',
    source: 'middles',
    layout: { 'text-field': ['get', 'label'], 'text-font': inks.font, 'text-size': 12, 'text-padding': 4 },
    paint: { 'text-color': inks.ink, 'text-halo-color': inks.land, 'text-halo-width': 2 },
  },
]

/** A tone with none, one or two sets of lines over it: what is told apart without colour. */
function shade(colour: string, hatching: 0 | 1 | 2, faint: boolean): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side * density
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('this browser draws no pictures')
  pen.scale(density, density)
  pen.fillStyle = pen.strokeStyle = colour
  pen.globalAlpha = faint ? 0.08 : 0.26
  pen.fillRect(0, 0, side, side)
  pen.globalAlpha = 0.75
  pen.lineWidth = 1.2
  pen.beginPath()
  // Beyond both ends, so that the lines of neighbouring tiles meet.
  for (const from of [-side, 0, side]) {
    if (hatching > 0) pen.moveTo(from - 2, side + 2)
    if (hatching > 0) pen.lineTo(from + side + 2, -2)
    if (hatching > 1) pen.moveTo(from - 2, -2)
    if (hatching > 1) pen.lineTo(from + side + 2, side + 2)
  }
  pen.stroke()
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}
