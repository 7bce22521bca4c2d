import { expect, it } from 'vitest'
import type { Me } from '../platform/wire'
import { thingOf } from './thing'

const who = (...permissions: string[]) => ({ permissions: Object.fromEntries(permissions.map(one => [one, 'all'])) }) as unknown as Me
const dispatcher = who('dispatch.watch')
const medic = who('crew.watch')
const nurse = who('hospitals.prealert')

it('leads each to the page that is theirs, and nobody to one that is not', () => {
  const alarm = { kind: 'alarm', facts: { call_id: 7, unit_id: 3 } }
  expect(thingOf(alarm, dispatcher)).toMatchObject({ to: '/board', search: { call: 7, panel: 'call' } })
  expect(thingOf({ kind: 'distress', facts: { call_id: null, unit_id: 3 } }, dispatcher)).toMatchObject({
    search: { unit: 3, list: 'units' },
  })
  expect(thingOf(alarm, medic)).toMatchObject({ to: '/crew' })
  expect(thingOf(alarm, nurse)).toBeNull()
  expect(thingOf({ kind: 'pre_alert', facts: { call_id: 7, hospital_id: 2 } }, nurse)).toMatchObject({
    to: '/hospital',
    search: { hospital: 2 },
  })
  expect(thingOf({ kind: 'work_failed', facts: {} }, nurse)).toBeNull()
  expect(thingOf({ kind: 'work_failed', facts: {} }, who('admin.operate'))).toMatchObject({ to: '/admin/failures' })
  expect(thingOf({ kind: 'licence_expires', facts: {} }, dispatcher)).toBeNull()
})

it('leads a crew member who also dispatches to the crew’s screen for their own call', () => {
  const both = who('dispatch.watch', 'crew.watch')
  expect(thingOf({ kind: 'crew_assigned', facts: { call_id: 7, unit_id: 3 } }, both)).toMatchObject({ to: '/crew' })
})
