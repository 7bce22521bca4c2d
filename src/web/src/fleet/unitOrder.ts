import type { UnitStatus, UnitView } from '../platform/wire'

/** The order in which the board shows units: who can be sent, then along a run, then who cannot. */
export const statuses: readonly UnitStatus[] = [
  'AVAILABLE',
  'HOLD',
  'DISPATCHED',
  'EN_ROUTE',
  'STAGED',
  'ON_SCENE',
  'TRANSPORTING',
  'AT_HOSPITAL',
  'UNSTAFFED',
  'MAINTENANCE',
  'OUT_OF_SERVICE',
]

/** The call that a unit is on, if any. */
export const callIdOf = (unit: Pick<UnitView, 'held_by'>): number | null =>
  unit.held_by?.kind === 'response' ? unit.held_by.request_id : null

const natural = new Intl.Collator('en', { numeric: true })

/** The place of each name among all that were ever met: names seldom change, and to compare five hundred of them takes milliseconds. */
let places = new Map<string, number>()

function placed(units: readonly UnitView[]): ReadonlyMap<string, number> {
  if (!units.every(unit => places.has(unit.unit_number))) {
    const names = new Set([...places.keys(), ...units.map(unit => unit.unit_number)])
    places = new Map([...names].toSorted(natural.compare).map((name, place) => [name, place]))
  }
  return places
}

/** Units under their status, in the order of a run; `M2` before `M10`. Empty groups are left out. */
export function grouped(units: readonly UnitView[]): { status: UnitStatus; units: UnitView[] }[] {
  const places = placed(units)
  const place = (unit: UnitView) => places.get(unit.unit_number) ?? 0
  return statuses
    .map(status => ({ status, units: units.filter(unit => unit.status === status) }))
    .filter(members => members.units.length > 0)
    .map(({ status, units: members }) => ({ status, units: members.toSorted((a, b) => place(a) - place(b)) }))
}

/** The server marks a fix stale when it tells of it; when nothing more comes, nobody tells, so the page watches the age itself. */
export const fixStaysFresh = 60_000

export const isStale = ({ position }: Pick<UnitView, 'position'>, now: number): boolean =>
  position !== null && (position.stale || position.at === null || now - Date.parse(position.at) > fixStaysFresh)
