import { expect, it } from 'vitest'
import type { PatientView } from '../platform/wire'
import { callView } from '../testing/exampleCalls'
import { responseView } from '../testing/exampleResponses'
import { unitView } from '../testing/exampleUnits'
import { CrewPicture, type Snapshot } from './picture'

const snapshot = (differing: Partial<Snapshot> = {}): Snapshot => ({
  calls: [callView({ id: 7 })],
  responses: [responseView({ version: 2 })],
  units: [unitView()],
  alarms: [],
  pre_alerts: [],
  dispatch_number: '+6495550100',
  ...differing,
})

function drawn() {
  const changed: number[] = []
  const picture = new CrewPicture(
    id => changed.push(id),
    then => then(),
  )
  return { picture, changed }
}

it('shows what the device kept until the server says what is', () => {
  const { picture } = drawn()
  picture.remember(snapshot())
  expect([picture.standing.at(), picture.responses.size, picture.dispatchNumber()]).toEqual(['kept', 1, '+6495550100'])
  picture.receive({ type: 'initial_data', data: snapshot({ responses: [], calls: [], dispatch_number: null }) })
  expect([picture.standing.at(), picture.responses.size, picture.dispatchNumber()]).toEqual(['current', 0, null])
  picture.remember(snapshot())
  expect(picture.responses.size).toBe(0)
})

it('takes news in any order and never an older view after a newer one', () => {
  const { picture, changed } = drawn()
  picture.receive({ type: 'initial_data', data: snapshot() })
  picture.receive({ type: 'response_update', data: responseView({ version: 4, state: 'ON_SCENE' }) })
  picture.receive({ type: 'response_update', data: responseView({ version: 3, state: 'EN_ROUTE' }) })
  picture.receive({ type: 'emergency_update', event: 'NOTE_ADDED', data: callView({ id: 7, version: 9 }) })
  expect(picture.responses.get(3)?.state).toBe('ON_SCENE')
  expect(changed).toEqual([7])
})

it('says that it is behind from a gap until the next snapshot', () => {
  const { picture } = drawn()
  picture.receive({ type: 'initial_data', data: snapshot() })
  picture.receive({ type: 'gap' })
  expect(picture.standing.at()).toBe('behind')
  picture.receive({ type: 'initial_data', data: snapshot() })
  expect(picture.standing.at()).toBe('current')
})

it('can be put aside and taken up as it was', () => {
  const { picture } = drawn()
  picture.receive({ type: 'initial_data', data: snapshot() })
  const other = drawn().picture
  other.remember(JSON.parse(JSON.stringify(picture.snapshot())))
  expect(other.snapshot()).toEqual(picture.snapshot())
})

it('shows what became of an edit though no news comes, and never an older patient after a newer one', () => {
  const { picture } = drawn()
  const patient = (version: number, age: number) => ({ id: 4, version, age }) as PatientView
  picture.receive({ type: 'initial_data', data: snapshot({ calls: [callView({ id: 7, patients: [patient(3, 40)] })] }) })
  picture.putPatient(7, patient(4, 41))
  picture.putPatient(7, patient(3, 40))
  picture.putPatient(8, patient(9, 99))
  expect(picture.calls.get(7)?.patients).toEqual([patient(4, 41)])
})
