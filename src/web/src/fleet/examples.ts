import type { UnitView } from '../platform/wire'

/** A unit for tests: only what a test names is of interest. */
export const unitView = (differing: Partial<UnitView> = {}): UnitView => ({
  id: 1,
  unit_number: 'M1',
  kind: 'ambulance',
  level: 'ADVANCED',
  seats: 2,
  equipment: [],
  home: null,
  status: 'AVAILABLE',
  status_since: '2026-03-01T12:00:00Z',
  hold: null,
  crew: [],
  position: null,
  call_id: null,
  response_id: null,
  version: 1,
  actions: [],
  ...differing,
})
