import { placeOf } from '../dispatch/callOrder'
import type { CallView, Place, RankedHospitalView, ResponseView } from '../platform/wire'

/** To where a crew is going, and what that place is to them. */
export interface Goal extends Place {
  to: 'scene' | 'hospital' | 'drop_off'
  name: string
}

/** From here on the patients are aboard. */
const aboard: ReadonlySet<string> = new Set(['TRANSPORTING', 'AT_HOSPITAL', 'TRANSFERRED_CARE'])

/**
 * The place of the call, and with patients aboard their destination. Where that is not known there is no way: the one back to where they
 * came from is the last that anybody wants.
 */
export function goalOf(
  { state, hospital_id }: Pick<ResponseView, 'state' | 'hospital_id'>,
  { location, drop_off }: Pick<CallView, 'location' | 'drop_off'>,
  hospitals: readonly Pick<RankedHospitalView, 'hospital_id' | 'name' | 'latitude' | 'longitude'>[],
): Goal | null {
  if (!aboard.has(state)) return { ...location, to: 'scene', name: placeOf(location) }
  if (hospital_id === null) return drop_off && { ...drop_off, to: 'drop_off', name: placeOf(drop_off) }
  const hospital = hospitals.find(one => one.hospital_id === hospital_id)
  return hospital
    ? { latitude: hospital.latitude, longitude: hospital.longitude, address: null, to: 'hospital', name: hospital.name }
    : null
}
