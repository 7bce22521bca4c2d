import type { AppointmentView } from '../platform/wire'

/** The ways of a visit that somebody is still driven, as far as its state says; the server has the last word. */
export function openLegs(state: AppointmentView['state']): readonly ('outbound' | 'return')[] {
  if (state === 'CANCELLED' || state === 'NO_SHOW' || state === 'EXPIRED') return []
  return state === 'COMPLETED' ? ['return'] : ['outbound', 'return']
}
