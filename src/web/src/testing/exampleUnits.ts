import type { UnitView } from '../platform/wire'

/** A unit for tests: only what a test names is of interest. */
export const unitView = (differing: Partial<UnitView> = {}): UnitView => ({
  id: 1,
  unit_number: 'M1',
  kind: 'ambulance',
  level: 'ADVANCED',
  seats: 2,
  equipment: [],
  home: { id: 1, name: 'Station Ermita', latitude: 14.58, longitude: 120.98 },
  status: 'AVAILABLE',
  status_since: '2026-03-01T12:00:00Z',
  hold: null,
  crew: [],
  position: null,
  held_by: null,
  version: 1,
  retired_at: null,
  created_at: '2026-01-01T00:00:00Z',
  actions: [],
  ...differing,
})
