import type { Draft } from '../phone/step'
import type { CallView, ResponseView, UnitView } from '../platform/wire'

export const subjectOf = (call: number): string => `call:${call}`

/** That a crew has heard waits for nothing that was refused on the same call: else it would ring for ever. */
export const heard: ReadonlySet<string> = new Set(['acknowledge', 'confirm_change'])
export const heardOf = (response: number): string => `heard:${response}`

export const responseDraft = (response: ResponseView, action: string, body: Draft['body'] = {}): Draft => ({
  subject: heard.has(action) ? heardOf(response.id) : subjectOf(response.call_id),
  thing: 'responses',
  thingId: response.id,
  action,
  name: response.call,
  method: 'POST',
  body,
  // A way back is not a tap of its own: the server reckons its minute from when it had the tap.
  clocked: action !== 'undo',
})

export const unitDraft = (unit: UnitView, action: string, body: Draft['body'] = {}): Draft => ({
  subject: action === 'distress' ? `distress:${unit.id}` : `unit:${unit.id}`,
  thing: 'units',
  thingId: unit.id,
  action,
  name: unit.unit_number,
  method: 'POST',
  body,
  clocked: action !== 'hold' && action !== 'release',
  urgent: action === 'distress',
})

export const callDraft = (call: CallView, action: 'notes' | 'patients', body: Draft['body']): Draft => ({
  subject: subjectOf(call.id),
  thing: 'calls',
  thingId: call.id,
  action,
  name: call.call_id,
  method: 'POST',
  body,
  clocked: action === 'notes',
})
