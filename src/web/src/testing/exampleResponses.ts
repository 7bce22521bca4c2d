import type { LifecycleView, ResponseView } from '../platform/wire'

/** A response for tests: only what a test names is of interest. */
export const responseView = (differing: Partial<ResponseView> = {}): ResponseView => ({
  id: 3,
  call_id: 7,
  call: 'CALL-0000002A',
  priority: 'HIGH',
  unit_id: 1,
  unit_number: 'M1',
  state: 'ACKNOWLEDGED',
  state_since: '2026-03-01T12:01:00Z',
  hospital_id: null,
  mode: null,
  leg: 1,
  crew: [],
  assigned_at: '2026-03-01T12:00:00Z',
  acknowledged_at: '2026-03-01T12:01:00Z',
  en_route_at: null,
  staged_at: null,
  on_scene_at: null,
  at_patient_at: null,
  transporting_at: null,
  at_hospital_at: null,
  transferred_care_at: null,
  cleared_at: null,
  back_at_base_at: null,
  ended_at: null,
  end_reason: null,
  disposition: null,
  handed_to: null,
  change_pending: null,
  flags: [],
  call_state: 'DISPATCHED',
  call_version: 1,
  version: 2,
  last_tap_at: null,
  last_tap_by: null,
  actions: ['depart'],
  ...differing,
})

const before = ['ASSIGNED', 'ACKNOWLEDGED', 'EN_ROUTE', 'STAGED']
const active = [...before, 'ON_SCENE', 'TRANSPORTING', 'AT_HOSPITAL', 'TRANSFERRED_CARE']
const ended = ['CLEARED', 'DECLINED', 'STOOD_DOWN', 'FAILED']
const mine = 'responses.step'

const row = (action: string, from: string[], to: string | null, stamp: string | null, permission: string | null = mine) => ({
  action,
  from,
  to,
  event: `dispatch.${action}`,
  stamp,
  permission,
})

/** A table such as the server's: what follows from a table is tested, not the server's own rows. */
export const responseLifecycle: LifecycleView = {
  name: 'response',
  states: [...active, ...ended],
  steps: [
    row('assign', [], 'ASSIGNED', 'assigned_at', 'calls.dispatch'),
    row('acknowledge', ['ASSIGNED'], 'ACKNOWLEDGED', 'acknowledged_at'),
    row('depart', ['ASSIGNED', 'ACKNOWLEDGED'], 'EN_ROUTE', 'en_route_at'),
    row('stage', ['ASSIGNED', 'ACKNOWLEDGED', 'EN_ROUTE'], 'STAGED', 'staged_at'),
    row('arrive', before, 'ON_SCENE', 'on_scene_at'),
    row('at_patient', [...before, 'ON_SCENE'], 'ON_SCENE', 'at_patient_at'),
    row('transport', [...before, 'ON_SCENE', 'AT_HOSPITAL'], 'TRANSPORTING', 'transporting_at'),
    row('arrive_hospital', [...before, 'ON_SCENE', 'TRANSPORTING'], 'AT_HOSPITAL', 'at_hospital_at'),
    row('transfer_care', ['ON_SCENE', 'TRANSPORTING', 'AT_HOSPITAL'], 'TRANSFERRED_CARE', 'transferred_care_at', 'hospitals.handover'),
    row('clear', active, 'CLEARED', 'cleared_at'),
    row('back_at_base', ended, null, 'back_at_base_at'),
    row('decline', ['ASSIGNED', 'ACKNOWLEDGED'], 'DECLINED', 'ended_at'),
    row('stand_down', [...before, 'ON_SCENE'], 'STOOD_DOWN', 'ended_at', 'calls.dispatch'),
    row('fail', active, 'FAILED', 'ended_at'),
    row('change_destination', active, null, null),
    row('confirm_change', active, null, null),
    row('undo', [...active, ...ended], null, null, 'responses.undo'),
  ],
}
