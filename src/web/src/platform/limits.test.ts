import { expect, it } from 'vitest'
import { beyond } from './limits'

it('says at once what the server would refuse', () => {
  expect(beyond('CheckRequest.Mileage', '5000000')).toBeNull()
  expect(beyond('CheckRequest.Mileage', '5000001')).toBe('number_between')
  expect(beyond('TransportRequest.EtaMinutes', '1441')).toBe('number_between')
  expect(beyond('TransportRequest.EtaMinutes', '12.5')).toBe('number_between')
  expect(beyond('PatientRequest.Age', '131')).toBe('number_between')
  expect(beyond('EndRequest.Reason', ' x ')).toBe('too_short')
  expect(beyond('EndRequest.Reason', 'no')).toBeNull()
})

it('leaves what is empty to whoever knows whether it may be', () => {
  expect([beyond('EndRequest.Reason', '  '), beyond('CheckRequest.Fuel', '')]).toEqual([null, null])
})
