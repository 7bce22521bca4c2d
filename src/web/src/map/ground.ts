import type { ExpressionSpecification, LayerSpecification, MapOptions, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { addProtocol, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { PMTiles, Protocol, TileType } from 'pmtiles'
import type { Inks } from './inks'

/** Names the source of the ground in a style of ours. */
const source = 'ground'

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)
setWorkerUrl(workerUrl)

interface Archive {
  vector_layers?: { id: string }[]
  attribution?: string
}

/** What lies under a map, as the server says. */
export interface Ground {
  ground: string
  url: string | null
}

/** A map on a plain ground, which stays flat and turned to the north. */
export function newMap(container: HTMLElement, inks: Inks, more: Partial<MapOptions>): MapLibre {
  const map = new MapLibre({
    container,
    style: plainGround(inks),
    attributionControl: { compact: true },
    center: [0, 20],
    zoom: 1,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    ...more,
  })
  map.touchZoomRotate.disableRotation()
  return map
}

/** Whether movement may be shown as movement. */
export const gentle = () => !matchMedia('(prefers-reduced-motion: reduce)').matches

/** How long streets are waited for, in milliseconds: what stands on them is wanted now. */
const patience = 5_000

/** Lays the ground under a map that began with a plain one; false when it cannot be had, or not soon: then the plain one stays. */
export async function layGround(map: MapLibre, { ground, url }: Ground, inks: Inks): Promise<boolean> {
  await map.once('style.load')
  if (url === null) return true
  try {
    map.setStyle(ground === 'STYLE' ? url : await inTime(tiledGround(new URL(url, location.href).href, inks)), { diff: false })
    await inTime(map.once('style.load'))
    return true
  } catch (failure) {
    console.warn(failure)
    map.setStyle(plainGround(inks), { diff: false })
    await map.once('style.load')
    return false
  }
}

const inTime = <T>(wanted: Promise<T>): Promise<T> =>
  Promise.race([
    wanted,
    new Promise<never>((_, late) => setTimeout(() => late(new Error('The ground of the map did not come.')), patience)),
  ])

/** A ground without anything on it: what stands on it is drawn all the same. */
const plainGround = (inks: Inks): StyleSpecification => ({
  version: 8,
  sources: {},
  layers: [{ id: 'land', type: 'background', paint: { 'background-color': inks.land } }],
})

/** The style for a PMTiles archive: pictures as they are, vector tiles in our own inks, whatever schema their layers come from. */
async function tiledGround(url: string, inks: Inks): Promise<StyleSpecification> {
  const archive = protocol.get(url) ?? new PMTiles(url)
  protocol.add(archive)
  const header = await archive.getHeader()
  const { vector_layers, attribution } = ((await archive.getMetadata()) ?? {}) as Archive
  const shared = {
    tiles: [`pmtiles://${url}/{z}/{x}/{y}`],
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat] as [number, number, number, number],
    attribution: attribution ?? '',
  }
  const vector = header.tileType === TileType.Mvt
  const tiles: SourceSpecification = vector ? { type: 'vector', ...shared } : { type: 'raster', tileSize: 256, ...shared }
  const plain = plainGround(inks)
  return {
    ...plain,
    sources: { [source]: tiles },
    layers: [...plain.layers, ...(vector ? vectorLayers(vector_layers ?? [], inks) : [rasterLayer(inks)])],
  }
}

const rasterLayer = (inks: Inks): LayerSpecification => ({
  id: 'picture',
  type: 'raster',
  source,
  paint: inks.dark ? { 'raster-brightness-max': 0.45, 'raster-saturation': -0.6 } : { 'raster-saturation': -0.3 },
})

type Drawn = (layer: string, inks: Inks) => LayerSpecification[]

const fill =
  (colour: keyof Inks, minzoom = 0): Drawn =>
  (layer, inks) => [
    {
      id: `${layer}-fill`,
      type: 'fill',
      source,
      'source-layer': layer,
      minzoom,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': inks[colour] as string },
    },
  ]

const line =
  (colour: keyof Inks, thin: number, thick: number, dashed = false): Drawn =>
  (layer, inks) => [
    {
      id: `${layer}-line`,
      type: 'line',
      source,
      'source-layer': layer,
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': inks[colour] as string,
        'line-width': ['interpolate', ['exponential', 1.6], ['zoom'], 8, thin, 18, thick],
        ...(dashed ? { 'line-dasharray': [3, 2] } : {}),
      },
    },
  ]

const name: ExpressionSpecification = ['coalesce', ['get', 'name'], ['get', 'name:en'], ['get', 'ref'], '']

const named =
  (along: 'line' | 'point', minzoom: number, size: number): Drawn =>
  (layer, inks) => [
    {
      id: `${layer}-name`,
      type: 'symbol',
      source,
      'source-layer': layer,
      minzoom,
      layout: { 'symbol-placement': along, 'text-field': name, 'text-font': inks.font, 'text-size': size },
      paint: { 'text-color': inks.inkSoft, 'text-halo-color': inks.land, 'text-halo-width': 1.5 },
    },
  ]

/** What the layers of the usual schemas (Protomaps, OpenMapTiles, Shortbread, an extract of one's own) hold, by their names. */
const known: readonly [RegExp, readonly Drawn[]][] = [
  [/label|poi|point|housenumber|addr/, []],
  [/earth|^land$/, [fill('earth')]],
  [/park|green|landuse|landcover|natural|wood|forest|site/, [fill('green')]],
  [/water|ocean|sea|lake|river/, [fill('water'), line('water', 0.5, 6)]],
  [/build/, [fill('building', 13)]],
  [/bound|admin/, [line('edge', 0.5, 1.5, true)]],
  [/road|street|transport|highway|path|rail/, [line('road', 0.6, 16), named('line', 13, 11)]],
  [/place|city|town/, [named('point', 4, 13)]],
]

function vectorLayers(layers: readonly { id: string }[], inks: Inks): LayerSpecification[] {
  const rank = (id: string) => known.findIndex(([words]) => words.test(id.toLowerCase()))
  return layers
    .map(({ id }) => ({ id, rank: rank(id) }))
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ id, rank }) => (known[rank]?.[1] ?? [line('edge', 0.5, 2)]).flatMap(draw => draw(id, inks)))
}
