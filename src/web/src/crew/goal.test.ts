import { expect, it } from 'vitest'
import { callView } from '../testing/exampleCalls'
import { responseView } from '../testing/exampleResponses'
import { goalOf } from './goal'

const hospitals = [{ hospital_id: 4, name: 'Auckland City', latitude: -36.86, longitude: 174.77 }]
const ward = { address: 'Ward 7', latitude: null, longitude: null }

it('leads to the scene, and with patients aboard to their destination', () => {
  expect(goalOf(responseView({ hospital_id: 4 }), callView(), hospitals)).toMatchObject({ to: 'scene', name: '12 Rizal Avenue' })
  const loaded = responseView({ state: 'TRANSPORTING', hospital_id: 4 })
  expect(goalOf(loaded, callView({ drop_off: ward }), hospitals)).toMatchObject({ to: 'hospital', name: 'Auckland City', latitude: -36.86 })
  expect(goalOf({ ...loaded, hospital_id: null }, callView({ drop_off: ward }), hospitals)).toMatchObject({
    to: 'drop_off',
    name: 'Ward 7',
  })
})

it('never leads patients back to where they came from', () => {
  const loaded = responseView({ state: 'TRANSPORTING' })
  expect(goalOf(loaded, callView(), hospitals)).toBeNull()
  expect(goalOf({ ...loaded, hospital_id: 9 }, callView({ drop_off: ward }), hospitals)).toBeNull()
})
