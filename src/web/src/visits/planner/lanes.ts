import type { AppointmentView, PlaceView, TherapistAvailabilityView } from '../../platform/wire'
import { hour, minute, type Span, spanOf } from './ruler'

/** One therapist's part of a visit, as it lies in a lane. */
export interface Block extends Span {
  /** Of the place; no two blocks have the same. */
  id: number
  visit: AppointmentView
  place: PlaceView
}

export interface Lane {
  /** Null for what nobody has yet. */
  therapist: number | null
  name: string
  away: boolean
  /** When they work by their plan; of what nobody has, nothing is known. */
  works: readonly Span[] | null
  /** In the order in which they begin. */
  blocks: readonly Block[]
}

/** Whether a place takes somebody's time, or is to be given to somebody. What was given up lies in no lane. */
const drawn: ReadonlySet<PlaceView['state']> = new Set([
  'OPEN',
  'ASKED',
  'ACCEPTED',
  'EN_ROUTE',
  'ARRIVED',
  'IN_PROGRESS',
  'COMPLETED',
] satisfies PlaceView['state'][])

const over: ReadonlySet<AppointmentView['state']> = new Set(['CANCELLED', 'NO_SHOW'] satisfies AppointmentView['state'][])

export const blocksOf = (visits: readonly AppointmentView[]): Block[] =>
  visits
    .filter(visit => !over.has(visit.state))
    .flatMap(visit => visit.places.filter(place => drawn.has(place.state)).map(place => ({ id: place.id, visit, place, ...spanOf(visit) })))
    .toSorted((a, b) => a.from - b.from || a.to - b.to || a.id - b.id)

/** A lane for what nobody has, and one for each therapist by name: those who can be asked, and whoever has a visit although they cannot. */
export function lanesOf(visits: readonly AppointmentView[], therapists: readonly TherapistAvailabilityView[]): Lane[] {
  const byTherapist = new Map<number | null, Block[]>()
  for (const block of blocksOf(visits)) {
    const whose = block.place.state === 'OPEN' ? null : block.place.therapist_id
    byTherapist.set(whose, [...(byTherapist.get(whose) ?? []), block])
  }
  const known = therapists.map(one => ({
    therapist: one.therapist_id,
    name: one.name,
    away: one.away,
    works: one.windows.map(window => ({ from: Date.parse(window.from), to: Date.parse(window.to) })),
    blocks: byTherapist.get(one.therapist_id) ?? [],
  }))
  const others = [...byTherapist].flatMap(([therapist, blocks]) =>
    therapist === null || therapists.some(one => one.therapist_id === therapist)
      ? []
      : [{ therapist, name: blocks[0]?.place.therapist_name ?? `#${therapist}`, away: false, works: [], blocks }],
  )
  const open = byTherapist.get(null) ?? []
  const nobody = { therapist: null, name: '', away: false, works: null, blocks: open }
  return [nobody, ...[...known, ...others].toSorted((a, b) => a.name.localeCompare(b.name) || a.therapist - b.therapist)]
}

/** In which line of its lane each block lies, so that none covers another; and how many lines that takes, at least one. */
export function linesOf(blocks: readonly Span[]): { line: readonly number[]; lines: number } {
  const ends: number[] = []
  const line = blocks.map(block => {
    const free = ends.findIndex(end => end <= block.from)
    const at = free < 0 ? ends.length : free
    ends[at] = block.to
    return at
  })
  return { line, lines: Math.max(1, ends.length) }
}

interface Point {
  latitude: number
  longitude: number
}

const radius = 6_371_008.8
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance in metres (haversine). */
export function metres(one: Point, other: Point): number {
  const north = Math.sin(radians(other.latitude - one.latitude) / 2)
  const east = Math.sin(radians(other.longitude - one.longitude) / 2)
  const chord = north * north + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * east * east
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/**
 * Milliseconds from one door to another: the server's estimate by car, said here so that a drag is answered at once. What becomes of the
 * drag only the server decides.
 */
export function travel(from: Point, to: Point): number {
  const far = metres(from, to)
  return far < 50 ? 0 : Math.ceil((far * 1.3) / (35 / 3.6) + 300) * 1000
}

/** Visits that lie further apart have a night at home between them. */
export const night = 8 * hour

export interface Leg extends Span {
  /** Of the block that it leads to. */
  to_id: number
  needed: number
  short: boolean
}

/** The ways between one visit of a lane and the next, as long as they take, ending where the next begins. */
export function legsOf(blocks: readonly Block[]): Leg[] {
  return blocks.flatMap((block, at) => {
    const before = blocks.slice(0, at).findLast(one => one.to <= block.from)
    if (!before || block.from - before.to >= night) return []
    const needed = travel(before.visit, block.visit)
    if (needed < minute) return []
    const there = block.from - before.to
    return [{ from: Math.max(before.to, block.from - needed), to: block.from, to_id: block.id, needed, short: needed > there }]
  })
}

/** How many minutes of a lane are visits. */
export const minutesIn = (blocks: readonly Span[]): number => Math.round(blocks.reduce((sum, one) => sum + one.to - one.from, 0) / minute)
