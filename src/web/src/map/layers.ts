import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import type { Inks } from './inks'

export const sources = ['ways', 'stations', 'hospitals', 'units', 'calls', 'chosen'] as const

export type SourceName = (typeof sources)[number]

/** The layers that can be pressed, the topmost first. */
export const pressable = ['calls', 'units', 'hospitals'] as const

export type Pressable = (typeof pressable)[number]

export const sourceOf = (map: MapLibre, name: SourceName): GeoJSONSource | undefined => map.getSource<GeoJSONSource>(name)

/** Puts our own sources and layers over whatever ground the map has. */
export function addLayers(map: MapLibre, inks: Inks): void {
  for (const name of sources) map.addSource(name, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  for (const layer of layers(inks)) map.addLayer(layer)
}

const layers = (inks: Inks): LayerSpecification[] => [
  {
    id: 'ways',
    type: 'line',
    source: 'ways',
    paint: { 'line-color': inks.accent, 'line-width': 1.5, 'line-opacity': 0.7, 'line-dasharray': [2, 2] },
  },
  {
    id: 'chosen',
    type: 'circle',
    source: 'chosen',
    paint: {
      'circle-radius': 21,
      'circle-color': inks.accent,
      'circle-opacity': 0.22,
      'circle-stroke-color': inks.accent,
      'circle-stroke-width': 2.5,
    },
  },
  marks('stations', inks, 11, 0.7),
  marks('hospitals', inks, 10, 0.9),
  marks('units', inks, 9, 0.9),
  marks('calls', inks, 12, 1),
]

/** A mark is always drawn; its name gives way where there is no room. */
const marks = (source: SourceName, inks: Inks, named: number, size: number): LayerSpecification => ({
  id: source,
  type: 'symbol',
  source,
  layout: {
    'icon-image': ['get', 'icon'],
    'icon-size': size,
    'icon-offset': ['array', 'number', 2, ['get', 'aside']],
    'icon-allow-overlap': true,
    'icon-ignore-placement': true,
    'symbol-sort-key': ['get', 'order'],
    'text-field': ['step', ['zoom'], '', named, ['get', 'label']],
    'text-font': inks.font,
    'text-size': 11,
    'text-anchor': 'top',
    'text-offset': [0, 1.15],
    'text-optional': true,
  },
  paint: { 'text-color': inks.ink, 'text-halo-color': inks.land, 'text-halo-width': 1.6 },
})
