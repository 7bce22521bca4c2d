import { type Ask, ask } from '../dispatch/asks'

/** What a step of a trip asks for before it is sent; all others ask for nothing. */
export const asks: Readonly<Record<string, readonly Ask[]>> = {
  fail: [ask('cause', ['breakdown', 'collision', 'driver_ill']), ask('reason', 'line', false, { limit: 'FailTripRequest.Reason' })],
}
