import type { Step } from '../phone/step'

let ids = 0
/** A step of a crew for tests, each made after the one before it. */
export const madeStep = (action: string, differing: Partial<Step> = {}): Step => ({
  id: ++ids,
  user: 5,
  subject: 'call:7',
  thing: 'responses',
  thingId: 3,
  action,
  name: 'CALL-0000002A',
  method: 'POST',
  body: {},
  clocked: true,
  key: `key-${ids}`,
  madeAt: `2026-03-01T12:1${ids % 10}:00Z`,
  tried: false,
  refused: null,
  ...differing,
})
