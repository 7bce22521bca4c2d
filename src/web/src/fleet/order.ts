import type { UnitStatus, UnitView } from '../platform/wire'

/** What a unit is shown under: its status, or the hold that keeps an otherwise free unit from work. */
export type UnitGroup = UnitStatus | 'HOLD'

export const groups: readonly UnitGroup[] = [
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

export const groupOf = (unit: UnitView): UnitGroup => (unit.hold && unit.status === 'AVAILABLE' ? 'HOLD' : unit.status)

const natural = new Intl.Collator('en', { numeric: true })

/** Units under their status, in the order of a run; `M2` before `M10`. Empty groups are left out. */
export function grouped(units: readonly UnitView[]): { group: UnitGroup; units: UnitView[] }[] {
  return groups
    .map(group => ({ group, units: units.filter(unit => groupOf(unit) === group) }))
    .filter(members => members.units.length > 0)
    .map(({ group, units: members }) => ({ group, units: members.toSorted((a, b) => natural.compare(a.unit_number, b.unit_number)) }))
}

/** The server marks a fix stale when it tells of it; when nothing more comes, nobody tells, so the page watches the age itself. */
export const fixStaysFresh = 60_000

export const isStale = (unit: UnitView, now: number): boolean =>
  unit.position !== null && (unit.position.stale || now - Date.parse(unit.position.at) > fixStaysFresh)
